// A vector index over a real SQLite file and a real LanceDB table, with vectors from a seed and the exact scan as its oracle.
// A process of its own can use it, too: no test runner is needed.
import path from 'node:path';
import { openLanceTable } from '../../main/library/lanceTable.ts';
import { openDatabase, type Db } from '../../main/library/openDatabase.ts';
import { openVectorIndex, type VectorIndex } from '../../main/library/vectorIndex.ts';
import { watchPlace, type Place } from '../../main/library/watchPlace.ts';
import { seeded } from './processes.ts';

const DIMENSIONS = 16;

export class TestIndex {
  readonly dir: string;
  readonly vectorsDir: string;
  readonly db: Db;
  readonly rebuilding: boolean[] = [];
  readonly damages: unknown[] = [];
  private readonly place: Place;
  private readonly random: () => number;
  private readonly indexFromRows: number | undefined;
  private nextOrdinal: number;
  index!: VectorIndex;

  constructor({ dir, seed, indexFromRows }: { readonly dir: string; readonly seed: number; readonly indexFromRows?: number }) {
    this.dir = dir;
    this.vectorsDir = path.join(dir, 'vectors');
    this.db = openDatabase(dir);
    this.place = watchPlace(dir, () => undefined);
    this.random = seeded(seed);
    this.indexFromRows = indexFromRows;
    this.db.exec("INSERT OR IGNORE INTO versions (hash, kind, title, text, size_bytes, chunker_version, created_at_ms) VALUES ('v', 'text', 't', 'text', 4, '1', 1)");
    this.nextOrdinal = this.db.prepare('SELECT ifnull(max(ordinal), 0) FROM chunks').pluck().get() as number;
  }

  async open(): Promise<this> {
    this.index = await openVectorIndex({
      db: this.db,
      dir: this.vectorsDir,
      embedderId: 'e',
      dimensions: DIMENSIONS,
      ...(this.indexFromRows === undefined ? {} : { indexFromRows: this.indexFromRows }),
      beforeWrite: this.place.check,
      afterWrite: this.place.clearStray,
      onRebuilding: (value) => this.rebuilding.push(value),
      onDamaged: (error) => this.damages.push(error),
    });
    return this;
  }

  async reopen(damage?: () => void): Promise<void> {
    await this.index.close();
    damage?.();
    await this.open();
  }

  async close(): Promise<void> {
    await this.index.close();
    this.place.close();
    this.db.close();
  }

  vector(): Float32Array {
    const raw = Float32Array.from({ length: DIMENSIONS }, () => this.random() - 0.5);
    const length = Math.hypot(...raw);
    return raw.map((value) => value / length);
  }

  add(count: number): number[] {
    const vectors = Array.from({ length: count }, () => this.vector());
    const rows = this.db.transaction(() =>
      vectors.map((vector) => {
        const ordinal = (this.nextOrdinal += 1);
        const row = Number(this.db.prepare("INSERT INTO chunks (id, version_hash, ordinal, start_offset, end_offset, header, text, tokens) VALUES (?, 'v', ?, 0, 1, '', 't', 1)").run(`c${ordinal}`, ordinal).lastInsertRowid);
        this.db.prepare("INSERT INTO chunk_embeddings VALUES (?, 'e', ?)").run(row, Buffer.from(vector.buffer));
        return row;
      }),
    )();
    this.index.added(rows, vectors);
    return rows;
  }

  removeFromTruth(rows: readonly number[]): void {
    for (const row of rows) this.db.prepare('DELETE FROM chunks WHERE row = ?').run(row);
  }

  rows(): number[] {
    return this.db.prepare('SELECT chunk_row FROM chunk_embeddings ORDER BY chunk_row').pluck().all() as number[];
  }

  /** The truth, by exact scan of SQLite. */
  exact(query: Float32Array, limit: number): number[] {
    const all = this.db.prepare('SELECT chunk_row AS row, vector FROM chunk_embeddings').all() as { row: number; vector: Buffer }[];
    const cosine = (vector: Buffer): number => query.reduce((sum, value, at) => sum + value * vector.readFloatLE(at * 4), 0);
    return all.map(({ row, vector }) => ({ row, cosine: cosine(vector) })).toSorted((a, b) => b.cosine - a.cosine).slice(0, limit).map(({ row }) => row);
  }

  /** What LanceDB itself holds on the disk. */
  async tableRows(): Promise<number[]> {
    const table = await openLanceTable(this.vectorsDir, { dimensions: DIMENSIONS });
    const rows = await table!.rows();
    table!.close();
    return rows.toSorted((a, b) => a - b);
  }
}
