// `npm run eval -- --ir DIR… --qa FILE --n N --json OUT`: measures retrieval, answers, citations, refusal and cost through
// the product's own code, in one table against the committed baseline; ends with 1 where a figure fell. README.md tells all
// arguments and the JSON's shape.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DEFAULT_BUDGET } from '../../main/answer/3-prompt/packPrompt.ts';
import { loadEmbedder } from '../../main/ingest/4-embed/embedder.ts';
import { readCatalog } from '../../main/models/catalog.ts';
import { EMBEDDER_FILES } from '../../main/models/embedderSpec.ts';
import { createModelShelf } from '../../main/models/modelShelf.ts';
import { readArguments } from './arguments.ts';
import { compare, readBaseline, writeBaseline } from './baseline.ts';
import { openEvalLibrary } from './evalLibrary.ts';
import type { Figure } from './figure.ts';
import { fingerprint } from './fingerprint.ts';
import { evaluateRetrieval } from './irEval.ts';
import { evaluateAnswers } from './qaEval.ts';
import type { Reader } from './reading.ts';
import { absentSet, evaluateRefusal, impossibleSet, inLibrary, scoreRetrieval } from './refusalEval.ts';
import { readQuestionFile } from './squad.ts';
import { failureOf, layOut, type Curve, type Row } from './table.ts';
import { installedModels, withModel } from './withModel.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const asked = readArguments(root);
const { setup } = asked;
if (asked.collections.length === 0 && asked.questionFile === null) {
  log(`No evaluation data: give --ir DIR… and --qa FILE, or set FREEHOLD_DATA (looked in ${asked.dataDir}).`);
  process.exit(2);
}

const startedMs = performance.now();
const shelf = createModelShelf(readCatalog(path.join(root, 'resources', 'model-catalog.json'), [setup.modelsDir]), path.join(setup.cacheDir, 'eval'));
const [spec] = await shelf.embedders(new AbortController().signal);
const embedderFile = path.join(spec!.modelDir, EMBEDDER_FILES[0]);
const cache = {
  dir: setup.cacheDir,
  madeBy: fingerprint([path.join(root, 'main', 'ingest'), path.join(root, 'main', 'library'), embedderFile]),
  embeddedBy: fingerprint([path.join(root, 'main', 'ingest', '4-embed'), embedderFile]),
};
const embedder = await loadEmbedder(spec!, { threads: os.availableParallelism() });

const figures: Figure[] = [];
const curves: Curve[] = [];
for (const dir of asked.collections) figures.push(...(await evaluateRetrieval(dir, embedder, cache, log)));
if (asked.questionFile !== null) await evaluateQuestions(asked.questionFile);
await embedder.dispose();

async function evaluateQuestions(file: string): Promise<void> {
  const questions = readQuestionFile(file);
  const whole = await openEvalLibrary(questions.documents, embedder, cache, log);
  const without = await openEvalLibrary(questions.documents.filter(inLibrary), embedder, cache, log);
  const sets = [{ set: absentSet(questions, asked.refusalCount), library: without }, { set: impossibleSet(questions, asked.refusalCount), library: whole }];
  const scored = await Promise.all(sets.map(async ({ set, library }) => ({ set, library, retrieval: await scoreRetrieval(set, library) })));
  for (const { retrieval } of scored) figures.push(...retrieval.map(({ figure }) => figure));
  const measure = async (reader: Reader): Promise<void> => {
    log(`${questions.collection}: ${reader.name}`);
    figures.push(...(await evaluateAnswers(questions, asked.count, whole, reader, log)));
    for (const { set, library, retrieval } of scored) {
      const refusal = await evaluateRefusal(set, library, reader, retrieval, log);
      figures.push(...refusal.figures);
      if (refusal.curve !== null) curves.push(refusal.curve);
    }
  };
  await measure({ name: 'no model', isDefault: false, llm: null });
  const place = { root, shelf, setup, log };
  for (const modelId of asked.models ?? installedModels(shelf)) await withModel(modelId, place, (llm) => measure({ name: modelId, isDefault: modelId === shelf.defaultId(), llm, ...(asked.passageTokens === null ? {} : { budget: { ...DEFAULT_BUDGET, passageTokens: asked.passageTokens } }) }));
  await without.close();
  await whole.close();
}

const sections = ['retrieval', 'answers', 'citations', 'refusal', 'cost'];
const ordered = figures.toSorted((a, b) => sections.indexOf(a.section) - sections.indexOf(b.section));
const baseline = readBaseline(asked.baselineFile);
const rows = ordered.map((figure): Row => ({ figure, change: baseline === null ? null : compare(figure, baseline) }));
process.stdout.write(`${layOut(rows, curves)}\n\n`);
log(`${Math.round((performance.now() - startedMs) / 1000)} s`);
if (asked.jsonFile !== null) {
  const written = rows.map(({ figure: { compared: _compared, ...figure }, change }) => ({ ...figure, change }));
  writeFileSync(asked.jsonFile, `${JSON.stringify({ figures: written, curves }, null, 2)}\n`);
}
if (asked.writeBaseline) writeBaseline(asked.baselineFile, ordered);
const failures = asked.writeBaseline ? [] : rows.map(failureOf).filter((failure) => failure !== null);
for (const failure of failures) process.stdout.write(`${failure}\n`);
if (failures.length > 0) process.exitCode = 1;
