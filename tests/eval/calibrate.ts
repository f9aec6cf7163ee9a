// `npm run calibrate`: fits the coefficients of the evidence gate on the calibration articles of a question file and
// prints them beside what they give on the articles that are reported. Arguments as those of the evaluation (`--models ,` asks none); `--n` questions
// of each kind for the passages, `--refusal-n` of each kind for each language model, whose answers are kept. Pasting the
// printed coefficients into main/answer/evidence/coefficients.ts is all that changes the product.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findPassages, SHOWN_PASSAGES } from '../../main/answer/answerQuestion.ts';
import { MAX_ANSWER_TOKENS } from '../../main/answer/4-generate/generateAnswer.ts';
import { packPrompt } from '../../main/answer/3-prompt/packPrompt.ts';
import { askModel, MODEL_FEATURES } from '../../main/answer/evidence/askModel.ts';
import { logit } from '../../main/answer/evidence/evidence.ts';
import { RETRIEVAL_FEATURES, retrievalFeatures } from '../../main/answer/evidence/retrievalFeatures.ts';
import { termWeights } from '../../main/answer/evidence/termWeights.ts';
import type { Llm } from '../../main/answer/llmInterface.ts';
import type { RankedPassage } from '../../contract/domain.ts';
import { loadEmbedder } from '../../main/ingest/4-embed/embedder.ts';
import { createModelShelf } from '../../main/models/modelShelf.ts';
import { readCatalog } from '../../main/models/catalog.ts';
import { EMBEDDER_FILES } from '../../main/models/embedderSpec.ts';
import { readArguments } from './arguments.ts';
import { openEvalLibrary, type EvalLibrary } from './evalLibrary.ts';
import { fingerprint } from './fingerprint.ts';
import { fitLogistic, predict, type Fitted } from './logistic.ts';
import { inLibrary } from './refusalEval.ts';
import { partOf, type Part } from './split.ts';
import { readQuestionFile, sample, type Question } from './squad.ts';
import { areaUnderRoc, mean } from './statistics.ts';
import { installedModels, withModel } from './withModel.ts';

interface Asked {
  readonly question: Question;
  readonly library: EvalLibrary;
  readonly part: Part;
  readonly kind: 'answerable' | 'absent' | 'impossible';
}

/** Against a mean loss; features are standardised. Chosen beforehand: strong enough that no single feature carries a fit. */
const PENALTY = 0.02;


const root = path.resolve(import.meta.dirname, '..', '..');
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const { setup, questionFile, count, refusalCount, jsonFile, models } = readArguments(root);
if (questionFile === null) throw new Error('No question file: give --qa FILE, or set FREEHOLD_DATA.');

const shelf = createModelShelf(readCatalog(path.join(root, 'resources', 'model-catalog.json'), [setup.modelsDir]), path.join(setup.cacheDir, 'eval'));
const [spec] = await shelf.embedders(new AbortController().signal);
const embedderFile = path.join(spec!.modelDir, EMBEDDER_FILES[0]);
const embedder = await loadEmbedder(spec!, { threads: os.availableParallelism() });
const cache = {
  dir: setup.cacheDir,
  madeBy: fingerprint([path.join(root, 'main', 'ingest'), path.join(root, 'main', 'library'), embedderFile]),
  embeddedBy: fingerprint([path.join(root, 'main', 'ingest', '4-embed'), embedderFile]),
};
const { documents, questions } = readQuestionFile(questionFile);
const whole = await openEvalLibrary(documents, embedder, cache, log);
const without = await openEvalLibrary(documents.filter(inLibrary), embedder, cache, log);

const offered = (['calibration', 'report'] as const).flatMap((part) => {
  const own = questions.filter(({ article }) => partOf(article) === part);
  const asked = (kind: Asked['kind'], library: EvalLibrary, which: (question: Question) => boolean): Asked[] => sample(own.filter(which), count).map((question) => ({ question, library, part, kind }));
  return [
    ...asked('answerable', whole, ({ answerable }) => answerable),
    ...asked('absent', without, (question) => !inLibrary(question)),
    ...asked('impossible', whole, ({ answerable }) => !answerable),
  ];
});

const rows: Row[] = [];
for (const asked of offered) rows.push(await find(asked));
log(`${rows.length} questions searched`);

const names = [...RETRIEVAL_FEATURES];
const withEmbedder = fit(rows, names);
const withoutEmbedder = fit(rows, names.filter((name) => name !== 'cosine'));
report('passages, with an embedder', rows, (row) => predict(withEmbedder, row.features));
report('passages, without an embedder', rows, (row) => predict(withoutEmbedder, row.features));

const fitted: Record<string, Fitted> = {};
// The models take long; what the passages gave is printed before them.
log(JSON.stringify({ withEmbedder, withoutEmbedder }, rounded));
for (const modelId of models ?? installedModels(shelf)) {
  await withModel(modelId, { root, shelf, setup, log }, async (llm) => {
    const heard = await hear(rows, llm);
    fitted[modelId] = fit(heard, ['passages', ...MODEL_FEATURES]);
    report(`${modelId}: passages alone`, heard, (row) => row.features['passages']!);
    for (const name of MODEL_FEATURES) report(`${modelId}: ${name} alone`, heard, (row) => row.features[name]!);
    report(modelId, heard, (row) => predict(fitted[modelId]!, row.features));
  });
}
await whole.close();
await without.close();
await embedder.dispose();
const result = `${JSON.stringify({ withEmbedder, withoutEmbedder, models: fitted }, rounded, 2)}\n`;
process.stdout.write(result);
if (jsonFile !== null) writeFileSync(jsonFile, result);

interface Row extends Asked {
  readonly passages: readonly RankedPassage[];
  readonly features: Readonly<Record<string, number>>;
}

async function find(asked: Asked): Promise<Row> {
  const { question, library } = asked;
  const passages = await findPassages(question.text, library.retrieval, { scope: null, limit: SHOWN_PASSAGES });
  return { ...asked, passages, features: retrievalFeatures(question.text, passages, termWeights(library.db, question.text)) };
}

/** The first of each kind but the absent, which are refused before a model is asked; a question takes seconds. */
async function hear(all: readonly Row[], llm: Llm): Promise<Row[]> {
  const kinds = (['calibration', 'report'] as const).flatMap((part) => (['answerable', 'impossible'] as const).map((kind) => all.filter((row) => row.part === part && row.kind === kind).slice(0, refusalCount ?? undefined)));
  // In turns: a run that is cut short leaves as many kept answers of each kind.
  const longest = Math.max(...kinds.map((own) => own.length));
  const chosen = Array.from({ length: longest }, (_, at) => kinds.flatMap((own) => own[at] ?? [])).flat();
  const heard: Row[] = [];
  const signal = new AbortController().signal;
  for (const row of chosen) {
    const prompt = await packPrompt(row.question.text, row.passages, llm, { earlier: null, maxTokens: llm.contextTokens - MAX_ANSWER_TOKENS });
    const { features } = await askModel(prompt, llm, signal);
    heard.push({ ...row, features: { ...features, passages: logit(predict(withEmbedder, row.features)) } });
    if (heard.length % 20 === 0) log(`  ${llm.modelId}: ${heard.length} of ${chosen.length}`);
  }
  return heard;
}

function fit(all: readonly Row[], features: readonly string[]): Fitted {
  const examples = all.filter(({ part }) => part === 'calibration').map((row) => ({ features: row.features, positive: row.kind === 'answerable' }));
  return fitLogistic(examples, features, PENALTY);
}

function report(name: string, all: readonly Row[], scoreOf: (row: Row) => number): void {
  const scores = (part: Part, kind: Asked['kind']): number[] => all.filter((row) => row.part === part && row.kind === kind).map(scoreOf);
  for (const part of ['calibration', 'report'] as const) {
    const answerable = scores(part, 'answerable');
    const area = (kind: Asked['kind']): string => (areaUnderRoc(answerable, scores(part, kind))?.area ?? Number.NaN).toFixed(3);
    log(`${name}, ${part} (n ${answerable.length}): AUC absent ${area('absent')}, impossible ${area('impossible')}`);
    const share = (values: readonly number[], threshold: number): string => mean(values.map((value) => (value >= threshold ? 1 : 0))).toFixed(2);
    for (const threshold of [0.2, 0.25, 0.3, 0.35, 0.4, 0.5]) {
      log(`  at ${threshold}: answers ${share(answerable, threshold)}; of absent ${share(scores(part, 'absent'), threshold)}, of impossible ${share(scores(part, 'impossible'), threshold)}`);
    }
  }
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;
}
