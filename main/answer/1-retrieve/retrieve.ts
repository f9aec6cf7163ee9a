// Stage 1 of the read line: question in, candidates out, best first. Two legs (full text, vectors), fused by rank.
// Works without vectors too: a library whose embedder is missing is searched by words.
import type { Scope } from '../../../contract/domain.ts';
import type { Db } from '../../library/openDatabase.ts';
import type { VectorHit } from '../../library/lanceTable.ts';
import type { VectorIndex } from '../../library/vectorIndex.ts';
import { fullTextSearch } from './fullTextSearch.ts';
import { fuseRanks } from './fuse.ts';
import { scopedVectorSearch } from './scopedVectorSearch.ts';

export interface Candidate {
  readonly row: number;
  /** Fused score; comparable within one retrieval only. */
  readonly score: number;
  /** Null when only the full-text leg found it. */
  readonly cosine: number | null;
  /** Null when only the vector leg found it. */
  readonly bm25: number | null;
}

export interface RetrieveContext {
  readonly db: Db;
  readonly vectors: VectorIndex | null;
  /** Unit-length vector of the question; null when there is no embedder. */
  readonly embedQuestion: ((question: string) => Promise<Float32Array>) | null;
}

/** Candidates that each leg brings, unless asked for more. */
export const LEG_DEPTH = 200;
const FULL_TEXT_WEIGHT = 1;
const VECTOR_WEIGHT = 1;

export async function retrieve(
  question: string,
  context: RetrieveContext,
  options: { readonly scope: Scope | null; readonly depth?: number },
): Promise<{ candidates: Candidate[]; fullText: readonly { row: number; bm25: number }[]; vector: readonly VectorHit[] }> {
  const { scope, depth = LEG_DEPTH } = options;
  // The embedder works in native threads; the full text is searched on this one meanwhile.
  const [vector, fullText] = await Promise.all([vectorLeg(question, context, scope, depth), (async () => fullTextSearch(context.db, question, depth, scope))()]);
  const bm25Of = new Map(fullText.map((hit) => [hit.row, hit.bm25]));
  const cosineOf = new Map(vector.map((hit) => [hit.row, hit.cosine]));
  const candidates = fuseRanks([
    { rows: fullText.map((hit) => hit.row), weight: FULL_TEXT_WEIGHT },
    { rows: vector.map((hit) => hit.row), weight: VECTOR_WEIGHT },
  ]).map(({ row, score }) => ({ row, score, cosine: cosineOf.get(row) ?? null, bm25: bm25Of.get(row) ?? null }));
  return { candidates, fullText, vector };
}

async function vectorLeg(question: string, context: RetrieveContext, scope: Scope | null, depth: number): Promise<VectorHit[]> {
  if (context.embedQuestion === null || context.vectors === null) return [];
  const query = await context.embedQuestion(question);
  return scope === null ? context.vectors.search(query, depth) : scopedVectorSearch(context.db, query, depth, scope);
}
