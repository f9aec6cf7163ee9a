// The ledger of an open library: entries in its own database, their key and their anchor in the user data folder. An entry
// is part of whatever transaction it is recorded in. Invariant: entries are only ever added; what is erased are names.
import type { ConversationId, SourceId } from '../../contract/domain.ts';
import { AppError } from '../../contract/errors.ts';
import type { LedgerEvent } from '../../contract/ledger.ts';
import type { LedgerKind } from '../../contract/ledgerKinds.ts';
import { readAnchor, writeAnchor } from '../sovereignty/ledger/anchor.ts';
import { hashOf, isSealed, sealOf, startOf, type ChainPoint, type Facts, type SealedPoint } from '../sovereignty/ledger/chain.ts';
import { isLibraryChain, makeKeys, readKeys, type LedgerKeys } from '../sovereignty/ledger/keys.ts';
import type { Ledger } from '../sovereignty/ledger/ledgerPort.ts';
import { deleteMeta, readMeta, type Db } from './openDatabase.ts';

export interface LibraryLedger extends Ledger {
  readonly chain: string;
  readonly keys: LedgerKeys;
  head(): SealedPoint;
  /** Erases the names of a source's files or a conversation's questions; the entries stay. To be called in the transaction that forgets them. */
  eraseNames(owner: SourceId | ConversationId): number;
  /** Erases the names of single files. @param names as they were recorded, see `nameOfFile` */
  eraseFiles(sourceId: SourceId, names: readonly string[]): number;
  eraseQuestions(conversationId: ConversationId, questions: readonly string[]): void;
  /** Erases the names of entries by their keyed hashes, in hexadecimal digits. */
  eraseSubjects(subjects: readonly string[]): number;
  /** Notes outside of the library how far the chain is. */
  anchor(): void;
  close(): void;
}

/** A file as the ledger names it; the same in two sources is two. */
export const nameOfFile = ({ path, member }: { readonly path: string; readonly member: string | null }): string => (member === null ? path : `${path}\n${member}`);

/** What a kill can lose of the anchor: a cut of that little is not found. */
const ANCHOR_AFTER_MS = 1_000;

/** In the meta table of a library that was made of a backup: the backup's id, until it is in the chain. */
export const RESTORED_FROM = 'restored_from';

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
  if (!isLibraryChain(chain)) throw new AppError('library-damaged');
  const selectHead = db.prepare('SELECT sequence, hash, seal FROM ledger_head');
  const selectLast = db.prepare('SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1');
  const selectHash = db.prepare('SELECT hash FROM ledger WHERE sequence = ?').pluck();
  const insert = db.prepare('INSERT INTO ledger (sequence, at_ms, kind, facts, subject, hash) VALUES (?, ?, ?, ?, ?, ?)');
  const writeHead = db.prepare('INSERT INTO ledger_head (only_one, sequence, hash, seal) VALUES (1, @sequence, @hash, @seal) ON CONFLICT DO UPDATE SET sequence = @sequence, hash = @hash, seal = @seal');
  const insertName = db.prepare('INSERT OR IGNORE INTO ledger_names (subject, owner_type, owner_id, name) VALUES (?, ?, ?, ?)');
  const deleteOwned = db.prepare('DELETE FROM ledger_names WHERE owner_id = ?');
  // By the names themselves: a key that was lost has hashed those before it.
  const deleteNames = db.prepare('DELETE FROM ledger_names WHERE owner_id = ? AND name IN (SELECT value FROM json_each(?))');
  const deleteSubjects = db.prepare('DELETE FROM ledger_names WHERE subject IN (SELECT unhex(value) FROM json_each(?))');
  const before = selectLast.get() as Omit<HeadRow, 'seal'> | undefined;
  const headBefore = selectHead.get() as HeadRow | undefined;
  const anchored = readAnchor(ledgerDir, chain);
  const known = readKeys(ledgerDir, chain);
  const keys = known ?? makeKeys(ledgerDir, chain);
  let timer: NodeJS.Timeout | null = null;
  let lastAnchored = anchored?.hash ?? null;

  const subjectOf = (owner: string, name: string): Buffer => Buffer.from(keys.subjectOf('name', `${owner}\n${name}`), 'hex');

  const append = db.transaction((kind: LedgerKind, facts: Facts, subject: Buffer | null): void => {
    // Behind the last entry, whatever somebody made of the head: what was found wrong has to be recorded.
    const row = selectLast.get() as Omit<HeadRow, 'seal'> | undefined;
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
    const point = row === undefined ? null : toPoint(row);
    if (point === null || point.hash === lastAnchored) return;
    writeAnchor(ledgerDir, chain, point);
    lastAnchored = point.hash;
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

  /** The head is of the last entry, and sealed. */
  function headHolds(): boolean {
    if (before === undefined || headBefore === undefined) return before === undefined && headBefore === undefined;
    return headBefore.sequence === before.sequence && headBefore.hash.equals(before.hash) && isSealed(chain, toPoint(headBefore), keys.seal);
  }

  /** What the chain and its anchor don't agree on; null when they do. */
  function mismatch(): Extract<LedgerEvent, { kind: 'ledger.mismatched' }> | null {
    const found = before?.sequence ?? 0;
    const wrong = (why: Extract<LedgerEvent, { kind: 'ledger.mismatched' }>['facts']['why']) => ({ kind: 'ledger.mismatched', facts: { anchored: anchored?.sequence ?? 0, found, why } }) as const;
    // A key that has just been made can judge nothing.
    if (known === null) return null;
    const anchor = anchored !== null && isSealed(chain, anchored, keys.seal) ? anchored : null;
    if (anchor !== null && anchor.sequence > found) return wrong('cut');
    if (anchor !== null && anchor.sequence > 0 && (selectHash.get(anchor.sequence) as Buffer | undefined)?.toString('hex') !== anchor.hash) return wrong('replaced');
    if (!headHolds()) return wrong('head');
    return anchor === null && before !== undefined ? wrong('anchorMissing') : null;
  }

  const wrong = mismatch();
  db.transaction(() => {
    if (before === undefined) {
      const documents = db.prepare('SELECT count(*) FROM documents WHERE parent_id IS NULL AND deleted_at_ms IS NULL').pluck().get() as number;
      record({ kind: 'ledger.began', facts: { before: documents } });
    } else if (known === null) {
      record({ kind: 'ledger.rekeyed', facts: { sequence: before.sequence, hash: before.hash.toString('hex') } });
    }
    const restoredFrom = readMeta(db, RESTORED_FROM);
    if (restoredFrom !== null) {
      record({ kind: 'library.restored', facts: { from: restoredFrom } });
      deleteMeta(db, RESTORED_FROM);
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
    eraseQuestions: (conversationId, questions) => void deleteNames.run(conversationId, JSON.stringify(questions)),
    eraseSubjects: (subjects) => deleteSubjects.run(JSON.stringify(subjects)).changes,
    anchor,
    close: anchor,
  };
}
