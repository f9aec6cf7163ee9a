// Document versions, by the SHA-256 of their bytes: canonical text, chunks, embeddings, full-text rows. Moving or
// copying a file adds a document, never a version. A version stays while a document or an answer needs it; its
// chunks stay only while a document does. Until it is complete nobody refers to it, so half a file is never found.
import { createHash } from 'node:crypto';
import type { Chunk, ChunkId, DocumentKind, EmbeddedChunk, Place, PlaceIndex, VersionHash } from '../../contract/domain.ts';
import type { Encoding } from '../../contract/encodings.ts';
import { placeOfRange } from '../../contract/places.ts';
import type { Db } from './openDatabase.ts';
import { textForIndex } from './fullTextWords.ts';
import { stemsForIndex } from './stems.ts';
import { keyOf } from './nameKey.ts';

export interface VersionRecord {
  readonly hash: VersionHash;
  readonly kind: DocumentKind;
  readonly title: string;
  readonly pageStarts: readonly number[] | null;
  readonly places: PlaceIndex | null;
  readonly sizeBytes: number;
  readonly textLength: number;
}

export interface NewVersion {
  readonly hash: VersionHash;
  readonly kind: DocumentKind;
  readonly title: string;
  readonly text: string;
  readonly pageStarts: readonly number[] | null;
  readonly places: PlaceIndex | null;
  readonly sizeBytes: number;
  /** See `readingSignature`. */
  readonly chunkerVersion: string;
  /** ISO 639-1; null where it can't be told. */
  readonly language?: string | null;
  /** As the file says; null where it says nothing. */
  readonly author?: string | null;
}

/** No document has them, and no answer needs more than their text. */
const UNUSED = `SELECT hash FROM versions u WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.version_hash = u.hash AND d.deleted_at_ms IS NULL)
  AND (EXISTS (SELECT 1 FROM chunks c WHERE c.version_hash = u.hash) OR NOT EXISTS (SELECT 1 FROM answer_versions a WHERE a.version_hash = u.hash))`;
/** Files still on the queue that an unfinished version may be of: which one it is of is not written down. */
const READ_NEXT = `SELECT 1 FROM documents d WHERE d.state IN ('waiting', 'reading') AND d.size_bytes = v.size_bytes AND d.deleted_at_ms IS NULL`;

export type Versions = ReturnType<typeof createVersions>;

/** Stable over re-indexing: the same bytes, cut by the same chunker, give the same ids. */
export function chunkIdOf(hash: VersionHash, start: number, end: number, chunkerVersion: string): ChunkId {
  return createHash('sha256').update(`${hash}:${start}:${end}:${chunkerVersion}`).digest('hex').slice(0, 32) as ChunkId;
}

/** How a version's text came about: the same bytes read in another encoding are another text, and are stored anew. */
export const readingSignature = (chunkerVersion: string, encoding: Encoding | null): string => (encoding === null ? chunkerVersion : `${chunkerVersion}/${encoding}`);

/** Sixteen bytes that stand for what the embedder reads of a chunk. */
function textHashOf({ header, text }: Pick<Chunk, 'header' | 'text'>): Buffer {
  return createHash('sha256').update(header).update('\0').update(text).digest().subarray(0, 16);
}

const toJson = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
const fromJson = <Value>(json: string | null): Value | null => (json === null ? null : (JSON.parse(json) as Value));

export function createVersions(db: Db, nowMs: () => number = Date.now) {
  const select = db.prepare('SELECT hash, kind, title, page_starts, places, size_bytes, chunker_version, complete FROM versions WHERE hash = ?');
  const selectText = db.prepare('SELECT text FROM versions WHERE hash = ?');
  const insert = db.prepare(
    `INSERT INTO versions (hash, kind, title, text, page_starts, places, size_bytes, chunker_version, created_at_ms, language, author, author_key, complete) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
     ON CONFLICT (hash) DO UPDATE SET kind = excluded.kind, title = excluded.title, text = excluded.text, page_starts = excluded.page_starts, places = excluded.places,
       chunker_version = excluded.chunker_version, language = excluded.language, author = excluded.author, author_key = excluded.author_key, complete = 0`,
  );
  const setComplete = db.prepare('UPDATE versions SET complete = ? WHERE hash = ?');
  const countLanguages = db.prepare(
    `SELECT language, sum(passages) AS passages FROM (SELECT language, (SELECT count(*) FROM chunks WHERE version_hash = hash) AS passages FROM versions)
     GROUP BY language HAVING sum(passages) > 0 ORDER BY passages DESC`,
  );
  const outdate = db.prepare("UPDATE versions SET chunker_version = '' WHERE hash = ?");
  const insertChunk = db.prepare(
    'INSERT INTO chunks (id, version_hash, ordinal, start_offset, end_offset, page, place, header, text, text_hash, tokens) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertEmbedding = db.prepare('INSERT INTO chunk_embeddings (chunk_row, embedder_id, vector) VALUES (?, ?, ?)');
  const insertFullText = db.prepare('INSERT INTO chunk_fts (rowid, header, body) VALUES (?, ?, ?)');
  const insertStems = db.prepare('INSERT INTO chunk_stems (rowid, words) VALUES (?, ?)');
  const selectVector = db
    .prepare('SELECT e.vector FROM chunks c JOIN chunk_embeddings e ON e.chunk_row = c.row WHERE c.text_hash = ? AND c.header = ? AND c.text = ? AND e.embedder_id = ? LIMIT 1')
    .pluck();
  const chunkRows = db.prepare('SELECT row FROM chunks WHERE version_hash = ?').pluck();
  const chunkOrdinals = db.prepare('SELECT ordinal FROM chunks WHERE version_hash = ?').pluck();
  const deleteNotes = db.prepare('DELETE FROM whole_set_notes WHERE version_hash = ?');
  const deleteFullText = db.prepare('DELETE FROM chunk_fts WHERE rowid = ?');
  const deleteStems = db.prepare('DELETE FROM chunk_stems WHERE rowid = ?');
  const deleteChunks = db.prepare('DELETE FROM chunks WHERE version_hash = ?');
  const usedByDocument = db.prepare('SELECT 1 FROM documents WHERE version_hash = ? AND deleted_at_ms IS NULL LIMIT 1');
  const deleteUnquoted = db.prepare('DELETE FROM versions WHERE hash = @hash AND NOT EXISTS (SELECT 1 FROM answer_versions WHERE version_hash = @hash)');
  const deletePageOcr = db.prepare('DELETE FROM page_ocr WHERE version_hash = @hash AND NOT EXISTS (SELECT 1 FROM versions WHERE hash = @hash)');
  const selectUnused = db.prepare(`${UNUSED} LIMIT ?`).pluck();
  // Hashes first, from the index alone: any other column lies behind the texts.
  const selectLeftover = db.prepare(`SELECT hash FROM versions v WHERE hash IN (${UNUSED}) AND (complete = 1 AND @complete OR complete = 0 AND NOT EXISTS (${READ_NEXT}))`).pluck();
  const lastOrdinal = db.prepare('SELECT max(ordinal) FROM chunks WHERE version_hash = ?').pluck();
  let lastText: { hash: string; text: string } | null = null;

  function text(hash: VersionHash): string | null {
    if (lastText?.hash === hash) return lastText.text;
    const row = selectText.get(hash) as { text: string } | undefined;
    if (row === undefined) return null;
    lastText = { hash, text: row.text };
    return row.text;
  }

  function removeChunks(hash: VersionHash): number[] {
    if (lastText?.hash === hash) lastText = null;
    const rows = chunkRows.all(hash) as number[];
    for (const row of rows) {
      deleteFullText.run(row);
      deleteStems.run(row);
    }
    deleteNotes.run(hash);
    deleteChunks.run(hash);
    setComplete.run(0, hash);
    return rows;
  }

  const chunkerOf = (hash: VersionHash): { chunker_version: string; complete: number } | undefined => select.get(hash) as { chunker_version: string; complete: number } | undefined;

  function releaseIfUnused(hash: VersionHash): number[] {
    if (usedByDocument.get(hash) !== undefined) return [];
    const rows = removeChunks(hash);
    deleteUnquoted.run({ hash });
    deletePageOcr.run({ hash });
    return rows;
  }

  return {
    text,
    get: (hash: VersionHash): VersionRecord | null => {
      const row = select.get(hash) as { hash: string; kind: string; title: string; page_starts: string | null; places: string | null; size_bytes: number } | undefined;
      if (row === undefined) return null;
      return {
        hash,
        kind: row.kind as DocumentKind,
        title: row.title,
        pageStarts: fromJson<number[]>(row.page_starts),
        places: fromJson<PlaceIndex>(row.places),
        sizeBytes: row.size_bytes,
        textLength: text(hash)?.length ?? 0,
      };
    },
    /** 1-based page of an offset; null where the format has no pages. */
    pageOf: (hash: VersionHash, offset: number): number | null => {
      const row = select.get(hash) as { page_starts: string | null } | undefined;
      if (row === undefined || row.page_starts === null) return null;
      return (JSON.parse(row.page_starts) as number[]).findLastIndex((start) => start <= offset) + 1;
    },
    /** The cells or lines of a range; null where the format has neither. */
    placeOf: (hash: VersionHash, start: number, end: number): Place | null => {
      const row = select.get(hash) as { places: string | null } | undefined;
      const places = fromJson<PlaceIndex>(row?.places ?? null);
      return places === null ? null : placeOfRange(places, text(hash) ?? '', start, end);
    },
    /** How the version's text came about, see `readingVersion`; null when there is no such version. */
    readingOf: (hash: VersionHash): string | null => chunkerOf(hash)?.chunker_version ?? null,
    /** The readings of all versions in use that begin so. */
    withReading: (like: string): { readonly hash: VersionHash; readonly reading: string }[] =>
      db.prepare('SELECT hash, chunker_version AS reading FROM versions WHERE chunker_version LIKE ?').all(like) as { hash: VersionHash; reading: string }[],
    /** True when these bytes were indexed by this chunker already, so that nothing need be embedded again. */
    isIndexed: (hash: VersionHash, chunkerVersion: string): boolean => {
      const row = chunkerOf(hash);
      return row?.complete === 1 && row.chunker_version === chunkerVersion;
    },
    /** How many passages are in which language; null where it can't be told. */
    languages: (): { language: string | null; passages: number }[] => countLanguages.all() as { language: string | null; passages: number }[],
    /** The encoding that a person chose for these bytes; null where it was left to the guess. */
    chosenEncoding: (hash: VersionHash): Encoding | null => (chunkerOf(hash)?.chunker_version.split('/')[1] ?? null) as Encoding | null,
    /** Whoever reads these bytes next stores their text anew. */
    forgetReading: (hash: VersionHash): void => void outdate.run(hash),
    /** The vector of a chunk with the same header and text in whatever version; null when there is none. */
    vectorOf: (chunk: Pick<Chunk, 'header' | 'text'>, embedderId: string): Float32Array | null => {
      const blob = selectVector.get(textHashOf(chunk), chunk.header, chunk.text, embedderId) as Buffer | undefined;
      return blob === undefined ? null : new Float32Array(blob.buffer.slice(blob.byteOffset, blob.byteOffset + blob.byteLength));
    },
    /** Chunks of an unfinished version that are stored already. */
    storedOrdinals: (hash: VersionHash, chunkerVersion: string): ReadonlySet<number> =>
      new Set(chunkerOf(hash)?.chunker_version === chunkerVersion ? (chunkOrdinals.all(hash) as number[]) : []),
    /** The ordinal that the next chunk of an unfinished version has: they are stored in order. */
    nextOrdinal: (hash: VersionHash): number => ((lastOrdinal.get(hash) as number | null) ?? -1) + 1,
    /** Makes room for a version's chunks. Chunks of the same bytes cut by another chunker make way; their rows are returned. */
    begin: (version: NewVersion): number[] => {
      if (chunkerOf(version.hash)?.chunker_version === version.chunkerVersion) return [];
      const removed = removeChunks(version.hash);
      const pageStarts = toJson(version.pageStarts);
      const { hash, kind, title, text: all, places, sizeBytes, chunkerVersion, language = null, author = null } = version;
      insert.run(hash, kind, title, all, pageStarts, toJson(places), sizeBytes, chunkerVersion, nowMs(), language, author, author === null ? null : keyOf(author));
      return removed;
    },
    /** Stores chunks of a version that was begun, with embeddings and full-text rows. Returns their rows. */
    addChunks: ({ hash, chunkerVersion, language = null }: Pick<NewVersion, 'hash' | 'chunkerVersion' | 'language'>, chunks: readonly EmbeddedChunk[], embedderId: string): number[] =>
      chunks.map((chunk) => {
        const id = chunkIdOf(hash, chunk.start, chunk.end, chunkerVersion);
        const row = Number(insertChunk.run(id, hash, chunk.ordinal, chunk.start, chunk.end, chunk.page, toJson(chunk.place), chunk.header, chunk.text, textHashOf(chunk), chunk.tokens).lastInsertRowid);
        insertEmbedding.run(row, embedderId, Buffer.from(chunk.vector.buffer, chunk.vector.byteOffset, chunk.vector.byteLength));
        insertFullText.run(row, textForIndex(chunk.header), textForIndex(chunk.text));
        const stems = stemsForIndex(`${chunk.header}\n${chunk.text}`, language);
        if (stems !== null) insertStems.run(row, stems);
        return row;
      }),
    complete: (hash: VersionHash): void => void setComplete.run(1, hash),
    /** Takes a version's chunks out of the search if no document has it any more. Returns the chunk rows that went. */
    releaseIfUnused,
    /** Versions that nobody has, but for those that are half read; complete ones may be of a file that was moved. */
    leftovers: ({ complete }: { readonly complete: boolean }): VersionHash[] => selectLeftover.all({ complete: complete ? 1 : 0 }) as VersionHash[],
    hasUnused: (): boolean => selectUnused.get(1) !== undefined,
    /** The same for up to `limit` versions that nobody has. Null when there are none (left). */
    releaseUnused: (limit: number): number[] | null => {
      const unused = selectUnused.all(limit) as VersionHash[];
      return unused.length === 0 ? null : unused.flatMap(releaseIfUnused);
    },
  };
}
