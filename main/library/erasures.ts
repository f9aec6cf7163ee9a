// Erasures, from the moment something is forgotten to the certificate that it is gone. What is looked for lives in memory
// alone; a certificate has counts and no names. Invariant: a certificate is made only when nothing is left to be done.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { certificate as certificateSchema, erasedThings, type Certificate, type ErasedThings, type ErasureCheck, type ErasureRow } from '../../contract/erasure.ts';
import { hashOfJson } from '../canonicalJson.ts';
import type { Ledger } from '../sovereignty/ledger/ledgerPort.ts';
import { descriptorOf, isSealed, truncateLog } from './databaseBytes.ts';
import { DATABASE_FILE } from './databaseFile.ts';
import { remainingRows, stillHeld, type Evidence } from './erasureEvidence.ts';
import { readMeta, type Db } from './openDatabase.ts';
import { createByteSearch, filesBelow, searchFiles, type ByteSearch } from './searchBytes.ts';

/** Backups of this library that were begun, and still are somewhere. */
export type BackupsHolding = () => Certificate['backups'];

export interface ErasuresOptions {
  readonly libraryDir: string;
  /** Other folders of the app: settings, log, the window's caches. */
  readonly appDirs: readonly string[];
  /** Of vector tables, names below the library. */
  readonly vectorFolders: () => readonly string[];
  readonly ledger: Ledger;
  readonly backups: BackupsHolding;
  readonly onChange: () => void;
  readonly nowMs?: () => number;
}

export type Erasures = ReturnType<typeof createErasures>;

/** Models and the like hold nothing of a library. */
const OTHER_FILES_UP_TO = 64 * 1024 * 1024;
/** Of an encrypted database, a copy as SQLite sees it is made in memory. */
const DECRYPTED_UP_TO = 1024 * 1024 * 1024;

interface Row {
  readonly id: string;
  readonly begun_at_ms: number;
  readonly what: string;
  readonly certificate: string | null;
}

export function createErasures(db: Db, options: ErasuresOptions) {
  const { libraryDir, appDirs, vectorFolders, ledger, backups, onChange, nowMs = Date.now } = options;
  const insert = db.prepare('INSERT INTO erasures (id, begun_at_ms, what) VALUES (?, ?, ?)');
  const selectAll = db.prepare('SELECT id, begun_at_ms, what, certificate FROM erasures ORDER BY begun_at_ms DESC, id DESC');
  const selectPending = db.prepare('SELECT id, begun_at_ms, what, certificate FROM erasures WHERE certificate IS NULL ORDER BY begun_at_ms, id');
  const setCertificate = db.prepare('UPDATE erasures SET certificate = ? WHERE id = ? AND certificate IS NULL');
  const evidenceOf = new Map<string, Evidence>();
  const namesOf = new Map<string, readonly string[]>();
  let certifying: Promise<unknown> = Promise.resolve();

  const toRow = ({ id, begun_at_ms: begunMs, what, certificate }: Row): ErasureRow => ({
    id,
    begunMs,
    erased: erasedThings.parse(JSON.parse(what)),
    certificate: certificate === null ? null : certificateSchema.parse(JSON.parse(certificate)),
    hasNames: namesOf.has(id),
  });

  async function check(evidence: Evidence | null, signal: AbortSignal): Promise<ErasureCheck[]> {
    await truncateLog(db);
    const pieces: (string | Buffer)[] = evidence === null ? [] : [...evidence.texts, ...evidence.names, ...evidence.vectors];
    const search = createByteSearch(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
    const remnants = (found: ReadonlySet<number>): number => [...found].filter((index) => !stillHeld(db, pieces[index]!)).length;
    async function searched(store: ErasureCheck['store'], files: readonly (string | number)[]): Promise<ErasureCheck> {
      if (files.length === 0) return { store, how: 'gone', files: 0, bytes: 0, found: 0 };
      if (evidence === null) return { store, how: 'notSearched', files: files.length, bytes: 0, found: 0 };
      const result = await searchFiles(files, search, signal);
      return { store, how: 'bytes', files: result.files, bytes: result.bytes, found: remnants(result.found) };
    }
    const database = path.join(libraryDir, DATABASE_FILE);
    const vectorDirs = vectorFolders().map((folder) => path.join(libraryDir, folder));
    const beside = (await filesBelow(libraryDir, { except: [...vectorDirs, database] })).filter((file) => file !== `${database}-wal`);
    const others = [...beside, ...(await Promise.all(appDirs.map((dir) => filesBelow(dir, { upToBytes: OTHER_FILES_UP_TO, except: [libraryDir, ...(evidence?.originals ?? [])] })))).flat()];
    return [
      { store: 'rows', how: 'rows', files: 0, bytes: 0, found: remainingRows(db, evidence) },
      isSealed(db) ? searchDecrypted(search, evidence, remnants) : await searched('database', [descriptorOf(db)]),
      await searched('writeAheadLog', existsSync(`${database}-wal`) ? [`${database}-wal`] : []),
      await searched('vectors', (await Promise.all(vectorDirs.map((dir) => filesBelow(dir)))).flat()),
      await searched('otherFiles', [...new Set(others)]),
    ];
  }

  function searchDecrypted(search: ByteSearch, evidence: Evidence | null, remnants: (found: ReadonlySet<number>) => number): ErasureCheck {
    const bytes = (db.pragma('page_count', { simple: true }) as number) * (db.pragma('page_size', { simple: true }) as number);
    if (evidence === null || bytes > DECRYPTED_UP_TO) return { store: 'database', how: 'notSearched', files: 1, bytes: 0, found: 0 };
    return { store: 'database', how: 'decrypted', files: 1, bytes, found: remnants(search.in(db.serialize())) };
  }

  async function certifyOne(row: Row, signal: AbortSignal): Promise<void> {
    const evidence = evidenceOf.get(row.id) ?? null;
    const { id, begunMs, erased } = toRow(row);
    const checks = await check(evidence, signal);
    const made: Certificate = {
      format: 'freehold erasure 1',
      id,
      library: readMeta(db, 'library_id')!,
      begunMs,
      finishedMs: nowMs(),
      erased,
      lookedFor: { texts: evidence?.texts.length ?? 0, names: evidence?.names.length ?? 0, vectors: evidence?.vectors.length ?? 0 },
      resumed: evidence === null,
      checks,
      // Also one that was begun since: what is forgotten leaves the library's files in steps.
      backups: backups(),
    };
    db.transaction(() => {
      if (setCertificate.run(JSON.stringify(made), id).changes === 0) return;
      ledger.record({ kind: 'erasure.finished', facts: { certificate: hashOfJson(made), files: erased.files, found: checks.reduce((sum, { found }) => sum + found, 0) } });
    }).immediate();
    evidenceOf.delete(id);
    onChange();
  }

  return {
    /** To be called in the transaction that forgets. `names` are for a certificate that is saved with them; they are never stored. */
    begin: (erased: ErasedThings, evidence: Evidence, names: readonly string[]): string => {
      const id = uuidv7();
      insert.run(id, nowMs(), JSON.stringify(erased));
      evidenceOf.set(id, evidence);
      namesOf.set(id, names);
      return id;
    },
    /** Newest first. */
    list: (): ErasureRow[] => (selectAll.all() as Row[]).map(toRow),
    get: (id: string): ErasureRow | null => (selectAll.all() as Row[]).map(toRow).find((row) => row.id === id) ?? null,
    /** Of what was forgotten since the library was opened; null for what was forgotten before. */
    namesOf: (id: string): readonly string[] | null => namesOf.get(id) ?? null,
    pending: (): number => selectPending.all().length,
    /** Looks through every store for what was erased. To be called when nothing of it is left to be erased. */
    certify: (signal: AbortSignal = new AbortController().signal): Promise<void> => {
      const mine = certifying.then(async () => {
        for (const row of selectPending.all() as Row[]) await certifyOne(row, signal);
      });
      certifying = mine.catch(() => undefined);
      return mine;
    },
  };
}
