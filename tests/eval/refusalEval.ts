// Refusing, on articles that calibration never saw. Two sets, half of each unanswerable: (a) the article isn't in the
// library, (b) SQuAD 2.0's own, whose paragraphs are about the question and yet don't answer it. The evidence of the
// gate is held against each single score of the same retrieval.
import { retrieve } from '../../main/answer/1-retrieve/retrieve.ts';
import { findPassages } from '../../main/answer/answerQuestion.ts';
import type { EvalLibrary } from './evalLibrary.ts';
import { areaFigure, balancedFigure, shareFigure, type Figure, type Scores } from './figure.ts';
import { read, scoresOf, type Reader, type Reading } from './reading.ts';
import { isLeftOut, partOf } from './split.ts';
import { sample, type Question, type QuestionFile } from './squad.ts';
import { areaUnderRoc, mean, pairedAreas } from './statistics.ts';

/** Expected on the questions that were written to retrieve well. */
const LEAD = 0.08;

export interface RefusalSet {
  readonly name: string;
  readonly answerable: readonly Question[];
  readonly unanswerable: readonly Question[];
  readonly goal?: number;
  /** How far the evidence's area shall be ahead of the best single retrieval score's. */
  readonly lead?: number;
}

export interface CurvePoint {
  readonly threshold: number;
  /** Of the answerable questions. */
  readonly answered: number;
  /** Of the unanswerable ones. */
  readonly refused: number;
}

export interface RefusalResult {
  readonly figures: Figure[];
  readonly curve: { readonly subject: string; readonly points: readonly CurvePoint[] } | null;
}

export const inLibrary = ({ article }: { readonly article: string }): boolean => !isLeftOut(article);

/** The library of this set has only the documents that `inLibrary` lets through. */
export function absentSet({ collection, questions }: QuestionFile, count: number | null): RefusalSet {
  const reported = questions.filter(({ article }) => partOf(article) === 'report');
  return { name: `${collection}, article not in the library`, goal: 0.85, ...halves(reported.filter((question) => inLibrary(question) && question.answerable), reported.filter((question) => !inLibrary(question)), count) };
}

export function impossibleSet({ collection, questions }: QuestionFile, count: number | null): RefusalSet {
  const reported = questions.filter(({ article }) => partOf(article) === 'report');
  return { name: `${collection}, written to be unanswerable`, lead: LEAD, ...halves(reported.filter(({ answerable }) => answerable), reported.filter(({ answerable }) => !answerable), count) };
}

function halves(answerable: readonly Question[], unanswerable: readonly Question[], count: number | null): Pick<RefusalSet, 'answerable' | 'unanswerable'> {
  const each = count === null ? null : Math.ceil(count / 2);
  return { answerable: sample(answerable, each), unanswerable: sample(unanswerable, each) };
}

/** The single scores of the retrieval, once for all readers of the set. */
export async function scoreRetrieval(set: RefusalSet, library: EvalLibrary): Promise<RetrievalScore[]> {
  const [answerable, unanswerable] = [await retrievalScores(set.answerable, library), await retrievalScores(set.unanswerable, library)];
  return [...answerable.keys()].map((name) => {
    const scores = [answerable.get(name)!, unanswerable.get(name)!] as const;
    return { figure: areaFigure({ section: 'refusal', subject: `${set.name}, retrieval alone` }, `AUC of ${name}`, ...scores), scores };
  });
}

export async function evaluateRefusal(set: RefusalSet, library: EvalLibrary, reader: Reader, retrieval: readonly RetrievalScore[], log: (line: string) => void): Promise<RefusalResult> {
  const of = { section: 'refusal', subject: `${set.name}, ${reader.name}` } as const;
  const [answerable, unanswerable] = [await readAll(set.answerable, library, reader, log), await readAll(set.unanswerable, library, reader, log)];
  if (answerable.length === 0 || unanswerable.length === 0 || [...answerable, ...unanswerable].some(({ evidence: told }) => told === null)) return { figures: [], curve: null };
  const answered = (asked: readonly Reading[]): Scores => scoresOf(asked, ({ text }) => (text === '' ? 0 : 1));
  const refused = (asked: readonly Reading[]): Scores => scoresOf(asked, ({ text }) => (text === '' ? 1 : 0));
  const evidenceOf = (asked: readonly Reading[]): Scores => scoresOf(asked, ({ evidence: told }) => told!.score);
  const evidence = [evidenceOf(answerable), evidenceOf(unanswerable)] as const;
  return {
    figures: [
      balancedFigure(of, 'balanced accuracy', answered(answerable), refused(unanswerable), reader.isDefault ? set.goal : undefined),
      shareFigure(of, 'answered where there is an answer', answered(answerable)),
      shareFigure(of, 'refused where there is none', refused(unanswerable)),
      areaFigure(of, 'AUC of the evidence', ...evidence),
      leadOver(of, evidence, retrieval, reader.isDefault ? set.lead : undefined),
    ],
    curve: { subject: of.subject, points: curveOf(evidence, answerable[0]?.evidence?.threshold) },
  };
}

/** As the product does: what the passages alone don't let through is not put to the model, and keeps their evidence. */
async function readAll(questions: readonly Question[], library: EvalLibrary, reader: Reader, log: (line: string) => void): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const question of questions) {
    readings.push(await read(question, library, reader, 'on'));
    if (readings.length % 20 === 0) log(`  ${reader.name}: refusal, ${readings.length} of ${questions.length}`);
  }
  return readings;
}

type Sides = readonly [answerable: Scores, unanswerable: Scores];
interface RetrievalScore {
  readonly figure: Figure;
  readonly scores: Sides;
}

async function retrievalScores(questions: readonly Question[], library: EvalLibrary): Promise<Map<string, Map<string, number>>> {
  const scores = new Map<string, Map<string, number>>(['top cosine', 'top BM25', 'top coverage', 'fused margin'].map((name) => [name, new Map()]));
  for (const { key, text } of questions) {
    const { vector, fullText, candidates } = await retrieve(text, library.retrieval, { scope: null });
    const passages = await findPassages(text, library.retrieval, { scope: null, limit: 8 });
    scores.get('top cosine')!.set(key, vector[0]?.cosine ?? 0);
    scores.get('top BM25')!.set(key, fullText[0]?.bm25 ?? 0);
    scores.get('top coverage')!.set(key, Math.max(0, ...passages.map((passage) => passage.coverage)));
    scores.get('fused margin')!.set(key, (candidates[0]?.score ?? 0) - (candidates[1]?.score ?? 0));
  }
  return scores;
}

/** How far the evidence is ahead of the best single retrieval score, on the same questions. */
function leadOver(of: Pick<Figure, 'section' | 'subject'>, evidence: Sides, retrieval: readonly RetrievalScore[], goal?: number): Figure {
  const areaOf = ([answerable, unanswerable]: Sides) => areaUnderRoc([...answerable.values()], [...unanswerable.values()]);
  const own = areaOf(evidence);
  const best = retrieval.map(({ scores }) => areaOf(scores)).filter((area) => area !== null).sort((a, b) => b.area - a.area)[0];
  const measure = 'AUC ahead of the best retrieval score';
  if (own === null || best === undefined) return { ...of, measure, value: null, interval95: null, n: 0 };
  const { difference, interval95, pairs } = pairedAreas(own, best);
  return { ...of, measure, value: difference, interval95, n: pairs, ...(goal === undefined ? {} : { goal }) };
}

/** Tenths and the threshold that ships. */
function curveOf([answerable, unanswerable]: Sides, shipped: number | undefined): CurvePoint[] {
  const thresholds = [...new Set([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, ...(shipped === undefined ? [] : [shipped])])].sort((a, b) => a - b);
  const share = (scores: Scores, threshold: number): number => mean([...scores.values()].map((score) => (score >= threshold ? 1 : 0)));
  return thresholds.map((threshold) => ({ threshold, answered: share(answerable, threshold), refused: 1 - share(unanswerable, threshold) }));
}
