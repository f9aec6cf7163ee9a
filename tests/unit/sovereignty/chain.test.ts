// A chain that was touched is found, whatever was done to it, and wherever.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkChain, hashOf, isSealed, sealOf, startOf, type ChainedEntry, type ChainPoint, type Entry, type SealedPoint } from '../../../main/sovereignty/ledger/chain.ts';

const CHAIN = 'a chain';
const key = randomBytes(32);
const facts = fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.boolean(), fc.constant(null)), { maxKeys: 3 });
const content = fc.record({ atMs: fc.nat(), kind: fc.constantFrom('file.read', 'question.asked', 'connection.blocked'), facts, subject: fc.option(fc.stringMatching(/^[0-9a-f]{32}$/)) });
const contents = fc.array(content, { minLength: 1, maxLength: 25 });

function chained(of: readonly Omit<Entry, 'sequence'>[], chain = CHAIN): ChainedEntry[] {
  let at: ChainPoint = startOf(chain);
  return of.map((one) => {
    const entry = { ...one, sequence: at.sequence + 1 };
    at = { sequence: entry.sequence, hash: hashOf(at.hash, entry) };
    return { ...entry, hash: at.hash };
  });
}
const headOf = (entries: readonly ChainedEntry[]): SealedPoint => {
  const point = entries.at(-1) ?? startOf(CHAIN);
  return { sequence: point.sequence, hash: point.hash, seal: sealOf(CHAIN, point, key) };
};
/** What is kept beside the entries and outside, as it was before anybody touched them. */
const witnessed = (entries: readonly ChainedEntry[]) => ({ head: headOf(entries), key, noted: [{ point: headOf(entries), missing: 'cut', differs: 'replaced' } as const] });
const faultsOf = (touched: readonly ChainedEntry[], before: readonly ChainedEntry[]): readonly string[] => checkChain(CHAIN, touched, witnessed(before)).faults.map(({ fault }) => fault);
const at = (nat: number, length: number): number => nat % length;

describe('a chain', () => {
  test('that nobody touched has no fault', () => {
    fc.assert(fc.property(contents, (of) => void expect(faultsOf(chained(of), chained(of))).toEqual([])));
  });

  test('tells of an edit of any field at any place', () => {
    fc.assert(
      fc.property(contents, fc.nat(), content, fc.constantFrom('atMs', 'kind', 'facts', 'subject'), (of, place, other, field) => {
        const entries = chained(of);
        const index = at(place, entries.length);
        fc.pre(JSON.stringify(entries[index]![field]) !== JSON.stringify(other[field]));
        const touched = entries.with(index, { ...entries[index]!, [field]: other[field] });
        expect(checkChain(CHAIN, touched, witnessed(entries)).faults).toContainEqual({ fault: 'edited', sequence: index + 1, count: null });
      }),
    );
  });

  test('tells of an entry that was taken out, and of how many', () => {
    fc.assert(
      fc.property(contents, fc.nat(), fc.nat(), (of, from, many) => {
        const entries = chained(of);
        const first = at(from, entries.length);
        const count = 1 + at(many, entries.length - first);
        const faults = checkChain(CHAIN, entries.toSpliced(first, count), witnessed(entries)).faults;
        const atEnd = first + count === entries.length;
        expect(faults).toContainEqual(atEnd ? { fault: 'cut', sequence: first, count } : { fault: 'missing', sequence: first + 1, count });
      }),
    );
  });

  test('tells of two entries that changed places, with their numbers or without', () => {
    fc.assert(
      fc.property(contents, fc.nat(), fc.nat(), fc.boolean(), (of, one, other, renumbered) => {
        const entries = chained(of);
        const [a, b] = [at(one, entries.length), at(other, entries.length)];
        fc.pre(a !== b);
        const moved = entries.with(a, entries[b]!).with(b, entries[a]!);
        const touched = renumbered ? moved.map((entry, index) => ({ ...entry, sequence: index + 1 })) : moved;
        expect(faultsOf(touched, entries)).not.toEqual([]);
      }),
    );
  });

  test('tells of entries of another chain that were put in, hashes made anew behind them', () => {
    fc.assert(
      fc.property(contents, contents, fc.nat(), (of, others, place) => {
        const entries = chained(of);
        const index = at(place, entries.length + 1);
        const spliced = chained([...of.slice(0, index), ...others, ...of.slice(index)]);
        expect(faultsOf(spliced, entries)).not.toEqual([]);
      }),
    );
  });

  test('written anew from an edit on is told from the real one by its head alone, and nobody can seal another', () => {
    fc.assert(
      fc.property(contents, fc.nat(), content, (of, place, other) => {
        const entries = chained(of);
        const index = at(place, of.length);
        fc.pre(JSON.stringify(of[index]) !== JSON.stringify(other));
        const forged = chained(of.with(index, other));
        const stolen = { ...headOf(entries), ...forged.at(-1)!, seal: headOf(entries).seal };
        expect(isSealed(CHAIN, stolen, key)).toBe(false);
        const faults = checkChain(CHAIN, forged, { head: stolen, key, noted: [{ point: headOf(entries), missing: 'cut', differs: 'replaced' }] }).faults.map(({ fault }) => fault);
        expect(faults).toContain('head');
        expect(faults).toContain('replaced');
      }),
    );
  });

  test('put back to an earlier time, with the head of that time, is told by the anchor', () => {
    fc.assert(
      fc.property(contents, fc.nat(), (of, place) => {
        const entries = chained(of);
        const kept = entries.slice(0, at(place, entries.length));
        const faults = checkChain(CHAIN, kept, { head: headOf(kept), key, noted: [{ point: headOf(entries), missing: 'cut', differs: 'replaced' }] }).faults;
        expect(faults).toEqual([{ fault: 'cut', sequence: kept.length, count: entries.length - kept.length }]);
      }),
    );
  });

  test('ahead of its anchor is as it should be', () => {
    fc.assert(
      fc.property(contents, fc.nat(), (of, place) => {
        const entries = chained(of);
        const anchor = headOf(entries.slice(0, at(place, entries.length + 1)));
        expect(checkChain(CHAIN, entries, { head: headOf(entries), key, noted: [{ point: anchor, missing: 'cut', differs: 'replaced' }] }).faults).toEqual([]);
      }),
    );
  });

  test('is not another one’s, however alike', () => {
    fc.assert(fc.property(contents, (of) => void expect(checkChain(CHAIN, chained(of, 'another'), { head: headOf(chained(of)), key, noted: [] }).faults).not.toEqual([])));
  });
});
