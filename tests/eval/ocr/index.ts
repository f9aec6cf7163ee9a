// `npm run eval:ocr -- [--json OUT]`: how well known pages are read by OCR, clean and as scanners spoil them. Languages and
// engine are those that set-up fetched; it ends with 1 when a clean page is read worse than one letter in 33.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setup } from '../../support/host.ts';
import { evalOcr, type OcrRow } from './ocrEval.ts';
import { OCR_TEXTS, type OcrEvalLanguage } from './texts.ts';

const MOST_CLEAN = 0.03;

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const from = process.env['INIT_CWD'] ?? process.cwd();
const files = Object.fromEntries(Object.keys(OCR_TEXTS).map((id) => [id, { id, path: path.join(setup.modelsDir, `tesseract-${id}`, `${id}.traineddata`) }])) as Record<OcrEvalLanguage, { id: string; path: string }>;
const rows = await evalOcr(files);
const percent = (share: number): number => Number((share * 100).toFixed(2));
console.table(rows.map(({ language, condition, characterErrorRate, seconds }) => ({ language, condition, 'character errors, %': percent(characterErrorRate), 'pages/s': Number((1 / seconds).toFixed(2)) })));
const clean = ({ condition }: OcrRow): boolean => condition.startsWith('clean');
const worstClean = Math.max(...rows.filter(clean).map(({ characterErrorRate }) => characterErrorRate));
const pagesPerSecond = rows.length / rows.reduce((sum, { seconds }) => sum + seconds, 0);
console.log(`worst clean page: ${percent(worstClean)} % (at most ${percent(MOST_CLEAN)} %); ${pagesPerSecond.toFixed(2)} pages a second`);
if (values.json !== undefined) writeFileSync(path.resolve(from, values.json), `${JSON.stringify({ worstClean, pagesPerSecond, rows }, null, 2)}\n`);
process.exitCode = worstClean <= MOST_CLEAN ? 0 : 1;
