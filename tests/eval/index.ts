// `npm run eval -- --ir DIR… --qa FILE --n N --json OUT [--full] [--model ID]`: measures retrieval and answers through the
// product's own code. The data's place is an argument, or `FREEHOLD_DATA`, default `../shared/data`.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadEmbedder } from '../../main/ingest/4-embed/embedder.ts';
import { llmProtocol } from '../../main/engines/llm/protocol.ts';
import { superviseEngine } from '../../main/engines/supervisor/superviseEngine.ts';
import { createModelShelf } from '../../main/models/modelShelf.ts';
import { readCatalog } from '../../main/models/catalog.ts';
import { createCachedLlm } from './cachedLlm.ts';
import { fingerprint } from './fingerprint.ts';
import { evaluateRetrieval, type IrResult } from './irEval.ts';
import type { Interval } from './metrics.ts';
import { evaluateAnswers, type QaResult } from './qaEval.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ir: { type: 'string', multiple: true },
    qa: { type: 'string' },
    n: { type: 'string', default: '60' },
    json: { type: 'string' },
    full: { type: 'boolean', default: false },
    model: { type: 'string' },
    'no-qa': { type: 'boolean', default: false },
    'no-ir': { type: 'boolean', default: false },
  },
});
const from = process.env['INIT_CWD'] ?? process.cwd();
const data = path.resolve(process.env['FREEHOLD_DATA'] === undefined ? path.join(root, '..', 'shared', 'data') : path.resolve(from, process.env['FREEHOLD_DATA']));
const setup = JSON.parse(readFileSync(path.join(root, 'build', 'setup.json'), 'utf8')) as { nodeBinary: string; modelsDir: string; cacheDir: string };
const log = (line: string): void => void process.stderr.write(`${line}\n`);

// `--ir A B` reads as one value and positionals; both are collections.
const asked = [...(values.ir ?? []), ...positionals].map((dir) => path.resolve(from, dir));
const collections = values['no-ir'] ? [] : asked.length > 0 ? asked : foldersOf(path.join(data, 'ir'));
const qaFile = values['no-qa'] ? null : values.qa === undefined ? (asked.length > 0 ? null : firstJson(path.join(data, 'qa'))) : path.resolve(from, values.qa);

function foldersOf(dir: string): string[] {
  return existsSync(dir) ? readdirSync(dir).map((name) => path.join(dir, name)).filter((folder) => existsSync(path.join(folder, 'corpus.jsonl'))) : [];
}

function firstJson(dir: string): string | null {
  const name = existsSync(dir) ? readdirSync(dir).find((candidate) => candidate.endsWith('.json')) : undefined;
  return name === undefined ? null : path.join(dir, name);
}

if (collections.length === 0 && qaFile === null) {
  log(`No evaluation data: give --ir DIR… and --qa FILE, or set FREEHOLD_DATA (looked in ${data}).`);
  process.exit(2);
}

const shelf = createModelShelf(readCatalog(path.join(root, 'resources', 'model-catalog.json'), [setup.modelsDir]), path.join(setup.cacheDir, 'eval'));
const embedderDir = shelf.embedderDir()!;
const cache = { dir: setup.cacheDir, madeBy: fingerprint([path.join(root, 'main', 'ingest'), path.join(root, 'main', 'library'), path.join(embedderDir, 'onnx', 'model_quantized.onnx')]) };
const embedder = await loadEmbedder({ modelDir: embedderDir, threads: os.availableParallelism() });
const startedMs = performance.now();

const ir: IrResult[] = [];
for (const dir of collections) ir.push(...(await evaluateRetrieval(dir, embedder, cache, log)));

let qa: QaResult | null = null;
if (qaFile !== null) {
  const modelId = values.model ?? shelf.defaultId()!;
  const sha256 = await shelf.hashOf(modelId, new AbortController().signal);
  const engine = superviseEngine({ name: 'llm', nodeBinary: setup.nodeBinary, entry: path.join(root, 'build', 'engines', 'llm.js'), host: {}, createHostService: () => ({}), engine: llmProtocol });
  const file = await shelf.fileOf(modelId);
  await engine.call('load', { modelId, path: file.path, threads: os.availableParallelism(), contextTokens: file.contextTokens });
  const llm = createCachedLlm(engine, { id: modelId, sha256: sha256!, contextTokens: file.contextTokens }, setup.cacheDir);
  qa = await evaluateAnswers(qaFile, values.full ? null : Number(values.n), { embedder, llm }, cache, log);
  log(`the model was asked ${llm.asked()} times; the other answers were kept from an earlier run`);
  await engine.stop();
}
await embedder.dispose();

const plusMinus = (interval: Interval): number => round((interval[1] - interval[0]) / 2);
if (ir.length > 0) {
  const rows = ir.map(({ collection, leg, ndcg10, recall10, recall100, intervals95, queries, medianMs }) => [
    `${collection} ${leg}`,
    { 'nDCG@10': round(ndcg10), '±': plusMinus(intervals95.ndcg10), 'R@10': round(recall10), '± ': plusMinus(intervals95.recall10), 'R@100': round(recall100), '±  ': plusMinus(intervals95.recall100), n: queries, 'ms p50': round(medianMs) },
  ]);
  console.table(Object.fromEntries(rows));
}
if (qa !== null) {
  const { intervals95, ...figures } = qa;
  const rows = Object.entries(figures).map(([name, value]) => {
    const interval = intervals95[name];
    return [name, { value: value === null ? '–' : round(value), ...(interval ? { from: round(interval[0]), to: round(interval[1]) } : {}) }];
  });
  console.table(Object.fromEntries(rows));
}
log(`${Math.round((performance.now() - startedMs) / 1000)} s`);
if (values.json !== undefined) writeFileSync(path.resolve(from, values.json), `${JSON.stringify({ ir, qa }, null, 2)}\n`);

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
