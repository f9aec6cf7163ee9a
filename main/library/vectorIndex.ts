// Vector search of a library: LanceDB for what is synced, an exact scan in memory for the rows that came since.
// New chunks are found at once; LanceDB gets them in large batches. Invariant: table and memory together hold the
// vectors that SQLite has of one embedder; a table that disagrees is put right, or set aside and built anew while everything is
// scanned from memory. LanceDB leaves it to the system when its files reach the disk: only after all of them were synced does
// the library note that the table is whole, and without that note every vector is compared at the next opening.
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isDiskFull } from '../../contract/errors.ts';
import { syncTree } from '../files/syncFiles.ts';
import { deleteMeta, readMeta, writeMeta, type Db } from './openDatabase.ts';
import { eraseSetAside, setDerivedAside } from './setAside.ts';
import { makeLanceTable, openLanceTable, type LanceOptions, type LanceTable, type VectorHit } from './lanceTable.ts';
import { createUnsyncedVectors } from './unsyncedVectors.ts';

export interface VectorIndex {
  /** Whose vectors these are; no others are in it, and no other's question is to be asked of it. */
  readonly embedderId: string;
  /** Makes stored vectors findable. `rows` are chunk rows; call after the transaction that stored them. */
  added(rows: readonly number[], vectors: readonly Float32Array[]): void;
  removed(rows: readonly number[]): Promise<void>;
  /** Best first; unit-length query. */
  search(query: Float32Array, limit: number): Promise<VectorHit[]>;
  /** Rows that only memory holds. */
  unsynced(): number;
  rebuilding(): boolean;
  /** Hands what is new to LanceDB. `force` also tidies it and builds its index where that pays. */
  sync(options?: { readonly force?: boolean }): Promise<void>;
  /** Deletes the table, and whatever was set aside of it; everything is found from memory until the next `sync`. Removed vectors are off the disk then. */
  startOver(): Promise<void>;
  close(): Promise<void>;
}

/** LanceDB wants large batches: each write is a new version of the table. */
const SYNC_FROM_ROWS = 2_048;
const BATCH_ROWS = 8_192;
/** Vectors of a whole table compared with SQLite at opening; a table of another library, or another time, differs in nearly all. */
const SAMPLES = 64;

export async function openVectorIndex(
  options: LanceOptions & {
    readonly db: Db;
    readonly dir: string;
    readonly embedderId: string;
    /** Throws when nothing may be written, because the library is not there any more. */
    readonly beforeWrite?: () => void;
    /** After each turn, whatever came of it. */
    readonly afterWrite?: (dir: string) => void;
    readonly onRebuilding?: (rebuilding: boolean) => void;
    /** Why a table is set aside. What is found stays right; that it happens at all is for the log. */
    readonly onDamaged?: (error: unknown) => void;
  },
): Promise<VectorIndex> {
  const { db, dir, embedderId, dimensions } = options;
  const allRows = db.prepare('SELECT chunk_row FROM chunk_embeddings WHERE embedder_id = ? ORDER BY chunk_row').pluck();
  const allVectors = db.prepare('SELECT chunk_row AS row, vector FROM chunk_embeddings WHERE embedder_id = ? ORDER BY chunk_row');
  const vectorOf = db.prepare('SELECT vector FROM chunk_embeddings WHERE chunk_row = ? AND embedder_id = ?').pluck();
  const unsynced = createUnsyncedVectors(dimensions);
  let table: LanceTable | undefined;
  let tableRows = 0;
  let rebuilding = false;
  /** True when the table has changed since it was tidied. */
  let untidy = false;
  const wholeKey = `vectors_whole:${path.basename(dir)}`;
  let whole = readMeta(db, wholeKey) !== null;

  /** All writes to the table, one after the other. */
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const mine = turn.then(work, work).finally(() => options.afterWrite?.(dir));
    turn = mine.catch(() => undefined);
    return mine;
  }

  function remember(row: number): void {
    const stored = vectorOf.get(row, embedderId) as Buffer | undefined;
    if (stored !== undefined) unsynced.add(row, toVector(stored));
  }

  /** Before the first write since: what follows may be lost to a power cut. */
  function changing(): void {
    options.beforeWrite?.();
    untidy = true;
    if (!whole) return;
    whole = false;
    deleteMeta(db, wholeKey);
  }

  async function noteWhole(): Promise<void> {
    if (whole || !existsSync(dir)) return;
    options.beforeWrite?.();
    await syncTree(dir);
    writeMeta(db, wholeKey, '1');
    whole = true;
  }

  /** Every vector of the table is SQLite's; the one that it has not is a leftover. */
  async function agrees(opened: LanceTable): Promise<boolean> {
    for await (const { row, vector } of opened.everyVector()) {
      const stored = vectorOf.get(row, embedderId) as Buffer | undefined;
      if (stored !== undefined && !sameVector(vector, toVector(stored))) return false;
    }
    return true;
  }

  /** Takes over what the table has of SQLite's rows; false when it is not worth keeping. */
  async function takeOver(opened: LanceTable): Promise<boolean> {
    const stored = new Set(allRows.all(embedderId) as number[]);
    const inTable = await opened.rows();
    const missing = new Set(stored);
    const extra: number[] = [];
    for (const row of inTable) if (!missing.delete(row)) extra.push(row);
    // A row that is there twice cannot be removed once.
    if (extra.some((row) => stored.has(row))) return false;
    const known = inTable.filter((row) => stored.has(row));
    if (whole) {
      const samples = known.filter((_, index) => index % Math.ceil(known.length / SAMPLES) === 0 || index === known.length - 1);
      const vectors = await opened.vectorsOf(samples);
      for (const row of samples) if (!sameVector(vectors.get(row), toVector(vectorOf.get(row, embedderId) as Buffer))) return false;
    } else if (await agrees(opened)) {
      // Nothing can be compared with an index.
      await opened.dropIndex();
      untidy = true;
    } else return false;
    if (extra.length > 0) {
      changing();
      await opened.remove(extra);
    }
    table = opened;
    tableRows = known.length;
    for (const row of missing) remember(row);
    return true;
  }

  /** `erase`: because something in it was forgotten, not because it is damaged. Whatever fails here, memory has all. */
  async function makeAnew({ erase = false } = {}): Promise<void> {
    table?.close();
    table = undefined;
    tableRows = 0;
    unsynced.keep(() => false);
    for (const { row, vector } of allVectors.iterate(embedderId) as IterableIterator<{ row: number; vector: Buffer }>) unsynced.add(row, toVector(vector));
    setRebuilding(unsynced.size() > 0);
    changing();
    if (erase) {
      rmSync(dir, { recursive: true, force: true });
      eraseSetAside(dir);
    } else setDerivedAside(dir);
    table = await makeLanceTable(dir, options);
    untidy = false;
  }

  function setRebuilding(value: boolean): void {
    if (value === rebuilding) return;
    rebuilding = value;
    options.onRebuilding?.(value);
  }

  async function syncNow(): Promise<void> {
    let anew = false;
    if (table === undefined) await makeAnew();
    while (unsynced.size() > 0) {
      const { rows, vectors } = unsynced.first(BATCH_ROWS);
      changing();
      try {
        await table!.add(rows, vectors);
      } catch (error) {
        // A table that can't be written any more is made anew, once; a full disk is not its fault.
        if (anew || isDiskFull(String(error))) throw error;
        anew = true;
        options.onDamaged?.(error);
        await makeAnew();
        continue;
      }
      tableRows += rows.length;
      const sent = new Set(rows);
      unsynced.keep((row) => !sent.has(row));
    }
    setRebuilding(false);
  }

  /** False when the table could not be worked on and was made anew: what can be read may still have versions that can't. A full disk is not its fault. */
  async function orAnew(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (isDiskFull(String(error))) throw error;
      options.onDamaged?.(error);
      await makeAnew();
      return false;
    }
  }

  /** Null when the table's files were damaged or taken away while it was open: it is made anew, and memory has all. */
  async function searchTable(query: Float32Array, limit: number): Promise<VectorHit[] | null> {
    const search = (): Promise<VectorHit[]> => table!.search(query, limit);
    // A second time between two writes: tidying up may take away a file under a search.
    return search()
      .catch(() => inTurn(search))
      .catch(async (error: unknown) => {
        options.onDamaged?.(error);
        await inTurn(() => makeAnew()).catch(unreadable);
        return null;
      });
  }

  function unreadable(error: unknown): null {
    options.onDamaged?.(error);
    return null;
  }

  const opened = await openLanceTable(dir, options).catch(unreadable);
  const kept = opened === null ? false : await takeOver(opened).catch(unreadable);
  // Without room for a table everything is found from memory, and the next sync tries again.
  if (kept !== true) await makeAnew().catch(unreadable);

  return {
    embedderId,
    added: (rows, vectors) => rows.forEach((row, at) => unsynced.add(row, vectors[at]!)),
    removed: async (gone) => {
      if (gone.length === 0) return;
      const set = new Set(gone);
      unsynced.keep((row) => !set.has(row));
      // In turn, so that rows on their way into the table are taken out again behind that.
      await inTurn(async () => {
        if (tableRows === 0) return;
        changing();
        await orAnew(() => table!.remove(gone));
      });
    },
    search: async (query, limit) => {
      const recent = unsynced.search(query, limit);
      if (tableRows === 0) return recent;
      const found = await searchTable(query, limit);
      if (found === null) return unsynced.search(query, limit);
      const seen = new Set(recent.map((hit) => hit.row));
      return [...recent, ...found.filter((hit) => !seen.has(hit.row))].sort((a, b) => b.cosine - a.cosine).slice(0, limit);
    },
    unsynced: () => unsynced.size(),
    rebuilding: () => rebuilding,
    sync: async ({ force = false } = {}) => {
      if (!force && unsynced.size() < SYNC_FROM_ROWS) return;
      await inTurn(async () => {
        await syncNow();
        if (!force || !untidy) return;
        changing();
        if (!(await orAnew(() => table!.optimize()))) {
          await syncNow();
          await table!.optimize();
        }
        untidy = false;
        await noteWhole();
      });
    },
    startOver: () => inTurn(() => makeAnew({ erase: true })),
    close: async () => {
      await turn;
      if (table === undefined) return;
      table.close();
      // On a disk that is full or gone it stays in doubt.
      await noteWhole().catch(() => undefined);
    },
  };
}

function toVector(blob: Buffer): Float32Array {
  return new Float32Array(blob.buffer.slice(blob.byteOffset, blob.byteOffset + blob.byteLength));
}

function sameVector(a: Float32Array | undefined, b: Float32Array): boolean {
  return a !== undefined && a.length === b.length && a.every((value, index) => value === b[index]);
}
