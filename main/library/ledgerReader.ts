// Reads a library's ledger: a page of it, all of it for an export, and whether it is whole. Invariant: reading changes
// nothing, and never takes so long that a question has to wait.
import type { ChainVerdict, LedgerRow } from '../../contract/ledger.ts';
import { LEDGER_KINDS, type LedgerGroup } from '../../contract/ledgerKinds.ts';
import { readAnchor } from '../sovereignty/ledger/anchor.ts';
import { chainCheck, isSealed, type ChainedEntry, type ChainPoint, type Facts } from '../sovereignty/ledger/chain.ts';
import { readKeys } from '../sovereignty/ledger/keys.ts';
import type { LibraryLedger } from './ledger.ts';
import type { Db } from './openDatabase.ts';

export interface LedgerFilter {
  readonly group: LedgerGroup | null;
  /** Half-open: [from, until). */
  readonly fromMs: number | null;
  readonly untilMs: number | null;
}

export interface ExportedEntry extends ChainedEntry {
  readonly name?: string;
}

interface Row {
  readonly sequence: number;
  readonly at_ms: number;
  readonly kind: string;
  readonly facts: string;
  readonly subject: Buffer | null;
  readonly hash: Buffer;
  readonly name: string | null;
  readonly owner_id: string | null;
}

/** Entries checked in one turn, some tens of milliseconds. */
const TURN_ENTRIES = 1_000;

const toEntry = ({ sequence, at_ms: atMs, kind, facts, subject, hash }: Row): ChainedEntry => ({
  sequence,
  atMs,
  kind,
  facts: JSON.parse(facts) as Facts,
  subject: subject?.toString('hex') ?? null,
  hash: hash.toString('hex'),
});

export function createLedgerReader(db: Db, ledger: LibraryLedger, ledgerDir: string) {
  const filtered = `FROM ledger l LEFT JOIN ledger_names n ON n.subject = l.subject
    WHERE (@kinds IS NULL OR l.kind IN (SELECT value FROM json_each(@kinds))) AND (@fromMs IS NULL OR l.at_ms >= @fromMs) AND (@untilMs IS NULL OR l.at_ms < @untilMs)`;
  const selectPage = db.prepare(`SELECT l.*, n.name, n.owner_id ${filtered} ORDER BY l.sequence DESC LIMIT @limit OFFSET @offset`);
  const count = db.prepare(`SELECT count(*) ${filtered}`).pluck();
  const selectAfter = db.prepare('SELECT l.*, n.name, n.owner_id FROM ledger l LEFT JOIN ledger_names n ON n.subject = l.subject WHERE l.sequence > ? AND l.sequence <= ? ORDER BY l.sequence LIMIT ?');
  const lastTie = db.prepare("SELECT facts FROM ledger WHERE kind = 'library.opened' ORDER BY sequence DESC LIMIT 1").pluck();

  const params = ({ group, fromMs, untilMs }: LedgerFilter) => ({ kinds: group === null ? null : JSON.stringify(LEDGER_KINDS[group]), fromMs, untilMs });

  /** What an entry does not show by itself: a name beside it that is not the one of its keyed hash. */
  function nameDiffers({ subject, name, owner_id: owner }: Row, rekeyed: boolean): boolean {
    if (subject === null || name === null || rekeyed) return false;
    return ledger.keys.subjectOf('name', `${owner}\n${name}`) !== subject.toString('hex');
  }

  return {
    /** Newest first. */
    page: (filter: LedgerFilter, offset: number, limit: number): { readonly rows: LedgerRow[]; readonly total: number } => ({
      rows: (selectPage.all({ ...params(filter), offset, limit }) as Row[]).map((row) => {
        const { sequence, atMs, kind, facts, subject } = toEntry(row);
        return { sequence, atMs, kind: kind as LedgerRow['kind'], facts, name: row.name, named: subject !== null };
      }),
      total: count.get(params(filter)) as number,
    }),
    /** Entries behind one, in order, for an export. */
    after: (sequence: number, until: number, limit: number, names: boolean): ExportedEntry[] =>
      (selectAfter.all(sequence, until, limit) as Row[]).map((row) => ({ ...toEntry(row), ...(names && row.name !== null ? { name: row.name } : {}) })),
    /** How far the installation's chain was when this library was last opened; null when it never told. */
    tie: (): (ChainPoint & { readonly installation: string }) | null => {
      const facts = lastTie.get() as string | undefined;
      return facts === undefined ? null : (JSON.parse(facts) as ChainPoint & { installation: string });
    },
    /** @param exported the head of an export of this chain */
    verify: async (exported: ChainPoint | null, signal: AbortSignal): Promise<ChainVerdict> => {
      const { chain } = ledger;
      const key = readKeys(ledgerDir, chain)?.seal ?? null;
      // The anchor first: entries that come meanwhile are ahead of it.
      const anchor = readAnchor(ledgerDir, chain);
      const anchorHolds = anchor !== null && (key === null || isSealed(chain, anchor, key));
      const head = ledger.head();
      const check = chainCheck(chain, {
        head,
        key,
        noted: [
          ...(anchorHolds ? [{ point: anchor, missing: 'cut', differs: 'replaced' } as const] : []),
          ...(exported === null ? [] : [{ point: exported, missing: 'exportCut', differs: 'exportDiffers' } as const]),
        ],
      });
      const rekeyedAt = (db.prepare("SELECT max(sequence) FROM ledger WHERE kind = 'ledger.rekeyed'").pluck().get() as number | null) ?? 0;
      const names: number[] = [];
      for (let at = 0; ; ) {
        const rows = selectAfter.all(at, head.sequence, TURN_ENTRIES) as Row[];
        if (rows.length === 0) break;
        for (const row of rows) {
          check.add(toEntry(row));
          if (nameDiffers(row, row.sequence < rekeyedAt)) names.push(row.sequence);
        }
        at = rows.at(-1)!.sequence;
        await new Promise<void>((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      }
      const { faults, head: reached, ...facts } = check.end();
      return {
        chain: 'library',
        id: chain,
        ...facts,
        head: reached.hash,
        keyed: key !== null,
        anchored: anchorHolds ? anchor.sequence : null,
        faults: [...faults, ...(anchorHolds ? [] : [{ fault: 'anchorMissing', sequence: null, count: null } as const]), ...names.slice(0, 100).map((sequence) => ({ fault: 'nameDiffers', sequence, count: null }) as const)],
      };
    },
  };
}
