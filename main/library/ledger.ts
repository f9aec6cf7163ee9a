// The ledger of an open library: entries in its own database, their key and their anchor in the user data folder. An entry
// is part of whatever transaction it is recorded in. Invariant: entries are only ever added; what is erased are names.
import type { ConversationId, SourceId } from '../../contract/domain.ts';
import type { LedgerEvent } from '../../contract/ledger.ts';
import type { LedgerKind } from '../../contract/ledgerKinds.ts';
import { readAnchor, writeAnchor } from '../sovereignty/ledger/anchor.ts';
import { hashOf, isSealed, sealOf, startOf, type ChainPoint, type Facts, type SealedPoint } from '../sovereignty/ledger/chain.ts';
import { makeKeys, readKeys, type LedgerKeys } from '../sovereignty/ledger/keys.ts';
import type { Ledger } from '../sovereignty/ledger/ledgerPort.ts';
import { readMeta, type Db } from './openDatabase.ts';

export interface LibraryLedger extends Ledger {
  readonly chain: string;
  readonly keys: LedgerKeys;
  head(): SealedPoint;
  /** Erases the names of a source's files or a conversation's questions; the entries stay. To be called in the transaction that forgets them. */
  eraseNames(owner: SourceId | ConversationId): number;
  /** Erases the names of single files. @param names as they were recorded, see `nameOfFile` */
  eraseFiles(sourceId: SourceId, names: readonly string[]): number;
  /** Notes outside of the library how far the chain is. */
  anchor(): void;
  close(): void;
}

/** A file as the ledger names it; the same in two sources is two. */
export const nameOfFile = ({ path, member }: { readonly path: string; readonly member: string | null }): string => (member === null ? path : `${path}\n${member}`);

/** What a kill can lose of the anchor: a cut of that little is not found. */
const ANCHOR_AFTER_MS = 1_000;

interface HeadRow {
  readonly sequence: number;
  readonly hash: Buffer;
  readonly seal: Buffer;
}

const toPoint = ({ sequence, hash, seal }: HeadRow): SealedPoint => ({ sequence, hash: hash.toString('hex'), seal: seal.toString('hex') });

/** Begins the ledger of a library that has none, and says in it what is wrong with one that is not as its anchor says. */
export function openLedger(
  db: Db,
  { ledgerDir, onProblem, nowMs = Date.now }: { readonly ledgerDir: string; readonly onProblem: (error: unknown) => void; readonly nowMs?: () => number },
): LibraryLedger {
  const chain = readMeta(db, 'library_id')!;
  const selectHead = db.prepare('SELECT sequence, hash, seal FROM ledger_head');
  const selectHash = db.prepare('SELECT hash FROM ledger WHERE sequence = ?').pluck();
  const insert = db.prepare('INSERT INTO ledger (sequence, at_ms, kind, facts, subject, hash) VALUES (?, ?, ?, ?, ?, ?)');
  const writeHead = db.prepare('INSERT INTO ledger_head (only_one, sequence, hash, seal) VALUES (1, @sequence, @hash, @seal) ON CONFLICT DO UPDATE SET sequence = @sequence, hash = @hash, seal = @seal');
  const insertName = db.prepare('INSERT OR IGNORE INTO ledger_names (subject, owner_type, owner_id, name) VALUES (?, ?, ?, ?)');
  const deleteOwned = db.prepare('DELETE FROM ledger_names WHERE owner_id = ?');
  // By the names themselves: a key that was lost has hashed those before it.
  const deleteNames = db.prepare('DELETE FROM ledger_names WHERE owner_id = ? AND name IN (SELECT value FROM json_each(?))');
  const before = selectHead.get() as HeadRow | undefined;
  const anchored = readAnchor(ledgerDir, chain);
  const known = readKeys(ledgerDir, chain);
  const keys = known ?? makeKeys(ledgerDir, chain);
  let timer: NodeJS.Timeout | null = null;
  let lastAnchored = anchored?.sequence ?? -1;

  const subjectOf = (owner: string, name: string): Buffer => Buffer.from(keys.subjectOf('name', `${owner}\n${name}`), 'hex');

  const append = db.transaction((kind: LedgerKind, facts: Facts, subject: Buffer | null): void => {
    const row = selectHead.get() as HeadRow | undefined;
    const at: ChainPoint = row === undefined ? startOf(chain) : { sequence: row.sequence, hash: row.hash.toString('hex') };
    const entry = { sequence: at.sequence + 1, atMs: nowMs(), kind, facts, subject: subject?.toString('hex') ?? null };
    const point = { sequence: entry.sequence, hash: hashOf(at.hash, entry) };
    const hash = Buffer.from(point.hash, 'hex');
    insert.run(entry.sequence, entry.atMs, kind, JSON.stringify(facts), subject, hash);
    writeHead.run({ sequence: point.sequence, hash, seal: Buffer.from(sealOf(chain, point, keys.seal), 'hex') });
  });

  const record = db.transaction((event: LedgerEvent): void => {
    if (!('name' in event)) return append(event.kind, event.facts, null);
    const { kind, owner, name } = event;
    const subject = subjectOf(owner.id, name);
    insertName.run(subject, owner.type, owner.id, name);
    const facts: Facts = event.kind === 'file.read' ? { ...event.facts, content: event.content === null ? null : keys.subjectOf('content', event.content) } : event.facts;
    append(kind, facts, subject);
  });

  function anchor(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const row = selectHead.get() as HeadRow | undefined;
    if (row === undefined || row.sequence === lastAnchored) return;
    writeAnchor(ledgerDir, chain, toPoint(row));
    lastAnchored = row.sequence;
  }

  /** After the commit, and once for many entries. A transaction is over before any timer runs. */
  function anchorSoon(): void {
    timer ??= setTimeout(() => {
      try {
        anchor();
      } catch (error) {
        onProblem(error);
      }
    }, ANCHOR_AFTER_MS).unref();
  }

  /** What the chain and its anchor don't agree on; null when they do. */
  function mismatch(): Extract<LedgerEvent, { kind: 'ledger.mismatched' }> | null {
    const found = before?.sequence ?? 0;
    const wrong = (why: Extract<LedgerEvent, { kind: 'ledger.mismatched' }>['facts']['why']) => ({ kind: 'ledger.mismatched', facts: { anchored: anchored?.sequence ?? 0, found, why } }) as const;
    // A key that has just been made can judge nothing.
    if (known === null) return null;
    if (before !== undefined && !isSealed(chain, toPoint(before), keys.seal)) return wrong('head');
    if (anchored === null || !isSealed(chain, anchored, keys.seal)) return before === undefined ? null : wrong('anchorMissing');
    if (anchored.sequence > found) return wrong('cut');
    if (anchored.sequence > 0 && (selectHash.get(anchored.sequence) as Buffer | undefined)?.toString('hex') !== anchored.hash) return wrong('replaced');
    return null;
  }

  const wrong = mismatch();
  db.transaction(() => {
    if (before === undefined) {
      const documents = db.prepare('SELECT count(*) FROM documents WHERE parent_id IS NULL AND deleted_at_ms IS NULL').pluck().get() as number;
      record({ kind: 'ledger.began', facts: { before: documents } });
    } else if (known === null) {
      const { sequence, hash } = toPoint(before);
      record({ kind: 'ledger.rekeyed', facts: { sequence, hash } });
    }
    if (wrong !== null) record(wrong);
  }).immediate();
  anchor();

  return {
    chain,
    keys,
    head: () => toPoint(selectHead.get() as HeadRow),
    record: (event) => {
      record(event);
      anchorSoon();
    },
    eraseNames: (owner) => deleteOwned.run(owner).changes,
    eraseFiles: (sourceId, names) => deleteNames.run(sourceId, JSON.stringify(names)).changes,
    anchor,
    close: anchor,
  };
}
