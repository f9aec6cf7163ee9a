// What an export is made of, read from the library in pages, so that it takes no more memory for more documents. Nothing
// that was forgotten or deleted and only waits to be erased is in it.
import type { Db } from '../library/openDatabase.ts';
import type { Row } from './tables.ts';

const PAGE = 500;
/** A document has them, or an answer that is not deleted quotes them. */
const IN_USE = `(EXISTS (SELECT 1 FROM documents d WHERE d.version_hash = v.hash AND d.deleted_at_ms IS NULL)
  OR EXISTS (SELECT 1 FROM answer_versions q JOIN answers a ON a.id = q.answer_id JOIN conversations c ON c.id = a.conversation_id WHERE q.version_hash = v.hash AND c.deleted_at_ms IS NULL))`;

export type StoredDocument = Omit<Row<'documents'>, 'file' | 'tags'> & { readonly rowid: number };
export type Reader = ReturnType<typeof createReader>;

type Raw = Record<string, unknown>;
const fromJson = (json: unknown): unknown => (json === null ? null : JSON.parse(json as string));

export function createReader(db: Db) {
  const hashesAfter = db.prepare(`SELECT v.hash FROM versions v WHERE v.hash > ? AND ${IN_USE} ORDER BY v.hash LIMIT ${PAGE}`).pluck();
  const textOf = db.prepare(
    `SELECT hash AS sha256, kind, title, language, author, size_bytes AS sizeBytes, created_at_ms AS readAtMs, page_starts AS pageStarts, places, text FROM versions WHERE hash = ?`,
  );
  const passagesAfter = db.prepare(
    `SELECT row, id, version_hash AS sha256, ordinal, start_offset AS start, end_offset AS "end", page, place, header, text, tokens FROM chunks WHERE version_hash = ? AND ordinal > ? ORDER BY ordinal LIMIT ${PAGE}`,
  );
  const vectorsOf = db.prepare(`SELECT embedder_id AS embedderId, vector FROM chunk_embeddings WHERE chunk_row = ? AND embedder_id IN (SELECT id FROM embedders WHERE state <> 'leaving') ORDER BY embedder_id`);
  const documentsAfter = db.prepare(
    `SELECT rowid, id, source_id AS sourceId, name, path, folder, parent_id AS parentId, kind, state, reason, size_bytes AS sizeBytes, modified_ms AS modifiedMs, pages, unread_pages AS unreadPages, version_hash AS sha256
     FROM documents WHERE rowid > ? AND deleted_at_ms IS NULL ORDER BY rowid LIMIT ${PAGE}`,
  );
  const nameOf = db.prepare('SELECT name FROM documents WHERE id = ?').pluck();
  const tagsOf = db.prepare('SELECT name FROM document_tags WHERE document_id = ? ORDER BY key').pluck();
  const all = (sql: string): Raw[] => db.prepare(sql).all() as Raw[];
  const count = (sql: string): number => db.prepare(sql).pluck().get() as number;

  return {
    /** In passages, documents and answers. */
    size: (): number =>
      count(`SELECT count(*) FROM chunks c WHERE EXISTS (SELECT 1 FROM documents d WHERE d.version_hash = c.version_hash AND d.deleted_at_ms IS NULL)`) +
      count('SELECT count(*) FROM documents WHERE deleted_at_ms IS NULL') +
      count('SELECT count(*) FROM answers a JOIN conversations c ON c.id = a.conversation_id WHERE c.deleted_at_ms IS NULL'),
    *versions(): Generator<string> {
      for (let page = hashesAfter.all('') as string[]; page.length > 0; page = hashesAfter.all(page.at(-1)!) as string[]) yield* page;
    },
    /** Null when it was erased meanwhile. */
    text: (sha256: string): Row<'texts'> | null => {
      const row = textOf.get(sha256) as Raw | undefined;
      return row === undefined ? null : ({ ...row, pageStarts: fromJson(row['pageStarts']), places: fromJson(row['places']) } as unknown as Row<'texts'>);
    },
    *passages(sha256: string): Generator<{ readonly passage: Row<'passages'>; readonly vectors: readonly { readonly embedderId: string; readonly vector: Float32Array }[] }> {
      for (let last = -1; ; ) {
        // A page with its vectors at once: what is erased meanwhile leaves no half of a passage.
        const page = (passagesAfter.all(sha256, last) as (Row<'passages'> & { row: number })[]).map(({ row, ...passage }) => ({
          passage: { ...passage, place: fromJson(passage.place) },
          vectors: (vectorsOf.all(row) as { embedderId: string; vector: Buffer }[]).map(({ embedderId, vector }) => ({ embedderId, vector: floats(vector) })),
        }));
        if (page.length === 0) return;
        yield* page;
        last = page.at(-1)!.passage.ordinal;
      }
    },
    *documents(): Generator<StoredDocument> {
      for (let page = documentsAfter.all(0) as StoredDocument[]; page.length > 0; page = documentsAfter.all(page.at(-1)!.rowid) as StoredDocument[]) yield* page;
    },
    nameOf: (documentId: string): string | null => (nameOf.get(documentId) as string | undefined) ?? null,
    tagsOf: (documentId: string): string[] => tagsOf.all(documentId) as string[],
    sources: (): Row<'sources'>[] =>
      all('SELECT id, kind, name, path, created_at_ms AS createdAtMs, rules FROM sources WHERE deleted_at_ms IS NULL ORDER BY created_at_ms, id').map((row) => ({ ...row, rules: fromJson(row['rules']) }) as unknown as Row<'sources'>),
    embedders: (): Row<'embedders'>[] => all("SELECT id, dimensions, state, complete FROM embedders WHERE state <> 'leaving' ORDER BY id").map((row) => ({ ...row, complete: row['complete'] === 1 }) as unknown as Row<'embedders'>),
    collections: (): Row<'collections'>[] => all('SELECT id, name, scope, created_at_ms AS createdAtMs FROM collections ORDER BY key').map((row) => ({ ...row, scope: fromJson(row['scope']) }) as unknown as Row<'collections'>),
    forgotten: (): Row<'forgotten'>[] => all('SELECT id, source_id AS sourceId, kind, created_at_ms AS createdAtMs FROM forgotten_places WHERE forgotten_with IS NULL ORDER BY created_at_ms, id') as unknown as Row<'forgotten'>[],
  };
}

/** A copy: the bytes of a row may lie where floats can't. */
const floats = (blob: Buffer): Float32Array => new Float32Array(blob.buffer.slice(blob.byteOffset, blob.byteOffset + blob.byteLength));
