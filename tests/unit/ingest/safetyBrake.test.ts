// The safety brake: what may leave the library when a scan does not find it again, and what waits for the person's word.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DocumentId, SourceFile, SourceId } from '../../../contract/domain.ts';
import { weighGone, type ScanResult } from '../../../main/ingest/safetyBrake.ts';
import type { UnseenDocument } from '../../../main/library/documents.ts';

const file = (name: string, change: Partial<SourceFile> = {}): SourceFile => ({ path: `/f/${name}`, name, sizeBytes: 10, modifiedMs: 1_000, kind: 'text', ...change });
const unseen = (name: string, change: Partial<UnseenDocument> = {}): UnseenDocument => ({
  ...file(name),
  kind: 'text',
  id: name as DocumentId,
  sourceId: 's' as SourceId,
  folder: '',
  state: 'indexed',
  reason: null,
  versionHash: null,
  pages: null,
  unreadPages: null,
  parentId: null,
  member: null,
  fingerprint: null,
  encoding: null,
  decodedAs: null,
  hiddenCharacters: 0,
  lastScan: 1,
  ...change,
});
const many = (count: number, change: (at: number) => Partial<UnseenDocument> = (at) => ({ sizeBytes: 100 + at })): UnseenDocument[] => Array.from({ length: count }, (_, at) => unseen(`gone${at}`, change(at)));
const weigh = (change: Partial<ScanResult>) => weighGone({ scan: 2, gone: [], foundAgain: 0, newcomers: [], held: null, ...change });

test.each([
  [4, 0, false],
  [5, 0, true],
  [5, 20, false],
  [5, 19, true],
  [20, 80, false],
  [21, 79, true],
])('%i gone beside %i that are there: held %s', (gone, foundAgain, isHeld) => {
  const { drop, held } = weigh({ gone: many(gone), foundAgain });
  expect([drop.length, held]).toEqual(isHeld ? [0, { gone, of: gone + foundAgain, kept: false, scan: 2 }] : [gone, null]);
});

test('what was moved or renamed is not missing, and each newcomer stands for one file', () => {
  const gone = many(10, (at) => ({ sizeBytes: at, modifiedMs: at }));
  const moved = gone.map(({ name, sizeBytes, modifiedMs }) => file(`new-${name}`, { sizeBytes, modifiedMs }));
  expect(weigh({ gone, newcomers: moved })).toEqual({ drop: gone, held: null });
  // The same names elsewhere, with today's time: a copy whose original was deleted.
  const copied = gone.map(({ name, sizeBytes }) => file(`deep/${name}`, { name, sizeBytes, modifiedMs: 99_999 }));
  expect(weigh({ gone, newcomers: copied }).held).toBeNull();
  const same = many(10, () => ({ sizeBytes: 7, modifiedMs: 7 }));
  expect(weigh({ gone: same, newcomers: [file('one', { sizeBytes: 7, modifiedMs: 7 })] })).toMatchObject({ drop: [same[0]], held: { gone: 9, of: 10 } });
  // Strangers are no answer to where the files are.
  expect(weigh({ gone, newcomers: moved.map((one) => ({ ...one, sizeBytes: one.sizeBytes + 1_000 })) }).held).toMatchObject({ gone: 10 });
});

test('what is held stays held until it is found, however few are left', () => {
  const held = { gone: 10, of: 20, kept: false, scan: 2 };
  expect(weigh({ scan: 3, gone: many(1), foundAgain: 19, held })).toEqual({ drop: [], held: { gone: 1, of: 20, kept: false, scan: 3 } });
  expect(weigh({ scan: 3, foundAgain: 20, held })).toEqual({ drop: [], held: null });
});

test('what the person keeps is neither dropped nor asked about again; what goes later is', () => {
  const held = { gone: 10, of: 20, kept: true, scan: 2 };
  const kept = many(10);
  expect(weigh({ scan: 3, gone: kept, foundAgain: 10, held })).toEqual({ drop: [], held });
  const later = [1, 2, 3].map((at) => unseen(`later${at}`, { lastScan: 2, sizeBytes: 500 + at }));
  expect(weigh({ scan: 3, gone: [...kept, ...later], foundAgain: 7, held })).toEqual({ drop: later, held });
  const muchLater = [1, 2, 3, 4, 5, 6].map((at) => unseen(`later${at}`, { lastScan: 2, sizeBytes: 500 + at }));
  expect(weigh({ scan: 3, gone: [...kept, ...muchLater], foundAgain: 4, held })).toEqual({ drop: [], held: { gone: 16, of: 20, kept: false, scan: 3 } });
  expect(weigh({ scan: 3, foundAgain: 20, held })).toEqual({ drop: [], held: null });
});

test('no scan drops more than a fifth and four files without the person’s word, unless they are found elsewhere', () => {
  const some = fc.array(fc.record({ size: fc.nat(3), time: fc.nat(3), lastScan: fc.constantFrom(1, 5) }), { maxLength: 40 });
  const before = fc.option(fc.record({ gone: fc.nat(40), of: fc.nat(80), kept: fc.boolean(), scan: fc.constant(3) }), { nil: null });
  fc.assert(
    fc.property(some, some, fc.nat(100), before, (goneOf, newOf, foundAgain, held) => {
      const gone = goneOf.map(({ size, time, lastScan }, at) => unseen(`g${at}`, { sizeBytes: size, modifiedMs: time, lastScan }));
      const newcomers = newOf.map(({ size, time }, at) => file(`n${at}`, { sizeBytes: size, modifiedMs: time }));
      const result = weighGone({ scan: 6, gone, foundAgain, newcomers, held });
      const lost = result.drop.length - newcomers.length;
      expect(lost < 5 || lost <= (foundAgain + gone.length) * 0.2).toBe(true);
      expect(new Set(result.drop).size).toBe(result.drop.length);
      // Nothing is forgotten: what is missing is dropped, or the person is told of it, or has been.
      if (result.held === null) expect(result.drop.length).toBe(gone.length);
      else expect(result.held.gone).toBe(gone.length - result.drop.length);
    }),
  );
});
