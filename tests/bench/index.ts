// `npm run bench [-- --json OUT] [--only embedding,indexing,…]`: measures on this machine and prints JSON and a table.
// Figures are ratios within one run wherever they can be: absolute times say as much about the machine as about Freehold.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadEmbedder } from '../../main/ingest/4-embed/embedder.ts';
import { createModelShelf } from '../../main/models/modelShelf.ts';
import { readCatalog } from '../../main/models/catalog.ts';
import { measureApp } from './app.ts';
import { readCorpus } from './corpus.ts';
import { chunksOf, measureEmbedding } from './embedding.ts';
import { measureExport } from './export.ts';
import { measureGeneration } from './generation.ts';
import { root, setup } from '../support/host.ts';
import { measureIndexing } from './indexing.ts';
import { measureOcr } from './ocr.ts';
import { measurePromptReuse } from './promptReuse.ts';
import { measureReading } from './reading.ts';
import { measureRescan } from './rescan.ts';
import { measureUnlock } from './unlock.ts';
import { embedReal, measureRetrieval } from './retrieval.ts';

const PARTS = ['reading', 'embedding', 'indexing', 'rescan', 'retrieval', 'unlock', 'export', 'ocr', 'generation', 'reuse', 'app'] as const;
const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' }, model: { type: 'string' } } });
const wanted = new Set<string>(values.only?.split(',') ?? PARTS);
const from = process.env['INIT_CWD'] ?? process.cwd();

if (wanted.has('app') && process.platform === 'linux' && process.env['DISPLAY'] === undefined) {
  const { status } = spawnSync('xvfb-run', ['-a', process.execPath, ...process.argv.slice(1)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

const data = process.env['FREEHOLD_DATA'] === undefined ? path.join(root, '..', 'shared', 'data') : path.resolve(from, process.env['FREEHOLD_DATA']);
const corpus = readCorpus(data, 4_000);
if (corpus === null) {
  process.stderr.write(`No data to measure with: set FREEHOLD_DATA (looked in ${data}).\n`);
  process.exit(2);
}
const threads = os.availableParallelism();
const shelf = createModelShelf(readCatalog(path.join(root, 'resources', 'model-catalog.json'), [setup.modelsDir]), path.join(setup.cacheDir, 'bench'));
const [spec] = await shelf.embedders(new AbortController().signal);
const figures: Record<string, unknown> = {};

async function measure(name: (typeof PARTS)[number], work: () => Promise<object>): Promise<void> {
  if (!wanted.has(name)) return;
  process.stderr.write(`measuring ${name}…\n`);
  const result = await work();
  figures[name] = result;
  for (const [group, one] of Array.isArray(result) ? result.entries() : [[name, result] as const]) {
    console.log(`\n${name}${typeof group === 'number' ? ` ${group + 1}` : ''}`);
    for (const [key, value] of Object.entries(one as object)) console.log(`  ${key.padEnd(38)} ${typeof value === 'number' ? Number(value.toPrecision(4)) : JSON.stringify(value)}`);
  }
}

await measure('reading', () => measureReading(path.join(data, 'documents')));
if (['embedding', 'indexing', 'retrieval', 'unlock', 'export'].some((name) => wanted.has(name))) {
  const embedder = await loadEmbedder(spec!, { threads });
  await measure('embedding', () => measureEmbedding(corpus, embedder, spec!.modelDir, threads));
  await measure('indexing', () => measureIndexing(corpus, embedder, 400));
  await measure('retrieval', async () => {
    const real = await embedReal(chunksOf(corpus, embedder, 1_400), embedder);
    return [await measureRetrieval(corpus, embedder, real, 10_000), await measureRetrieval(corpus, embedder, real, 100_000)];
  });
  await measure('unlock', async () => measureUnlock(corpus, spec!, await embedReal(chunksOf(corpus, embedder, 1_400), embedder), 100_000, threads));
  await measure('export', async () => {
    const real = await embedReal(chunksOf(corpus, embedder, 200), embedder);
    return [await measureExport(spec!, real, 10_000), await measureExport(spec!, real, 100_000)];
  });
  await embedder.dispose();
}
await measure('rescan', () => measureRescan(50_000));
await measure('ocr', () => measureOcr(setup.modelsDir));
const modelId = values.model ?? shelf.defaultId()!;
const model = { id: modelId, ...(await shelf.fileOf(modelId)) };
await measure('generation', () => measureGeneration(corpus, model, threads));
await measure('reuse', () => measurePromptReuse(corpus, model, threads));
await measure('app', () => measureApp(corpus, model, threads));

const json = JSON.stringify({ machine: { cores: threads, memoryGiB: Math.round(os.totalmem() / 2 ** 30), platform: `${process.platform} ${process.arch}` }, ...figures }, null, 2);
console.log(`\n${json}`);
if (values.json !== undefined) writeFileSync(path.resolve(from, values.json), `${json}\n`);
