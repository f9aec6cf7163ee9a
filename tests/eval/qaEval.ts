// Question answering on a file in SQuAD 2.0's shape: all paragraphs are documents of one library, a sample of the
// questions (half of them unanswerable, chosen by the hash of their ids) goes through the product's own read line.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Answer, AnswerId, ConversationId } from '../../contract/domain.ts';
import { answerQuestion } from '../../main/answer/answerQuestion.ts';
import type { Llm } from '../../main/answer/llmInterface.ts';
import type { Embedder } from '../../main/ingest/4-embed/embedder.ts';
import { openEvalLibrary, type EvalCache, type EvalDocument, type EvalLibrary } from './evalLibrary.ts';
import { balanced, contained, exactMatch, f1, mean, meanInterval95, shareInterval95, withoutMarkers, type Interval } from './metrics.ts';

interface Question {
  readonly id: string;
  readonly text: string;
  readonly gold: readonly string[];
  readonly answerable: boolean;
}

export interface QaResult {
  readonly n: number;
  readonly contained: number;
  readonly em: number;
  readonly f1: number;
  /** Mean of answered when answerable and refused when not; null when there is none of one kind. */
  readonly refusalBalanced: number | null;
  readonly citationHoldsGold: number;
  readonly spansReal: number;
  readonly intervals95: Readonly<Record<string, Interval | null>>;
  readonly answerable: number;
  readonly unanswerable: number;
  readonly answeredWhenAnswerable: number | null;
  readonly refusedWhenUnanswerable: number | null;
  readonly goldInPassagesShown: number;
  readonly unsupportedSentences: number;
  readonly citations: number;
  readonly medianSecondsToFirstToken: number;
  readonly medianSecondsToAnswer: number;
}

export async function evaluateAnswers(
  file: string,
  count: number | null,
  engines: { readonly embedder: Embedder; readonly llm: Llm },
  cache: EvalCache,
  log: (line: string) => void,
): Promise<QaResult> {
  const { documents, questions } = readSquad(file);
  const sample = count === null ? questions : choose(questions, count);
  const library = await openEvalLibrary(documents, engines.embedder, cache, log);
  log(`questions: ${sample.length} over ${documents.length} paragraphs`);
  const results: { question: Question; answer: Answer }[] = [];
  for (const question of sample) {
    const answer = await answerQuestion(
      { answerId: question.id as AnswerId, conversationId: 'eval' as ConversationId, question: question.text, scope: null, earlier: null },
      {
        ...library.retrieval,
        llm: async () => engines.llm,
        coverage: () => ({ seen: documents.length, indexed: documents.length, skipped: 0, failed: 0, waiting: 0 }),
        locator: library.versions,
        signal: new AbortController().signal,
        emit: () => undefined,
        nowMs: () => 0,
      },
    );
    results.push({ question, answer });
    if (results.length % 10 === 0) log(`  ${results.length} of ${sample.length}`);
  }
  const result = summarize(results, library);
  await library.close();
  return result;
}

function summarize(results: readonly { question: Question; answer: Answer }[], library: EvalLibrary): QaResult {
  const answerable = results.filter(({ question }) => question.answerable);
  const unanswerable = results.filter(({ question }) => !question.answerable);
  const answered = ({ answer }: { answer: Answer }): number => (answer.status === 'answered' ? 1 : 0);
  const score = (measure: (answer: string, gold: readonly string[]) => number): number[] => answerable.map(({ question, answer }) => measure(withoutMarkers(answer.text), question.gold));
  const citations = results.flatMap(({ answer }) => answer.sentences.flatMap((sentence) => sentence.citations));
  const scores = {
    contained: score(contained),
    em: score(exactMatch),
    f1: score(f1),
    spansReal: citations.map((citation) => (library.versions.text(citation.versionHash)?.slice(citation.start, citation.end) === citation.quote ? 1 : 0)),
    goldInPassagesShown: answerable.map(({ question, answer }) => contained(answer.passages.map((passage) => passage.text).join(' … '), question.gold)),
  };
  const right = answerable.filter((_, at) => scores.contained[at] === 1);
  const holdsGold = right.map(({ question, answer }) => contained(answer.sentences.flatMap((sentence) => sentence.citations.map((citation) => citation.quote)).join(' … '), question.gold));
  const [wereAnswered, wereRefused] = [answerable.map(answered), unanswerable.map((result) => 1 - answered(result))];
  const refusal = balanced(wereAnswered, wereRefused);
  const timings = results.flatMap(({ answer }) => (answer.timings === null ? [] : [answer.timings]));
  return {
    n: results.length,
    contained: mean(scores.contained),
    em: mean(scores.em),
    f1: mean(scores.f1),
    refusalBalanced: refusal?.share ?? null,
    citationHoldsGold: mean(holdsGold),
    spansReal: mean(scores.spansReal),
    intervals95: {
      contained: shareInterval95(scores.contained),
      em: shareInterval95(scores.em),
      f1: meanInterval95(scores.f1),
      refusalBalanced: refusal?.interval95 ?? null,
      citationHoldsGold: shareInterval95(holdsGold),
      spansReal: shareInterval95(scores.spansReal),
      answeredWhenAnswerable: shareInterval95(wereAnswered),
      refusedWhenUnanswerable: shareInterval95(wereRefused),
      goldInPassagesShown: shareInterval95(scores.goldInPassagesShown),
    },
    answerable: answerable.length,
    unanswerable: unanswerable.length,
    answeredWhenAnswerable: wereAnswered.length === 0 ? null : mean(wereAnswered),
    refusedWhenUnanswerable: wereRefused.length === 0 ? null : mean(wereRefused),
    goldInPassagesShown: mean(scores.goldInPassagesShown),
    unsupportedSentences: results.flatMap(({ answer }) => answer.sentences).filter((sentence) => !sentence.supported).length,
    citations: citations.length,
    medianSecondsToFirstToken: median(timings.map((time) => (time.retrieveMs + time.promptMs + time.prefillMs + time.firstTokenMs) / 1000)),
    medianSecondsToAnswer: median(timings.map((time) => (time.retrieveMs + time.promptMs + time.prefillMs + time.generateMs) / 1000)),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function readSquad(file: string): { documents: EvalDocument[]; questions: Question[] } {
  const { data } = JSON.parse(readFileSync(file, 'utf8')) as {
    data: { title: string; paragraphs: { context: string; qas: { id: string; question: string; answers: (string | { text: string })[]; is_impossible: boolean }[] }[] }[];
  };
  const documents: EvalDocument[] = [];
  const questions: Question[] = [];
  for (const article of data) {
    for (const [index, paragraph] of article.paragraphs.entries()) {
      documents.push({ id: `${article.title}-${index}`, title: article.title.replaceAll('_', ' '), text: paragraph.context });
      for (const { id, question, answers, is_impossible: impossible } of paragraph.qas) {
        questions.push({ id, text: question, gold: answers.map((answer) => (typeof answer === 'string' ? answer : answer.text)), answerable: !impossible });
      }
    }
  }
  return { documents, questions };
}

/** The first by hash of the id, half of them unanswerable where there are enough. */
function choose(questions: readonly Question[], count: number): Question[] {
  const order = (list: readonly Question[]): Question[] =>
    list.map((question) => ({ question, key: createHash('sha256').update(question.id).digest('hex') })).sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ question }) => question);
  const answerable = order(questions.filter((question) => question.answerable));
  const unanswerable = order(questions.filter((question) => !question.answerable));
  const refused = Math.min(Math.floor(count / 2), unanswerable.length);
  return [...answerable.slice(0, count - refused), ...unanswerable.slice(0, refused)];
}
