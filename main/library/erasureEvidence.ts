// Proof that something is gone has to know what to look for: pieces of texts, names and vectors, taken before they are
// erased and held in memory alone. Afterwards the stores are searched for them, and what was found is compared with what
// stayed: a sentence that another file has too is no remnant.
import { countAnswersHolding, type Forgotten } from './forgetInAnswers.ts';
import type { Db } from './openDatabase.ts';

export interface Evidence {
  readonly forgotten: Forgotten;
  /** Of the ledger's entries whose names go. */
  readonly subjects: readonly string[];
  readonly texts: readonly string[];
  readonly names: readonly string[];
  readonly vectors: readonly Buffer[];
  /** Folders that hold the person's own files: these stay. */
  readonly originals: readonly string[];
}

/** Versions that pieces are taken of, spread over all. */
const SAMPLED_VERSIONS = 40;
const SAMPLED_NAMES = 100;
const PIECE_LETTERS = 40;
const LEAST_LETTERS = 12;
/** Sixteen floats: by chance no other vector begins so. */
const VECTOR_BYTES = 64;

/** To be called in the transaction that forgets, before anything is deleted. */
export function takeEvidence(db: Db, forgotten: Forgotten, subjects: readonly string[], names: readonly string[], originals: readonly string[]): Evidence {
  const text = db.prepare('SELECT text FROM versions WHERE hash = ?').pluck();
  const vector = db.prepare('SELECT e.vector FROM chunks c JOIN chunk_embeddings e ON e.chunk_row = c.row WHERE c.version_hash = ? ORDER BY c.ordinal LIMIT 1').pluck();
  const sampled = spread([...forgotten.versions], SAMPLED_VERSIONS);
  return {
    forgotten,
    subjects,
    texts: sampled.flatMap((hash) => piecesOf((text.get(hash) as string | undefined) ?? '')),
    names: spread(names.filter((name) => Buffer.byteLength(name) >= 4), SAMPLED_NAMES),
    vectors: sampled.flatMap((hash) => (vector.get(hash) as Buffer | undefined)?.subarray(0, VECTOR_BYTES) ?? []).map((bytes) => Buffer.from(bytes)),
    originals,
  };
}

/** Two pieces within lines, as letters stand in every store, and the longest word, as the words of the search index do. */
function piecesOf(text: string): string[] {
  const lines = text.split(/[\n\r\t"\\]/u).map((line) => line.trim()).filter((line) => line.length >= LEAST_LETTERS);
  const pieces = [lines[Math.floor(lines.length / 3)], lines[Math.floor((lines.length * 2) / 3)]].flatMap((line) => (line === undefined ? [] : line.slice(0, PIECE_LETTERS)));
  const word = (text.slice(0, 20_000).match(/\p{L}{9,}/gu) ?? []).reduce((longest, one) => (one.length > longest.length ? one : longest), '');
  return [...new Set([...pieces, ...(word === '' ? [] : [word.toLowerCase()])])];
}

function spread<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.max(1, items.length / count);
  return Array.from({ length: Math.min(count, items.length) }, (_, at) => items[Math.floor(at * step)]!);
}

/** Every column that may rightly hold words of a file: of others, and of answers that were kept. */
const HELD: readonly (readonly [table: string, column: string])[] = [
  ['versions', 'text'],
  ['versions', 'title'],
  ['versions', 'author'],
  ['chunks', 'header'],
  ['page_ocr', 'text'],
  ['documents', 'path'],
  ['documents', 'name'],
  ['documents', 'folder'],
  ['sources', 'path'],
  ['sources', 'rules'],
  // Not what was put before a model, nor the names of files that it did not read: these are of what was forgotten, too.
  ['answers', "json_remove(body, '$.madeWith', '$.general.madeWith', '$.wholeSet.unread')"],
  ['answers', 'question'],
  ['conversations', 'title'],
  ['collections', 'name'],
  ['collections', 'scope'],
  ['document_tags', 'name'],
  ['ledger_names', 'name'],
  ['whole_set_notes', 'written'],
];

/** True where something that was not forgotten has it too. */
export function stillHeld(db: Db, piece: string | Buffer): boolean {
  if (typeof piece !== 'string') return db.prepare('SELECT 1 FROM chunk_embeddings WHERE substr(vector, 1, length(@piece)) = @piece LIMIT 1').get({ piece }) !== undefined;
  const lower = piece.toLowerCase();
  return HELD.some(([table, column]) => db.prepare(`SELECT 1 FROM ${table} WHERE instr(${column}, @piece) > 0 OR instr(lower(${column}), @lower) > 0 LIMIT 1`).get({ piece, lower }) !== undefined);
}

/** Rows that belong to nothing any more, and rows of what was forgotten. 0 is right. */
export function remainingRows(db: Db, evidence: Evidence | null): number {
  const count = (sql: string): number => db.prepare(`SELECT count(*) FROM ${sql}`).pluck().get() as number;
  const orphans =
    count('versions v WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.version_hash = v.hash AND d.deleted_at_ms IS NULL) AND NOT EXISTS (SELECT 1 FROM answer_versions a WHERE a.version_hash = v.hash)') +
    count('chunk_embeddings WHERE chunk_row NOT IN (SELECT row FROM chunks)') +
    count('chunk_fts WHERE rowid NOT IN (SELECT row FROM chunks)') +
    count('chunk_stems WHERE rowid NOT IN (SELECT row FROM chunks)') +
    count("documents WHERE deleted_at_ms IS NOT NULL AND (path <> '' OR name <> '' OR folder <> '')") +
    count('document_tags WHERE document_id IN (SELECT id FROM documents WHERE deleted_at_ms IS NOT NULL)');
  if (evidence === null) return orphans;
  const hashes = JSON.stringify([...evidence.forgotten.versions]);
  const of = (table: string, column: string): number => db.prepare(`SELECT count(*) FROM ${table} WHERE ${column} IN (SELECT value FROM json_each(?))`).pluck().get(hashes) as number;
  const namesOf = (subjects: readonly string[]): number => db.prepare('SELECT count(*) FROM ledger_names WHERE subject IN (SELECT unhex(value) FROM json_each(?))').pluck().get(JSON.stringify(subjects)) as number;
  return orphans + of('versions', 'hash') + of('chunks', 'version_hash') + of('page_ocr', 'version_hash') + of('whole_set_notes', 'version_hash') + of('answer_versions', 'version_hash') + of('moved_tags', 'version_hash') + namesOf(evidence.subjects) + countAnswersHolding(db, evidence.forgotten);
}
