// How much each word of a question tells, by how few passages of the library hold it: the inverse document frequency of
// BM25. A word that stands in no passage weighs most, and is known to be missing.
import { MAX_TERMS } from '../1-retrieve/fullTextSearch.ts';
import { fold, queryTerms } from '../1-retrieve/queryTerms.ts';
import { quoted } from '../../library/fullTextWords.ts';
import type { Db } from '../../library/openDatabase.ts';

export interface TermWeights {
  /** In the order of the question. */
  readonly weights: ReadonlyMap<string, number>;
  /** Words that no passage of the library holds. */
  readonly unknown: ReadonlySet<string>;
}

/** They say how an answer should look, not what it is about: no passage need hold them (English, German, French), folded as terms are. */
const TASK_WORDS: ReadonlySet<string> = new Set(
  `answer brief briefly describe detail detailed details everything exactly explain explained full fully give outline overview length list mention
  overall sentence sentences short shortly show step steps summarise summarize summary thorough thoroughly write
  alles antwort ausführlich beschreibe beschreiben detail details einzelheiten erkläre erklären erläutere fasse genau kurz liste nenne nennen
  satz sätze satzweise schreibe schritt schritte überblick zähle zeige zusammen zusammenfassung
  brièvement court décris décrire détail détails donne énumère explique expliquer expliquez phrase phrases résume résumé résumer liste tout`
    .split(/\s+/)
    .map(fold),
);

/** In a library of a few passages rare words can't be told from common ones; it is weighed like one of so many. */
const LEAST_PASSAGES = 1_000;

export function termWeights(db: Db, question: string): TermWeights {
  const passages = db.prepare('SELECT count(*) FROM chunk_fts_docsize').pluck().get() as number;
  const passagesWith = db.prepare('SELECT count(*) FROM chunk_fts WHERE chunk_fts MATCH ?').pluck();
  return weigh(tellingTerms(question).slice(0, MAX_TERMS), (term) => passagesWith.get(quoted(term)) as number, passages);
}

/** All of them where nothing else is asked for. */
export function tellingTerms(question: string): string[] {
  const terms = queryTerms(question);
  const telling = terms.filter((term) => !TASK_WORDS.has(term));
  return telling.length > 0 ? telling : terms;
}

export function weigh(terms: readonly string[], passagesWith: (term: string) => number, passages: number): TermWeights {
  const all = Math.max(passages, LEAST_PASSAGES);
  const counts = terms.map((term) => ({ term, count: passagesWith(term) }));
  return {
    weights: new Map(counts.map(({ term, count }) => [term, Math.log(1 + (all - count + 0.5) / (count + 0.5))])),
    unknown: new Set(counts.filter(({ count }) => count === 0).map(({ term }) => term)),
  };
}
