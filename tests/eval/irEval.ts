// Retrieval on a judged collection in the BEIR layout (corpus.jsonl, queries.jsonl, qrels.tsv), leg by leg, through the
// product's own retrieval. A document's rank is its best chunk's.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findPassages } from '../../main/answer/answerQuestion.ts';
import { retrieve } from '../../main/answer/1-retrieve/retrieve.ts';
import type { Embedder } from '../../main/ingest/4-embed/embedder.ts';
import { idOf, openEvalLibrary, type EvalCache, type EvalDocument } from './evalLibrary.ts';
import { mean, meanInterval95, ndcg, recall, type Interval, type Judgments } from './metrics.ts';

export interface IrResult {
  readonly collection: string;
  readonly leg: 'bm25' | 'vector' | 'fused' | 'final';
  readonly ndcg10: number;
  readonly recall10: number;
  readonly recall100: number;
  readonly intervals95: { readonly ndcg10: Interval; readonly recall10: Interval; readonly recall100: Interval };
  readonly queries: number;
  readonly medianMs: number;
}

const LEGS = ['bm25', 'vector', 'fused', 'final'] as const;

export async function evaluateRetrieval(dir: string, embedder: Embedder, cache: EvalCache, log: (line: string) => void): Promise<IrResult[]> {
  const collection = path.basename(dir);
  const documents = readLines(path.join(dir, 'corpus.jsonl')).map((line): EvalDocument => {
    const { _id, title, text } = JSON.parse(line) as { _id: string; title?: string; text: string };
    return { id: String(_id), title: title ?? '', text };
  });
  const judgments = readJudgments(path.join(dir, 'qrels.tsv'));
  const queries = readLines(path.join(dir, 'queries.jsonl'))
    .map((line) => JSON.parse(line) as { _id: string; text: string })
    .filter(({ _id }) => judgments.has(String(_id)));
  log(`${collection}: ${documents.length} documents, ${queries.length} queries`);
  const library = await openEvalLibrary(documents, embedder, cache, log);
  const ranks: Record<(typeof LEGS)[number], string[][]> = { bm25: [], vector: [], fused: [], final: [] };
  const times: number[] = [];
  for (const { text } of queries) {
    const found = await retrieve(text, library.retrieval, { scope: null });
    ranks.bm25.push(documentsOf(found.fullText, library.idOfRow));
    ranks.vector.push(documentsOf(found.vector, library.idOfRow));
    ranks.fused.push(documentsOf(found.candidates, library.idOfRow));
    const startedMs = performance.now();
    const passages = await findPassages(text, library.retrieval, { scope: null, limit: 400 });
    times.push(performance.now() - startedMs);
    ranks.final.push([...new Set(passages.map((passage) => idOf(passage.documentName)))]);
  }
  await library.close();
  times.sort((a, b) => a - b);
  return LEGS.map((leg) => {
    const judged = queries.map(({ _id }, at) => ({ ranked: ranks[leg][at]!, relevant: judgments.get(String(_id))! }));
    const scores = (measure: (ranked: readonly string[], relevant: Judgments) => number | null): number[] => judged.map(({ ranked, relevant }) => measure(ranked, relevant)).filter((value) => value !== null);
    const gains = scores((ranked, relevant) => ndcg(ranked, relevant, 10));
    const [recall10, recall100] = [scores((ranked, relevant) => recall(ranked, relevant, 10)), scores((ranked, relevant) => recall(ranked, relevant, 100))];
    return {
      collection,
      leg,
      ndcg10: mean(gains),
      recall10: mean(recall10),
      recall100: mean(recall100),
      intervals95: { ndcg10: meanInterval95(gains), recall10: meanInterval95(recall10), recall100: meanInterval95(recall100) },
      queries: gains.length,
      medianMs: times[times.length >> 1] ?? 0,
    };
  });
}

function documentsOf(hits: readonly { readonly row: number }[], idOfRow: ReadonlyMap<number, string>): string[] {
  return [...new Set(hits.map((hit) => idOfRow.get(hit.row)!))];
}

function readLines(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter((line) => line.trim() !== '');
}

/** Lines `query-id<TAB>corpus-id<TAB>score`, with or without a heading. */
function readJudgments(file: string): Map<string, Judgments> {
  const judgments = new Map<string, Map<string, number>>();
  for (const line of readLines(file)) {
    const [query, document, score] = line.split('\t');
    const gain = Number(score);
    if (query === undefined || document === undefined || !Number.isFinite(gain)) continue;
    const ofQuery = judgments.get(query) ?? new Map<string, number>();
    judgments.set(query, ofQuery.set(document, gain));
  }
  return judgments;
}
