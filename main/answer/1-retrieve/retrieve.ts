// Stage 1 of the read line: question in, candidates out, best first. Two legs (full text, vectors) bring candidates;
// each candidate gets both scores, which are added, once more with the vector of what came out best.
// Works without vectors too: a library whose embedder is missing is searched by words.
import type { Scope } from '../../../contract/domain.ts';
import type { Db } from '../../library/openDatabase.ts';
import type { VectorHit } from '../../library/lanceTable.ts';
import type { VectorIndex } from '../../library/vectorIndex.ts';
import { cosine, FEEDBACK_PASSAGES, loadVectors, moveTowards } from './candidateVectors.ts';
import type { FullTextHit } from './bm25Leg.ts';
import { openFullTextLeg } from './fullTextSearch.ts';
import { fuseScores, type Scored } from './fuse.ts';
import { isLiteral, NOTHING_LITERAL, type Literal } from './literal.ts';
import { scopedVectorSearch } from './scopedVectorSearch.ts';
import { searchAsWritten } from './searchAsWritten.ts';

export interface Candidate {
  readonly row: number;
  /** Fused score; comparable within one retrieval only. */
  readonly score: number;
  /** To the question itself; null when there is no vector. */
  readonly cosine: number | null;
  /** Null when no word of the question stands in it. */
  readonly bm25: number | null;
}

export interface RetrieveContext {
  readonly db: Db;
  readonly vectors: Pick<VectorIndex, 'embedderId' | 'search'> | null;
  /** Unit-length vector of the question, by the embedder of the vectors; null when there is none. */
  readonly embedQuestion: ((question: string) => Promise<Float32Array>) | null;
}

/** Candidates that each leg brings, unless asked for more. */
export const LEG_DEPTH = 200;

export async function retrieve(
  question: string,
  context: RetrieveContext,
  options: { readonly scope: Scope | null; readonly depth?: number; readonly literal?: Literal },
): Promise<{ candidates: Candidate[]; fullText: readonly FullTextHit[]; vector: readonly VectorHit[] }> {
  const { scope, depth = LEG_DEPTH, literal = NOTHING_LITERAL } = options;
  const { db } = context;
  const leg = openFullTextLeg(db, question, literal);
  // The embedder works in native threads; the full text is searched on this one meanwhile.
  const [{ query, vector }, fullText] = await Promise.all([vectorLeg(question, context, { scope, depth, literal }), (async () => leg.search(depth, scope))()]);

  const bonuses = searchAsWritten(db, question, depth, scope, literal);
  const bm25Of = new Map(fullText.map((hit) => [hit.row, hit.bm25]));
  const rows = [...new Set([...[...fullText, ...vector].map(({ row }) => row), ...bonuses.keys()])];
  for (const hit of leg.scoresOf(rows.filter((row) => !bm25Of.has(row)))) bm25Of.set(hit.row, hit.bm25);
  const vectors = query === null || context.vectors === null ? new Map<number, Float32Array>() : loadVectors(db, context.vectors.embedderId, rows);
  const scored = (towards: Float32Array | null): Scored[] =>
    rows.map((row) => {
      const stored = vectors.get(row);
      return { row, bonus: bonuses.get(row) ?? 0, bm25Share: leg.ceiling === 0 ? null : (bm25Of.get(row) ?? 0) / leg.ceiling, cosine: towards === null || stored === undefined ? null : cosine(towards, stored) };
    });

  const first = scored(query);
  const best = fuseScores(first).slice(0, FEEDBACK_PASSAGES).flatMap(({ row }) => vectors.get(row) ?? []);
  const fused = fuseScores(query === null || best.length === 0 ? first : scored(moveTowards(query, best)));
  const cosineOf = new Map(first.map((candidate) => [candidate.row, candidate.cosine]));
  return { candidates: fused.map(({ row, score }) => ({ row, score, cosine: cosineOf.get(row) ?? null, bm25: bm25Of.get(row) ?? null })), fullText, vector };
}

async function vectorLeg(
  question: string,
  { db, vectors, embedQuestion }: RetrieveContext,
  { scope, depth, literal }: { readonly scope: Scope | null; readonly depth: number; readonly literal: Literal },
): Promise<{ readonly query: Float32Array | null; readonly vector: readonly VectorHit[] }> {
  if (embedQuestion === null || vectors === null) return { query: null, vector: [] };
  const query = await embedQuestion(question);
  const everything = scope === null && !isLiteral(literal);
  return { query, vector: everything ? await vectors.search(query, depth) : scopedVectorSearch(db, vectors.embedderId, query, depth, scope, literal) };
}
