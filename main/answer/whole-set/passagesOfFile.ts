// What a model is shown of one file: all of it where it is short, otherwise the passages that fit the question best.
// In: a file and a question. Out: a few passages within the budget, with the rows of their chunks.
import type { RankedPassage, VersionHash } from '../../../contract/domain.ts';
import { loadPassages } from '../1-retrieve/loadPassages.ts';
import { retrieve, type RetrieveContext } from '../1-retrieve/retrieve.ts';
import type { Candidate } from '../1-retrieve/retrieve.ts';
import type { FileToRead } from './filesInScope.ts';

/** Of all passages of one file together; about seven seconds of reading on a laptop. */
export const FILE_TOKENS = 420;
const MOST_PASSAGES = 8;

export interface FilePassages {
  readonly passages: readonly RankedPassage[];
  readonly chunkRows: readonly number[];
}

export async function passagesOfFile(file: FileToRead, question: string, context: RetrieveContext): Promise<FilePassages> {
  const chunks = context.db.prepare('SELECT row, tokens FROM chunks WHERE version_hash = ? ORDER BY ordinal').all(file.versionHash) as { row: number; tokens: number }[];
  if (file.tokens <= FILE_TOKENS && chunks.length <= MOST_PASSAGES) return load(file, question, context, chunks.map(({ row }) => row));
  const scope = { documents: [file.documentId] };
  const { candidates } = await retrieve(question, context, { scope });
  const tokensOf = new Map(chunks.map(({ row, tokens }) => [row, tokens]));
  // Without vectors, a file that has none of the words is begun at its beginning.
  const wanted = [...candidates.map(({ row }) => row).filter((row) => tokensOf.has(row)), ...chunks.map(({ row }) => row)];
  const rows: number[] = [];
  let left = FILE_TOKENS;
  for (const row of new Set(wanted)) {
    if (tokensOf.get(row)! > left || rows.length === MOST_PASSAGES) break;
    rows.push(row);
    left -= tokensOf.get(row)!;
  }
  return load(file, question, context, rows);
}

/** The passages of an earlier time again; null when they were cut anew since. */
export function passagesAgain(file: FileToRead, question: string, context: RetrieveContext, chunkRows: readonly number[]): FilePassages | null {
  const owner = context.db.prepare('SELECT version_hash FROM chunks WHERE row = ?').pluck();
  return chunkRows.every((row) => (owner.get(row) as VersionHash | undefined) === file.versionHash) ? load(file, question, context, chunkRows) : null;
}

function load({ documentId }: FileToRead, question: string, { db }: RetrieveContext, chunkRows: readonly number[]): FilePassages {
  const candidates = chunkRows.map((row): Candidate => ({ row, score: 0, cosine: null, bm25: null }));
  return { passages: loadPassages(db, question, candidates, { documents: [documentId] }, candidates.length), chunkRows };
}
