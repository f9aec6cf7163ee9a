// Which embedders a library has vectors of, and which chunks still need one. Invariants: at most one is searched (active)
// and one is being built; every switch between states is one transaction; a vector counts only with its embedder's id.
import type { Chunk } from '../../contract/domain.ts';
import type { EmbedderSpec } from '../models/embedderSpec.ts';
import type { Db } from './openDatabase.ts';

export interface EmbedderRecord {
  readonly id: string;
  readonly dimensions: number;
  readonly complete: boolean;
  /** Of its table for the search, a name below the library. */
  readonly folder: string;
}

export interface StoredChunk extends Pick<Chunk, 'header' | 'text' | 'tokens'> {
  readonly row: number;
}

export type Embedders = ReturnType<typeof createEmbedders>;

const FIRST_FOLDER = 'vectors';
/** Rows looked through for vectors to delete in one transaction. */
const RELEASE_ROWS = 500;

export function createEmbedders(db: Db) {
  const byState = db.prepare('SELECT id, dimensions, complete, folder FROM embedders WHERE state = ?');
  const setState = db.prepare('UPDATE embedders SET state = ? WHERE id = ?');
  const takeUp = db.prepare("UPDATE embedders SET state = @state, complete = @complete WHERE id = @id AND dimensions = @dimensions AND state = 'leaving'");
  const insert = db.prepare('INSERT INTO embedders (id, dimensions, state, complete, folder) VALUES (@id, @dimensions, @state, @complete, @folder)');
  const setComplete = db.prepare('UPDATE embedders SET complete = 1 WHERE id = ?');
  const folders = db.prepare('SELECT folder FROM embedders').pluck();
  const anyChunk = db.prepare('SELECT 1 FROM chunks LIMIT 1');
  const without = 'FROM chunks c WHERE c.row > @after AND NOT EXISTS (SELECT 1 FROM chunk_embeddings e WHERE e.chunk_row = c.row AND e.embedder_id = @id)';
  const selectMissing = db.prepare(`SELECT c.row, c.header, c.text, c.tokens ${without} ORDER BY c.row LIMIT @limit`);
  const countMissing = db.prepare(`SELECT count(*) AS chunks, ifnull(sum(c.tokens), 0) AS tokens ${without}`);
  const chunkFrom = db.prepare('SELECT row, header, text, tokens FROM chunks WHERE row >= ? ORDER BY row LIMIT 1');
  const countAll = db.prepare('SELECT count(*) FROM chunks').pluck();
  const rowRange = db.prepare('SELECT min(row) AS first, max(row) AS last FROM chunks');
  // A chunk may have gone while it was embedded.
  const insertVector = db.prepare('INSERT OR IGNORE INTO chunk_embeddings (chunk_row, embedder_id, vector) SELECT row, ?, ? FROM chunks WHERE row = ?');
  const deleteVectors = db.prepare('DELETE FROM chunk_embeddings WHERE chunk_row > @after AND chunk_row <= @until AND embedder_id = @id');
  const lastVector = db.prepare('SELECT max(chunk_row) FROM chunk_embeddings').pluck();
  const remove = db.prepare("DELETE FROM embedders WHERE id = ? AND state = 'leaving'");
  const outdateHalfRead = db.prepare("UPDATE versions SET chunker_version = '' WHERE complete = 0");

  const inState = (state: 'active' | 'building' | 'leaving'): EmbedderRecord[] =>
    (byState.all(state) as (Omit<EmbedderRecord, 'complete'> & { complete: number })[]).map((row) => ({ ...row, complete: row.complete === 1 }));
  const active = (): EmbedderRecord | null => inState('active')[0] ?? null;
  const building = (): EmbedderRecord | null => inState('building')[0] ?? null;

  function freeFolder(): string {
    const taken = new Set(folders.all() as string[]);
    let name = FIRST_FOLDER;
    for (let number = 2; taken.has(name); number += 1) name = `${FIRST_FOLDER}-${number}`;
    return name;
  }

  /** One that is leaving keeps the vectors that are still there. */
  function enter({ id, dimensions }: Pick<EmbedderSpec, 'id' | 'dimensions'>, state: 'active' | 'building'): void {
    const row = { id, dimensions, state, complete: anyChunk.get() === undefined ? 1 : 0 };
    if (takeUp.run(row).changes === 0) insert.run({ ...row, folder: freeFolder() });
  }

  return {
    active,
    building,
    leaving: (): EmbedderRecord[] => inState('leaving'),
    folders: (): string[] => folders.all() as string[],
    /** Its vectors are to be made, beside those that are searched. */
    build: (spec: EmbedderSpec): EmbedderRecord => {
      db.transaction(() => enter(spec, 'building')).immediate();
      return building()!;
    },
    /** It is searched from now on, with what it has: for a library without one, or whose own can't be used. */
    activate: (spec: EmbedderSpec): EmbedderRecord => {
      db.transaction(() => {
        for (const { id } of [...inState('active'), ...inState('building')]) setState.run('leaving', id);
        enter(spec, 'active');
        outdateHalfRead.run();
      }).immediate();
      return active()!;
    },
    abandon: (id: string): void => void setState.run('leaving', id),
    /** The one that was built is searched from now on. What is half read was cut by the other one's tokens, and is read from its beginning. */
    swap: (): void =>
      db.transaction(() => {
        const [before, next] = [active(), building()!];
        if (before !== null) setState.run('leaving', before.id);
        setComplete.run(next.id);
        setState.run('active', next.id);
        outdateHalfRead.run();
      }).immediate(),
    complete: (id: string): void => void setComplete.run(id),
    /** Chunks above a row that have no vector of this embedder, in the order of their rows. */
    missing: (id: string, after: number, limit: number): StoredChunk[] => selectMissing.all({ id, after, limit }) as StoredChunk[],
    countChunks: (): number => countAll.get() as number,
    countMissing: (id: string): { readonly chunks: number; readonly tokens: number } => countMissing.get({ id, after: 0 }) as { chunks: number; tokens: number },
    /** Up to so many chunks, evenly spread over the library. */
    sample: (count: number): StoredChunk[] => {
      const { first, last } = rowRange.get() as { first: number | null; last: number | null };
      if (first === null || last === null) return [];
      const step = Math.max(1, (last - first + 1) / count);
      const found = Array.from({ length: count }, (_, at) => chunkFrom.get(Math.floor(first + at * step)) as StoredChunk | undefined);
      return [...new Map(found.filter((chunk) => chunk !== undefined).map((chunk) => [chunk.row, chunk])).values()];
    },
    /** Stores vectors of chunks that are still there; the rows of these are returned. */
    store: (id: string, vectors: readonly { readonly row: number; readonly vector: Float32Array }[]): number[] =>
      db.transaction(() => vectors.flatMap(({ row, vector }) => (insertVector.run(id, Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength), row).changes === 1 ? [row] : []))).immediate(),
    /** Deletes the vectors of one that is leaving, step by step; the row after which to go on, null when all are gone or it stays after all. */
    release: (id: string, after: number): number | null => {
      const last = (lastVector.get() as number | null) ?? 0;
      return db.transaction(() => {
        if (!inState('leaving').some((one) => one.id === id)) return null;
        deleteVectors.run({ id, after, until: after + RELEASE_ROWS });
        if (after + RELEASE_ROWS < last) return after + RELEASE_ROWS;
        remove.run(id);
        return null;
      }).immediate();
    },
  };
}
