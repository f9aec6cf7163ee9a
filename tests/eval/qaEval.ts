// Answers on a question file in SQuAD 2.0's shape: all paragraphs are documents of one library, and a sample of its
// answerable questions is put to each reader, once through the whole read line and once with the gold paragraph given.
import type { Citation } from '../../contract/domain.ts';
import { countFigure, meanFigure, quantileFigure, shareFigure, type Figure } from './figure.ts';
import type { EvalLibrary } from './evalLibrary.ts';
import { contained, exactMatch, f1 } from './metrics.ts';
import { read, readGold, scoresOf, type Reader, type Reading } from './reading.ts';
import { sample, type QuestionFile } from './squad.ts';

/** What is expected of the model that ships, on the answerable questions of all articles. */
const GOALS = { contained: 0.7, citationHoldsGold: 0.85 };
const GATED_GOALS = { contained: 0.6 };

export async function evaluateAnswers(file: QuestionFile, count: number | null, library: EvalLibrary, reader: Reader, log: (line: string) => void): Promise<Figure[]> {
  const questions = sample(file.questions.filter((question) => question.answerable), count);
  const found: Reading[] = [];
  const gated: Reading[] = [];
  const given: Reading[] = [];
  for (const question of questions) {
    found.push(await read(question, library, reader, 'off'));
    gated.push(await read(question, library, reader, 'on'));
    given.push(await readGold(question, library, reader.llm));
    if (found.length % 10 === 0) log(`  ${reader.name}: ${found.length} of ${questions.length} answers`);
  }
  const name = `${file.collection}, ${reader.name}`;
  return [
    ...answerFigures(`${name}, gate off`, found, reader.isDefault ? GOALS : {}),
    ...(found.some(({ evidence }) => evidence !== null) ? answerFigures(`${name}, gate on`, gated, reader.isDefault ? GATED_GOALS : {}) : []),
    ...answerFigures(`${name}, gold paragraph given`, given, {}),
    // The same for every reader.
    ...(reader.llm === null ? [shownFigure(file.collection, found)] : []),
    ...citationFigures(name, found, library),
    ...costFigures(name, found),
  ];
}

function shownFigure(collection: string, readings: readonly Reading[]): Figure {
  const holdGold = scoresOf(readings, ({ question, passages }) => contained(passages.map(({ text }) => text).join(' … '), question.gold));
  return shareFigure({ section: 'retrieval', subject: `${collection}, passages shown` }, 'gold answer in them', holdGold);
}

const cited = ({ sentences, beside }: Reading): Citation[] => [...sentences.flatMap(({ citations }) => citations), ...(beside === null ? [] : [beside])];
const quotes = (reading: Reading): string => cited(reading).map(({ quote }) => quote).join(' … ');
const holds = (reading: Reading): number => contained(reading.text, reading.question.gold);
const citesGold = (reading: Reading): number => contained(quotes(reading), reading.question.gold);

/** Of all questions asked: a refusal is a miss. */
function answerFigures(subject: string, readings: readonly Reading[], goals: { readonly contained?: number; readonly citationHoldsGold?: number }): Figure[] {
  const of = { section: 'answers', subject } as const;
  return [
    shareFigure(of, 'gold contained', scoresOf(readings, holds), goals.contained),
    shareFigure(of, 'exact match', scoresOf(readings, ({ text, question }) => exactMatch(text, question.gold))),
    meanFigure(of, 'F1', scoresOf(readings, ({ text, question }) => f1(text, question.gold))),
    shareFigure(of, 'citation holds gold', scoresOf(readings, citesGold), goals.citationHoldsGold),
    countFigure(of, 'citation holds gold, of right answers', readings.filter((reading) => holds(reading) === 1).map(citesGold)),
    shareFigure(of, 'answered', scoresOf(readings, ({ text }) => (text === '' ? 0 : 1))),
  ];
}

function citationFigures(subject: string, readings: readonly Reading[], { versions }: EvalLibrary): Figure[] {
  const of = { section: 'citations', subject } as const;
  const sentences = readings.flatMap((reading) => reading.sentences);
  const spans = readings.flatMap(cited);
  const supported = readings.filter((reading) => reading.sentences.length > 0);
  return [
    { ...countFigure(of, 'cited spans in the source', spans.map(({ versionHash, start, end, quote }) => (versions.text(versionHash)?.slice(start, end) === quote ? 1 : 0))), least: 1 },
    countFigure(of, 'sentences unsupported', sentences.map((sentence) => (sentence.supported ? 0 : 1))),
    shareFigure(of, 'answers supported throughout', scoresOf(supported, (reading) => (reading.sentences.every((sentence) => sentence.supported) ? 1 : 0))),
  ];
}

/** Kept answers bring the times of when they were made. */
function costFigures(subject: string, readings: readonly Reading[]): Figure[] {
  const of = { section: 'cost', subject } as const;
  const timings = readings.flatMap((reading) => (reading.timings === null ? [] : [reading.timings]));
  if (timings.length === 0) return [];
  const seconds = (pick: (timing: (typeof timings)[number]) => number): number[] => timings.map((timing) => pick(timing) / 1000);
  const toFirstToken = seconds((time) => time.retrieveMs + time.promptMs + time.prefillMs + time.firstTokenMs);
  const total = seconds((time) => time.retrieveMs + time.promptMs + time.prefillMs + time.generateMs);
  return [
    quantileFigure(of, 'tokens of the prompt p50', timings.map((time) => time.promptTokens), 0.5, 'tokens'),
    quantileFigure(of, 'tokens read p50', timings.map((time) => time.promptTokens - time.cachedTokens), 0.5, 'tokens'),
    quantileFigure(of, 'tokens written p50', timings.map((time) => time.generatedTokens), 0.5, 'tokens'),
    ...([['p50', 0.5], ['p95', 0.95]] as const).flatMap(([name, share]) => [
      quantileFigure(of, `time to first token ${name}`, toFirstToken, share, 's'),
      quantileFigure(of, `time to whole answer ${name}`, total, share, 's'),
    ]),
  ];
}
