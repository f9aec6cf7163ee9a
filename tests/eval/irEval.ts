// Retrieval on a judged collection in the BEIR layout (corpus.jsonl, queries.jsonl, qrels.tsv or qrels/test.tsv), leg by leg, through the
// product's own retrieval. A document's rank is its best chunk's. Each leg is timed as it is asked on its own.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findPassages } from '../../main/answer/answerQuestion.ts';
import { retrieve } from '../../main/answer/1-retrieve/retrieve.ts';
import type { Embedder } from '../../main/ingest/4-embed/embedder.ts';
import { idOf, openEvalLibrary, type EvalCache, type EvalDocument, type EvalLibrary } from './evalLibrary.ts';
import { meanFigure, quantileFigure, questionKey, type Figure } from './figure.ts';
import { ndcg, recall, reciprocalRank, type Judgments } from './metrics.ts';

/** Full text, vectors, both fused, and what a person sees after reranking. */
const LEGS = ['bm25', 'vector', 'fused', 'final'] as const;
type Leg = (typeof LEGS)[number];

const DEEPEST_LOOKED_AT = 400;

const MEASURES: Readonly<Record<string, (ranked: readonly string[], judgments: Judgments) => number | null>> = {
  'nDCG@10': (ranked, judgments) => ndcg(ranked, judgments, 10),
  'Recall@10': (ranked, judgments) => recall(ranked, judgments, 10),
  'Recall@100': (ranked, judgments) => recall(ranked, judgments, 100),
  MRR: reciprocalRank,
};

/** nDCG@10 of the final order, by collection. */
const GOALS: Readonly<Record<string, number>> = { cranfield: 0.44, scifact: 0.73 };

interface Query {
  readonly key: string;
  readonly text: string;
  readonly judgments: Judgments;
}

export async function evaluateRetrieval(dir: string, embedder: Embedder, cache: EvalCache, log: (line: string) => void): Promise<Figure[]> {
  const collection = path.basename(dir);
  const documents = readLines(path.join(dir, 'corpus.jsonl')).map((line): EvalDocument => {
    const { _id, title, text } = JSON.parse(line) as { _id: string; title?: string; text: string };
    return { id: String(_id), title: title ?? '', text };
  });
  const queries = readQueries(dir, collection);
  log(`${collection}: ${documents.length} documents, ${queries.length} queries`);
  const library = await openEvalLibrary(documents, embedder, cache, log);
  const asked: { query: Query; legs: Record<Leg, Ranked> }[] = [];
  for (const query of queries) asked.push({ query, legs: await rankByLeg(query.text, library) });
  await library.close();
  return LEGS.flatMap((leg) => {
    const of = { section: 'retrieval', subject: `${collection}, ${leg}` } as const;
    const times = asked.map(({ legs }) => legs[leg].ms);
    const quality = Object.entries(MEASURES).map(([name, measure]) => {
      const scores = asked.map(({ query, legs }) => [query.key, measure(legs[leg].ranked, query.judgments)] as const);
      const figure = meanFigure(of, name, new Map(scores.filter((entry): entry is readonly [string, number] => entry[1] !== null)));
      const goal = leg === 'final' && name === 'nDCG@10' ? GOALS[collection] : undefined;
      return goal === undefined ? figure : { ...figure, goal };
    });
    return [...quality, quantileFigure(of, 'ms p50', times, 0.5, 'ms'), quantileFigure(of, 'ms p95', times, 0.95, 'ms')];
  });
}

interface Ranked {
  readonly ranked: readonly string[];
  readonly ms: number;
}

async function rankByLeg(text: string, { retrieval, idOfRow }: EvalLibrary): Promise<Record<Leg, Ranked>> {
  const documentsOf = (hits: readonly { readonly row: number }[]): string[] => [...new Set(hits.map((hit) => idOfRow.get(hit.row)!))];
  const words = await timed(() => retrieve(text, { ...retrieval, vectors: null, embedQuestion: null }, { scope: null }));
  const both = await timed(() => retrieve(text, retrieval, { scope: null }));
  const vectors = await timed(async () => retrieval.vectors!.search(await retrieval.embedQuestion!(text), both.result.vector.length));
  const final = await timed(() => findPassages(text, retrieval, { scope: null, limit: DEEPEST_LOOKED_AT }));
  return {
    bm25: { ranked: documentsOf(both.result.fullText), ms: words.ms },
    vector: { ranked: documentsOf(both.result.vector), ms: vectors.ms },
    fused: { ranked: documentsOf(both.result.candidates), ms: both.ms },
    final: { ranked: [...new Set(final.result.map((passage) => idOf(passage.documentName)))], ms: final.ms },
  };
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ readonly result: Result; readonly ms: number }> {
  const startedMs = performance.now();
  const result = await work();
  return { result, ms: performance.now() - startedMs };
}

function readQueries(dir: string, collection: string): Query[] {
  const judgments = readJudgments([path.join(dir, 'qrels.tsv'), path.join(dir, 'qrels', 'test.tsv')].find((file) => existsSync(file))!);
  return readLines(path.join(dir, 'queries.jsonl'))
    .map((line) => JSON.parse(line) as { _id: string; text: string })
    .flatMap(({ _id, text }) => {
      const ofQuery = judgments.get(String(_id));
      return ofQuery === undefined ? [] : [{ key: questionKey(collection, String(_id)), text, judgments: ofQuery }];
    });
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
