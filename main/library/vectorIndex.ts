// Vector search of a library: LanceDB for what is synced, an exact scan in memory for the rows that came since.
// New chunks are found at once; LanceDB gets them in large batches. Invariant: table and memory together hold the
// vectors that SQLite has of one embedder; a table that disagrees is put right, or built anew while everything is scanned from memory.
import { isDiskFull } from '../../contract/errors.ts';
import type { Db } from './openDatabase.ts';
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
  /** Throws the table away; everything is found from memory until the next `sync`. Removed vectors are off the disk then. */
  startOver(): Promise<void>;
  close(): Promise<void>;
}

/** LanceDB wants large batches: each write is a new version of the table. */
const SYNC_FROM_ROWS = 2_048;
const BATCH_ROWS = 8_192;
/** Vectors compared with SQLite at opening; a table of another library, or another time, differs in nearly all. */
const SAMPLES = 64;

export async function openVectorIndex(
  options: LanceOptions & {
    readonly db: Db;
    readonly dir: string;
    readonly embedderId: string;
    readonly onRebuilding?: (rebuilding: boolean) => void;
    /** Why a table is thrown away. What is found stays right; that it happens at all is for the log. */
    readonly onDamaged?: (error: unknown) => void;
  },
): Promise<VectorIndex> {
  const { db, dir, embedderId, dimensions } = options;
  const allRows = db.prepare('SELECT chunk_row FROM chunk_embeddings WHERE embedder_id = ? ORDER BY chunk_row').pluck();
  const allVectors = db.prepare('SELECT chunk_row AS row, vector FROM chunk_embeddings WHERE embedder_id = ? ORDER BY chunk_row');
  const vectorOf = db.prepare('SELECT vector FROM chunk_embeddings WHERE chunk_row = ? AND embedder_id = ?').pluck();
  const unsynced = createUnsyncedVectors(dimensions);
  let table: LanceTable;
  let tableRows = 0;
  let rebuilding = false;
  /** True when the table has changed since it was tidied. */
  let untidy = false;

  /** All writes to the table, one after the other. */
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  function remember(row: number): void {
    const stored = vectorOf.get(row, embedderId) as Buffer | undefined;
    if (stored !== undefined) unsynced.add(row, toVector(stored));
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
    const samples = known.filter((_, index) => index % Math.ceil(known.length / SAMPLES) === 0 || index === known.length - 1);
    const vectors = await opened.vectorsOf(samples);
    for (const row of samples) if (!sameVector(vectors.get(row), toVector(vectorOf.get(row, embedderId) as Buffer))) return false;
    if (extra.length > 0) await opened.remove(extra);
    table = opened;
    tableRows = known.length;
    untidy = extra.length > 0;
    for (const row of missing) remember(row);
    return true;
  }

  async function makeAnew(): Promise<void> {
    table = await makeLanceTable(dir, options);
    tableRows = 0;
    untidy = false;
    unsynced.keep(() => false);
    for (const { row, vector } of allVectors.iterate(embedderId) as IterableIterator<{ row: number; vector: Buffer }>) unsynced.add(row, toVector(vector));
    setRebuilding(unsynced.size() > 0);
  }

  function setRebuilding(value: boolean): void {
    if (value === rebuilding) return;
    rebuilding = value;
    options.onRebuilding?.(value);
  }

  async function syncNow(): Promise<void> {
    let anew = false;
    while (unsynced.size() > 0) {
      const { rows, vectors } = unsynced.first(BATCH_ROWS);
      untidy = true;
      try {
        await table.add(rows, vectors);
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

  /** Null when the table's files were damaged or taken away while it was open: it is made anew, and memory has all. */
  async function searchTable(query: Float32Array, limit: number): Promise<VectorHit[] | null> {
    const search = (): Promise<VectorHit[]> => table.search(query, limit);
    // A second time between two writes: tidying up may take away a file under a search.
    return search()
      .catch(() => inTurn(search))
      .catch(async (error: unknown) => {
        options.onDamaged?.(error);
        await inTurn(makeAnew);
        return null;
      });
  }

  function unreadable(error: unknown): null {
    options.onDamaged?.(error);
    return null;
  }

  const opened = await openLanceTable(dir, options).catch(unreadable);
  const kept = opened === null ? false : await takeOver(opened).catch(unreadable);
  if (kept !== true) await makeAnew();

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
        untidy = true;
        await table.remove(gone);
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
        await table.optimize();
        untidy = false;
      });
    },
    startOver: () => inTurn(makeAnew),
    close: async () => {
      await turn;
      table.close();
    },
  };
}

function toVector(blob: Buffer): Float32Array {
  return new Float32Array(blob.buffer.slice(blob.byteOffset, blob.byteOffset + blob.byteLength));
}

function sameVector(a: Float32Array | undefined, b: Float32Array): boolean {
  return a !== undefined && a.length === b.length && a.every((value, index) => value === b[index]);
}
