// How well pages are read by OCR: known texts set as PDF pages, drawn, degraded as scanners do, recognised, compared.
// Out: character error rate by language and condition (edits a letter of the known text) and pages a second.
import { openPdf } from '../../../main/ingest/2-parse/pdf/pdfium.ts';
import { scaledDown, type Raster } from '../../../main/ingest/2-parse/image/raster.ts';
import { recognisePage } from '../../../main/ingest/2-parse/ocr/recognisePage.ts';
import type { LanguageFile } from '../../../main/ingest/2-parse/ocr/recogniser.ts';
import { makePdf, setParagraphs } from '../../unit/parse/fixtures/makePdf.ts';
import { noisy, skewed } from './degrade.ts';
import { OCR_TEXTS, type OcrEvalLanguage } from './texts.ts';
import { toWindows1252 } from './windows1252.ts';

const coarse = (raster: Raster, dpi: number): Raster => scaledDown(raster, (raster.width * raster.height * dpi ** 2) / 300 ** 2);

export const CONDITIONS = {
  'clean 300 dpi': (page) => page,
  'clean 200 dpi': (page) => coarse(page, 200),
  'skewed by 1.5°': (page) => skewed(page, 1.5),
  noisy: (page) => noisy(page, 32),
  'coarse, 100 dpi': (page) => coarse(page, 100),
  'skewed, noisy, 150 dpi': (page) => noisy(coarse(skewed(page, -1), 150), 24),
} as const satisfies Readonly<Record<string, (page: Raster) => Raster>>;
export type Condition = keyof typeof CONDITIONS;

export interface OcrRow {
  readonly language: OcrEvalLanguage;
  readonly condition: Condition;
  readonly characterErrorRate: number;
  readonly seconds: number;
}

export async function evalOcr(files: Readonly<Record<OcrEvalLanguage, LanguageFile>>, conditions: readonly Condition[] = Object.keys(CONDITIONS) as Condition[]): Promise<OcrRow[]> {
  const rows: OcrRow[] = [];
  for (const language of Object.keys(OCR_TEXTS) as OcrEvalLanguage[]) {
    const page = await drawn(OCR_TEXTS[language]);
    for (const condition of conditions) {
      const raster = CONDITIONS[condition](page);
      const startedMs = performance.now();
      const { text } = await recognisePage({ raster, width: 612, height: 792 }, [files[language]]);
      rows.push({ language, condition, characterErrorRate: characterErrorRate(OCR_TEXTS[language].join(' '), text), seconds: (performance.now() - startedMs) / 1000 });
    }
  }
  return rows;
}

/** The paragraphs as a letter would have them, drawn at 300 dpi. */
export async function drawn(paragraphs: readonly string[], options: { readonly width?: number; readonly size?: number } = {}): Promise<Raster> {
  const opened = await openPdf(makePdf([{ lines: setParagraphs(paragraphs.map(toWindows1252), { width: 88, ...options }) }]));
  if (!opened.ok) throw new Error(opened.reason);
  const raster = opened.pdf.render(0, { dotsPerInch: 300, maxPixels: 25_000_000 });
  opened.pdf.close();
  return raster!;
}

/** Whitespace counts as one space; typographic and plain quotes and dashes are the same letter. */
export function characterErrorRate(known: string, read: string): number {
  const plain = (text: string): string => text.normalize('NFC').replaceAll(/[‘’‚`´]/g, "'").replaceAll(/[“”„]/g, '"').replaceAll(/[–—]/g, '-').replaceAll(/\s+/g, ' ').trim();
  const [a, b] = [plain(known), plain(read)];
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) row.push(Math.min(row[j - 1]! + 1, previous[j]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    previous = row;
  }
  return previous[b.length]! / a.length;
}
