// The LanceDB table of a library: chunk row numbers and unit vectors, never text. Derived from SQLite, so anything
// wrong with it is answered by a new one. LanceDB never fsyncs and allows one writer at a time: the owner awaits each
// write before the next, and opening reads columns, not only the manifest.
import { connect, Index, type Connection, type Table } from '@lancedb/lancedb';
import { Field, FixedSizeList, Float32, Int32, makeData, RecordBatch, Schema, Struct, Table as ArrowTable } from 'apache-arrow';
import { mkdirSync } from 'node:fs';

export interface VectorHit {
  readonly row: number;
  /** Cosine similarity, -1..1. */
  readonly cosine: number;
}

export interface LanceTable {
  /** Every row number in the table, in any order. */
  rows(): Promise<number[]>;
  vectorsOf(rows: readonly number[]): Promise<Map<number, Float32Array>>;
  /** Reads the whole table, in any order. A vector is valid until the next one. */
  everyVector(): AsyncIterable<{ readonly row: number; readonly vector: Float32Array }>;
  /** Searches by exact scan until `optimize` builds the index anew. */
  dropIndex(): Promise<void>;
  /** Adds vectors, row-major, `rows.length * dimensions` floats of unit length. */
  add(rows: readonly number[], vectors: Float32Array): Promise<void>;
  remove(rows: readonly number[]): Promise<void>;
  search(query: Float32Array, limit: number): Promise<VectorHit[]>;
  /** Merges small pieces and prunes old versions; builds or extends the approximate index above `INDEX_FROM_ROWS`. */
  optimize(): Promise<void>;
  close(): void;
}

/** Below this many rows the exact scan is faster than the work of an index (measured: 9 ms at 10,000). */
export const INDEX_FROM_ROWS = 20_000;
/** Partitions that a search looks into, of as many as the root of the rows: all of them at 4,000 rows, a fifth at 100,000. */
const PROBES = 64;
/** Versions go whatever their time says: a clock that was put back must not make them stay. */
const ANY_TIME = new Date('9999-01-01');
const TABLE = 'chunks';
const VECTOR = 'vector';
/** Rows named in one condition. */
const CONDITION_ROWS = 1_000;

/** Rows from which `optimize` builds the approximate index; fewer in tests. */
export interface LanceOptions {
  readonly dimensions: number;
  readonly indexFromRows?: number;
}

/** Opens the table in `dir`. Null when there is none, or it has other dimensions; throws when it can't be read. */
export async function openLanceTable(dir: string, options: LanceOptions): Promise<LanceTable | null> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const connection = await connect(dir);
  if (!(await connection.tableNames()).includes(TABLE)) return null;
  const table = await connection.openTable(TABLE);
  const field = (await table.schema()).fields.find((candidate) => candidate.name === VECTOR);
  return (field?.type as FixedSizeList | undefined)?.listSize === options.dimensions ? wrap(table, options) : null;
}

/** Makes an empty table in `dir`, where nothing is to be. */
export async function makeLanceTable(dir: string, options: LanceOptions): Promise<LanceTable> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return wrap(await createTable(await connect(dir), options.dimensions), options);
}

function schemaOf(dimensions: number): Schema {
  return new Schema([new Field('row', new Int32(), false), new Field(VECTOR, new FixedSizeList(dimensions, new Field('item', new Float32(), true)), false)]);
}

async function createTable(connection: Connection, dimensions: number): Promise<Table> {
  return connection.createEmptyTable(TABLE, schemaOf(dimensions) as never, { mode: 'overwrite' });
}

function toArrow(rows: readonly number[], vectors: Float32Array, dimensions: number): ArrowTable {
  const schema = schemaOf(dimensions);
  const listType = schema.fields[1]!.type as FixedSizeList;
  const rowData = makeData({ type: new Int32(), data: Int32Array.from(rows) });
  const vectorData = makeData({ type: listType, length: rows.length, nullCount: 0, child: makeData({ type: new Float32(), data: vectors }) });
  const struct = makeData({ type: new Struct(schema.fields), length: rows.length, children: [rowData, vectorData] as never });
  return new ArrowTable(schema, [new RecordBatch(schema, struct as never)]);
}

function* conditions(rows: readonly number[]): Generator<string> {
  for (let at = 0; at < rows.length; at += CONDITION_ROWS) yield `row IN (${rows.slice(at, at + CONDITION_ROWS).join(',')})`;
}

function wrap(table: Table, { dimensions, indexFromRows = INDEX_FROM_ROWS }: LanceOptions): LanceTable {
  return {
    rows: async () => {
      const rows: number[] = [];
      for await (const batch of table.query().select(['row'])) for (const row of batch.getChildAt(0)!) rows.push(row as number);
      return rows;
    },
    vectorsOf: async (rows) => {
      const vectors = new Map<number, Float32Array>();
      for (const condition of conditions(rows)) {
        const found = (await table.query().where(condition).select(['row', VECTOR]).toArray()) as { row: number; vector: Iterable<number> }[];
        for (const { row, vector } of found) vectors.set(row, Float32Array.from(vector));
      }
      return vectors;
    },
    everyVector: async function* () {
      for await (const batch of table.query().select(['row', VECTOR])) {
        const rows = batch.getChild('row')!;
        const lists = batch.getChild(VECTOR)!.data[0]!;
        const values = lists.children[0]!.values as Float32Array;
        for (let at = 0; at < batch.numRows; at += 1) yield { row: rows.get(at) as number, vector: values.subarray((lists.offset + at) * dimensions, (lists.offset + at + 1) * dimensions) };
      }
    },
    dropIndex: async () => {
      for (const { name } of await table.listIndices()) await table.dropIndex(name);
    },
    add: async (rows, vectors) => void (await table.add(toArrow(rows, vectors, dimensions) as never)),
    remove: async (rows) => {
      for (const condition of conditions(rows)) await table.delete(condition);
    },
    search: async (query, limit) => {
      const found = await table.query().nearestTo(query).distanceType('dot').nprobes(PROBES).select(['row', '_distance']).limit(limit).toArray();
      // LanceDB's dot distance is 1 - a·b; for unit vectors a·b is the cosine.
      return (found as { row: number; _distance: number }[]).map((hit) => ({ row: hit.row, cosine: 1 - hit._distance }));
    },
    optimize: async () => {
      await table.optimize({ cleanupOlderThan: ANY_TIME, deleteUnverified: true });
      const indices = await table.listIndices();
      const rows = await table.countRows();
      if (indices.length === 0 && rows >= indexFromRows) {
        await table.createIndex(VECTOR, { config: Index.ivfFlat({ distanceType: 'dot', numPartitions: Math.round(Math.sqrt(rows)) }) });
        await table.optimize({ cleanupOlderThan: ANY_TIME, deleteUnverified: true });
      }
    },
    close: () => table.close(),
  };
}
