// The arithmetic of a ledger: how entries are chained, how a head is sealed, and where a chain is broken. In: entries in
// the order in which they are kept. Out: hashes, or faults. No clock, no file, no database.
//   hash(n) = SHA-256( hash(n-1) ‖ canonical JSON of entry n ),   hash(0) = SHA-256( "freehold ledger 1" ‖ chain id )
//   seal    = HMAC-SHA-256( key, canonical JSON of { chain, sequence, hash } )
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { LedgerFault } from '../../../contract/ledger.ts';
import { canonicalJson } from '../../canonicalJson.ts';

export type Facts = Readonly<Record<string, string | number | boolean | null>>;

export interface Entry {
  /** 1, 2, 3, … without a gap. */
  readonly sequence: number;
  readonly atMs: number;
  readonly kind: string;
  readonly facts: Facts;
  /** Keyed hash of the name; null where the event has none. */
  readonly subject: string | null;
}

export interface ChainedEntry extends Entry {
  /** Lower-case hex, like all hashes here. */
  readonly hash: string;
}

/** A place in a chain: everything up to `sequence` is what `hash` says. Sequence 0 is the empty chain. */
export interface ChainPoint {
  readonly sequence: number;
  readonly hash: string;
}

export interface SealedPoint extends ChainPoint {
  readonly seal: string;
}

export const startOf = (chain: string): ChainPoint => ({ sequence: 0, hash: createHash('sha256').update(`freehold ledger 1\n${chain}`).digest('hex') });

export function hashOf(before: string, { sequence, atMs, kind, facts, subject }: Entry): string {
  return createHash('sha256').update(before, 'hex').update(canonicalJson({ sequence, atMs, kind, facts, subject })).digest('hex');
}

export function sealOf(chain: string, { sequence, hash }: ChainPoint, key: Buffer): string {
  return createHmac('sha256', key).update(canonicalJson({ chain, sequence, hash })).digest('hex');
}

export function isSealed(chain: string, point: SealedPoint, key: Buffer): boolean {
  const [given, right] = [Buffer.from(point.seal, 'hex'), Buffer.from(sealOf(chain, point, key), 'hex')];
  return given.length === right.length && timingSafeEqual(given, right);
}

/** What a chain is checked against besides itself. */
export interface Witnesses {
  /** As it is kept beside the entries; null where there is none, though there should be. */
  readonly head: SealedPoint | null;
  /** Null when it is not there: seals are not looked at then. */
  readonly key: Buffer | null;
  /** Points that were noted elsewhere: the anchor, the head of an export, what another chain says of this one. */
  readonly noted: readonly { readonly point: ChainPoint; readonly missing: LedgerFault['fault']; readonly differs: LedgerFault['fault'] }[];
}

export interface Checked {
  readonly entries: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** As the entries themselves have it. */
  readonly head: ChainPoint;
  readonly keyedFrom: number;
  readonly faults: readonly LedgerFault[];
}

/** Faults told of one chain: behind the first ones there is nothing new to learn. */
const MAX_FAULTS = 100;

export function checkChain(chain: string, entries: Iterable<ChainedEntry>, witnesses: Witnesses): Checked {
  const check = chainCheck(chain, witnesses);
  for (const entry of entries) check.add(entry);
  return check.end();
}

/**
 * Walks a chain once, an entry at a time. After an entry that does not fit, its own hash is taken as what the next one
 * builds on, so that each fault is told where it is.
 */
export function chainCheck(chain: string, { head, key, noted }: Witnesses): { add(entry: ChainedEntry): void; end(): Checked } {
  const faults: LedgerFault[] = [];
  const fault = (what: LedgerFault['fault'], sequence: number | null, count: number | null = null): void => {
    if (faults.length < MAX_FAULTS) faults.push({ fault: what, sequence, count });
  };
  const wanted = new Map<number, string>();
  for (const { point } of noted) wanted.set(point.sequence, '');
  let at = startOf(chain);
  let firstMs: number | null = null;
  let lastMs: number | null = null;
  let keyedFrom = 1;
  let walked = 0;
  if (wanted.has(0)) wanted.set(0, at.hash);

  function add(entry: ChainedEntry): void {
    walked += 1;
    firstMs ??= entry.atMs;
    lastMs = entry.atMs;
    if (entry.sequence <= at.sequence) fault('reordered', entry.sequence);
    else if (entry.sequence > at.sequence + 1) fault('missing', at.sequence + 1, entry.sequence - at.sequence - 1);
    // Behind a gap nobody can tell what the entry was built on.
    else if (hashOf(at.hash, entry) !== entry.hash) fault('edited', entry.sequence);
    if (entry.kind === 'ledger.rekeyed') keyedFrom = entry.sequence;
    if (entry.kind === 'ledger.mismatched') fault('mismatched', entry.sequence, Math.max(0, Number(entry.facts['anchored']) - Number(entry.facts['found'])));
    if (wanted.has(entry.sequence)) wanted.set(entry.sequence, entry.hash);
    at = { sequence: entry.sequence, hash: entry.hash };
  }

  function end(): Checked {
    if (head === null) {
      if (walked > 0) fault('head', at.sequence);
    } else {
      const gap = head.sequence - at.sequence;
      if (gap > 0) fault('cut', at.sequence, gap);
      else if (gap < 0 || head.hash !== at.hash) fault('head', at.sequence);
      if (key !== null && !isSealed(chain, head, key)) fault('head', head.sequence);
    }
    for (const { point, missing, differs } of noted) {
      if (point.sequence > at.sequence) fault(missing, at.sequence, point.sequence - at.sequence);
      else if (wanted.get(point.sequence) !== point.hash) fault(differs, point.sequence);
    }
    return { entries: walked, firstMs, lastMs, head: at, keyedFrom, faults };
  }

  return { add, end };
}
