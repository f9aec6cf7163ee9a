// `npm run fuzz -- [--format pdf,docx] [--n 2000] [--from 1] [--seed N] [--keep DIR] [--json OUT]`: mutated files through a
// real parser worker. `--format pdf --seed 17` reads one file again; real files come from FREEHOLD_DATA where it is there,
// and have to be the same for that. Ends with 1 when there is a finding.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DOCUMENT_KINDS, type DocumentKind } from '../../contract/domain.ts';
import { formatOf } from '../eval/documents/formats.ts';
import { root } from '../support/host.ts';
import { fuzzFormat, type FormatFigures } from './fuzzFormat.ts';

const { values } = parseArgs({
  options: { format: { type: 'string' }, n: { type: 'string', default: '2000' }, from: { type: 'string', default: '1' }, seed: { type: 'string' }, keep: { type: 'string' }, json: { type: 'string' } },
});
const cwd = process.env['INIT_CWD'] ?? process.cwd();
const formats = values.format === undefined ? DOCUMENT_KINDS : (values.format.split(',') as DocumentKind[]);
const unknown = formats.filter((format) => !DOCUMENT_KINDS.includes(format));
if (unknown.length > 0) {
  process.stderr.write(`No such format: ${unknown.join(', ')}. There are ${DOCUMENT_KINDS.join(', ')}.\n`);
  process.exit(2);
}
const keepDir = values.keep === undefined ? undefined : path.resolve(cwd, values.keep);
if (keepDir !== undefined) mkdirSync(keepDir, { recursive: true });

const REAL_FILES_A_FORMAT = 8;
const MAX_REAL_BYTES = 128 * 1024;
const documents = path.join(process.env['FREEHOLD_DATA'] === undefined ? path.join(root, '..', 'shared', 'data') : path.resolve(cwd, process.env['FREEHOLD_DATA']), 'documents');

/** The smallest files of a format: in them a change is most likely to hit something. */
function realFilesOf(format: DocumentKind): Buffer[] {
  if (!statSync(documents, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(documents, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && formatOf(entry.name) === format)
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ file, bytes: statSync(file).size }))
    .filter(({ bytes }) => bytes > 0 && bytes <= MAX_REAL_BYTES)
    .sort((a, b) => a.bytes - b.bytes || (a.file < b.file ? -1 : 1))
    .slice(0, REAL_FILES_A_FORMAT)
    .map(({ file }) => readFileSync(file));
}

function* seedsFrom(first: number, count: number): Generator<number> {
  for (let seed = first; seed < first + count; seed += 1) yield seed;
}

const figures: FormatFigures[] = [];
for (const format of formats) {
  const seeds = values.seed === undefined ? seedsFrom(Number(values.from), Number(values.n)) : [Number(values.seed)];
  const one = await fuzzFormat(format, { seeds, realFiles: realFilesOf(format), ...(keepDir === undefined ? {} : { keepDir }) });
  figures.push(one);
  const { hasReader, mutations, seconds, slowestMs, outcomes, findings, stopped } = one;
  process.stderr.write(hasReader ? `${format}: ${mutations} in ${seconds.toFixed(1)} s, slowest ${Math.round(slowestMs)} ms, ${findings.length} findings, ${stopped.length} stopped, ${JSON.stringify(outcomes)}\n` : `${format}: no reader yet\n`);
  for (const { seed, what, detail } of findings.slice(0, 20)) process.stderr.write(`  --format ${format} --seed ${seed}: ${what} ${detail}\n`);
}
const findings = figures.flatMap((one) => one.findings);
const summary = { formats: figures.filter(({ hasReader }) => hasReader).length, mutations: figures.reduce((sum, one) => sum + one.mutations, 0), findings: findings.length, stopped: figures.reduce((sum, one) => sum + one.stopped.length, 0) };
console.log(JSON.stringify(summary));
if (values.json !== undefined) writeFileSync(path.resolve(cwd, values.json), `${JSON.stringify({ summary, figures }, null, 2)}\n`);
process.exitCode = findings.length > 0 ? 1 : 0;
