// The ledger of the installation: what is done while no library is open, or concerns none: connections, downloads, keys,
// starts. In its file `installation.jsonl` each line is an entry with its seal; no document's name is ever in it. Several
// processes may append. Invariant: `record` returns when the entry is on the disk.
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, readSync, fstatSync, writeSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { LedgerEvent } from '../../../contract/ledger.ts';
import { readAnchor, writeAnchor } from './anchor.ts';
import { hashOf, isSealed, sealOf, startOf, type ChainedEntry, type SealedPoint } from './chain.ts';
import { syncFolder } from '../../files/syncFiles.ts';
import { makeKeys, readKeys } from './keys.ts';
import type { Ledger } from './ledgerPort.ts';
import { withLock } from './processLock.ts';

/** Events that name nothing; the others belong into a library. */
export type InstallationEvent = Exclude<LedgerEvent, { readonly name: string }>;

export interface InstallationLedger extends Ledger {
  /** @throws TypeError for an event with a name: there is no side table here that it could be erased from */
  record(event: LedgerEvent): void;
  /** With the chain's id; for a library's ledger, which notes how far this one was. */
  head(): { readonly id: string; readonly sequence: number; readonly hash: string };
  read(): ReadInstallation;
  /** Writes what is still being counted. */
  close(): void;
}

export interface ReadInstallation {
  readonly id: string;
  readonly entries: readonly (ChainedEntry & { readonly seal: string })[];
  /** Lines that are no entries, by the number of the entry that should be there. */
  readonly unreadable: readonly number[];
  readonly anchor: SealedPoint | null;
  readonly key: Buffer | null;
}

const NAME = 'installation';
const hex = z.string().regex(/^[0-9a-f]{64}$/);
const line = z.strictObject({
  sequence: z.number().int().positive(),
  atMs: z.number(),
  kind: z.string().max(100),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  hash: hex,
  seal: hex,
});
/** The last line is looked for in so much of the end of the file. */
const TAIL_BYTES = 8_192;
/** Attempts alike within this time are one entry with their count; the first is written at once. */
const ALIKE_MS = 60_000;

export function createInstallationLedger(ledgerDir: string, nowMs: () => number = Date.now): InstallationLedger {
  const file = path.join(ledgerDir, `${NAME}.jsonl`);
  const lock = path.join(ledgerDir, `${NAME}.lock`);
  const counting = new Map<string, { count: number; event: Extract<InstallationEvent, { kind: 'connection.blocked' }>; timer: NodeJS.Timeout }>();

  /** The first line; made with the file. */
  function begin(): string {
    mkdirSync(ledgerDir, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) {
      const descriptor = openSync(file, 'wx', 0o600);
      writeSync(descriptor, `${JSON.stringify({ ledger: NAME, id: randomUUID() })}\n`);
      fsyncSync(descriptor);
      closeSync(descriptor);
      syncFolder(ledgerDir);
    }
    return idOf(readFileSync(file, { encoding: 'utf8', flag: 'r' }));
  }

  function append(event: InstallationEvent): void {
    mkdirSync(ledgerDir, { recursive: true, mode: 0o700 });
    withLock(lock, () => {
      const isNew = !existsSync(file);
      const id = begin();
      const before = readKeys(ledgerDir, NAME);
      const keys = before ?? makeKeys(ledgerDir, NAME);
      const anchor = readAnchor(ledgerDir, NAME);
      const descriptor = openSync(file, 'r+');
      try {
        let at = lastOf(descriptor, id);
        const add = ({ kind, facts }: InstallationEvent): void => {
          const entry = { sequence: at.sequence + 1, atMs: nowMs(), kind, facts, subject: null };
          const point = { sequence: entry.sequence, hash: hashOf(at.hash, entry) };
          const seal = sealOf(id, point, keys.seal);
          at = { ...point, seal };
          writeSync(descriptor, `${JSON.stringify({ sequence: entry.sequence, atMs: entry.atMs, kind, facts, hash: point.hash, seal })}\n`, fstatSync(descriptor).size);
        };
        if (at.sequence === 0) add({ kind: 'ledger.began', facts: { before: 0 } });
        else if (before === null) add({ kind: 'ledger.rekeyed', facts: { sequence: at.sequence, hash: at.hash } });
        const why = before === null ? null : mismatch(id, isNew ? null : at, anchor, keys.seal);
        if (why !== null) add({ kind: 'ledger.mismatched', facts: { anchored: anchor?.sequence ?? 0, found: isNew ? 0 : at.sequence, why } });
        add(event);
        fsyncSync(descriptor);
        writeAnchor(ledgerDir, NAME, at);
      } finally {
        closeSync(descriptor);
      }
    });
  }

  function flush(key: string): void {
    const waiting = counting.get(key);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    counting.delete(key);
    if (waiting.count > 0) append({ ...waiting.event, facts: { ...waiting.event.facts, count: waiting.count } });
  }

  return {
    record: (event) => {
      if ('name' in event) throw new TypeError(`${event.kind} belongs into a library`);
      if (event.kind !== 'connection.blocked') return append(event);
      const key = JSON.stringify({ ...event.facts, count: 0 });
      const waiting = counting.get(key);
      if (waiting !== undefined) return void (waiting.count += event.facts.count);
      append(event);
      counting.set(key, { count: 0, event, timer: setTimeout(() => flush(key), ALIKE_MS).unref() });
    },
    head: () =>
      withLockedFolder(() => {
        const id = begin();
        const descriptor = openSync(file, 'r');
        try {
          const { sequence, hash } = lastOf(descriptor, id);
          return { id, sequence, hash };
        } finally {
          closeSync(descriptor);
        }
      }),
    read: () => readInstallation(ledgerDir),
    close: () => [...counting.keys()].forEach(flush),
  };

  function withLockedFolder<Value>(work: () => Value): Value {
    mkdirSync(ledgerDir, { recursive: true, mode: 0o700 });
    return withLock(lock, work);
  }
}

function idOf(text: string): string {
  const end = text.indexOf('\n');
  try {
    const { id } = JSON.parse(end === -1 ? text : text.slice(0, end)) as { id?: unknown };
    if (typeof id === 'string') return id;
  } catch {
    // Below.
  }
  return 'unreadable';
}

type At = { readonly sequence: number; readonly hash: string; readonly seal: string };

/** The last whole entry; half a line behind it, left by a kill, is cut off where the file may be written. */
function lastOf(descriptor: number, id: string): At {
  const { size } = fstatSync(descriptor);
  const start = Math.max(0, size - TAIL_BYTES);
  const tail = Buffer.alloc(size - start);
  readSync(descriptor, tail, 0, tail.length, start);
  const end = tail.lastIndexOf(10) + 1;
  if (end < tail.length) tryTruncate(descriptor, start + end);
  const lines = tail.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
  const entry = lines.map(parseLine).findLast((one) => one !== null);
  return entry === undefined || entry === null ? { ...startOf(id), seal: '' } : entry;
}

function tryTruncate(descriptor: number, bytes: number): void {
  try {
    ftruncateSync(descriptor, bytes);
  } catch {
    // Opened for reading alone.
  }
}

function parseLine(text: string): (ChainedEntry & { readonly seal: string }) | null {
  try {
    const parsed = line.safeParse(JSON.parse(text));
    return parsed.success ? { ...parsed.data, subject: null } : null;
  } catch {
    return null;
  }
}

type Mismatch = Extract<LedgerEvent, { kind: 'ledger.mismatched' }>['facts']['why'];

/** @param last null when there was no file */
function mismatch(id: string, last: At | null, anchor: SealedPoint | null, seal: Buffer): Mismatch | null {
  if (last !== null && last.sequence > 1 && !isSealed(id, last, seal)) return 'head';
  if (anchor === null) return last !== null && last.sequence > 1 ? 'anchorMissing' : null;
  return anchor.sequence > (last?.sequence ?? 0) ? 'cut' : null;
}

function readInstallation(ledgerDir: string): ReadInstallation {
  const file = path.join(ledgerDir, `${NAME}.jsonl`);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  // What stands behind the last end of a line was never acknowledged.
  const lines = text.split('\n').slice(1, -1);
  const entries: (ChainedEntry & { readonly seal: string })[] = [];
  const unreadable: number[] = [];
  for (const one of lines) {
    const entry = parseLine(one);
    if (entry === null) unreadable.push((entries.at(-1)?.sequence ?? 0) + 1);
    else entries.push(entry);
  }
  return { id: text === '' ? '' : idOf(text), entries, unreadable, anchor: readAnchor(ledgerDir, NAME), key: readKeys(ledgerDir, NAME)?.seal ?? null };
}
