// `npm run eval:documents -- [DIR] [--json OUT]`: how much of real files is read, by format, against what other programs
// read in them. DIR is by default `documents` of FREEHOLD_DATA. Nothing of the files is copied or kept.
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../support/host.ts';
import { formatOf, OLD_FORMATS } from './formats.ts';
import { judge, type Judged } from './judge.ts';
import { readFiles } from './readFiles.ts';
import { readReferences } from './references.ts';
import { rowsOf, summaryOf, type FormatRow } from './report.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const from = process.env['INIT_CWD'] ?? process.cwd();
const data = process.env['FREEHOLD_DATA'] === undefined ? path.join(root, '..', 'shared', 'data') : path.resolve(from, process.env['FREEHOLD_DATA']);
const dir = positionals[0] === undefined ? path.join(data, 'documents') : path.resolve(from, positionals[0]);
const log = (line: string): void => void process.stderr.write(`${line}\n`);
if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) {
  log(`No files to read: give a folder, or set FREEHOLD_DATA (looked for ${dir}).`);
  process.exit(2);
}

/** A walk of its own: what the product's scan overlooks is to be missed here. */
const onDisk = readdirSync(dir, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.join(entry.parentPath, entry.name));

const startedMs = performance.now();
const read = await readFiles([{ path: dir, kind: 'folder' }]);
log(`read in ${Math.round((performance.now() - startedMs) / 1000)} s; now the references`);
const references = readReferences(onDisk.map((file) => ({ path: file, format: formatOf(file) })), log);
const judgeAll = (files: typeof read.files): Judged[] => files.map((file) => judge(file, formatOf(file.path), references.get(file.path) ?? { status: 'none', why: 'not on the disk' }));
const judged = judgeAll(read.files);
const rows: (FormatRow & { readonly without?: string })[] = rowsOf(judged, dir);

// Old formats may be read by a program of the system; the same without any.
const old = read.files.filter((file) => OLD_FORMATS.has(formatOf(file.path)));
if (old.length > 0) {
  const empty = mkdtempSync(path.join(os.tmpdir(), 'freehold-no-programs-'));
  const bare = await readFiles(old.map((file) => ({ path: file.path, kind: 'file' as const })), { PATH: empty });
  rmSync(empty, { recursive: true });
  rows.push(...rowsOf(judgeAll(bare.files), dir).map((row) => ({ ...row, format: `${row.format} (no system program)` })));
}

const accounted = new Set(read.files.map((file) => file.path));
const unaccounted = onDisk.filter((file) => !accounted.has(file));
const summary = summaryOf(judged, unaccounted.length);

const round = (value: number | null, places = 3): number | string => (value === null ? '–' : Number(value.toFixed(places)));
console.table(
  Object.fromEntries(
    rows.map((row) => [
      row.format,
      { files: row.files, read: row.read, partly: row.partly, refused: row.refused, wrong: row.wrong, 'not counted': row.excluded, 'read share': round(row.readShare), 'recall p50': round(row.recallMedian), 'pages/s': round(row.pagesPerSecond, 0), 'files/s': round(row.filesPerSecond, 0) },
    ]),
  ),
);
for (const row of rows) {
  for (const { name, verdict, reason, recall, spacedRecall, excluded } of row.notRead) {
    const recalls = recall === null ? null : `recall ${recall.toFixed(3)} (${spacedRecall!.toFixed(3)} with other spaces)`;
    console.log(`${verdict.padEnd(8)} ${row.format.padEnd(9)} ${name}  ${[reason, recalls, excluded === null ? null : `not counted: ${excluded}`].filter((one) => one !== null).join(', ')}`);
  }
}
for (const file of unaccounted) console.log(`unaccounted ${path.relative(dir, file)}`);
console.log(`\n${JSON.stringify({ ...summary, parserCrashes: read.crashes })}`);
const perFile = judged.map(({ file, format, verdict, reason, recall, spacedRecall, precision, tool, excluded }) => ({ name: path.relative(dir, file.path), format, verdict, reason, recall, spacedRecall, precision, tool, excluded, pages: file.pages, parserMs: Math.round(file.parserMs) }));
if (values.json !== undefined) writeFileSync(path.resolve(from, values.json), `${JSON.stringify({ summary, formats: rows, parserCrashes: read.crashes, unaccountedFiles: unaccounted.map((file) => path.relative(dir, file)), perFile }, null, 2)}\n`);
process.exitCode = unaccounted.length > 0 ? 1 : 0;
