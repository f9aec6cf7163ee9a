// Pages a second that OCR reads: drawing a PDF's page, recognising it, on one core as in the parser worker. A letter of
// 1,200 letters and a full page of 4,500, in one language and in two.
import path from 'node:path';
import { recognisePage } from '../../main/ingest/2-parse/ocr/recognisePage.ts';
import { drawn } from '../eval/ocr/ocrEval.ts';
import { OCR_TEXTS } from '../eval/ocr/texts.ts';

const SIZE = { width: 612, height: 792 };
const TIMES = 3;

export async function measureOcr(modelsDir: string): Promise<Record<string, number>> {
  const file = (id: string) => ({ id, path: path.join(modelsDir, `tesseract-${id}`, `${id}.traineddata`) });
  const letter = { ...SIZE, raster: await drawn(OCR_TEXTS.eng) };
  const full = { ...SIZE, raster: await drawn(Array.from({ length: 3 }, () => OCR_TEXTS.eng.slice(1)).flat(), { width: 120, size: 8 }) };
  const figures: Record<string, number> = {};
  for (const [name, page] of Object.entries({ letter, 'full page': full })) {
    for (const languages of [['eng'], ['eng', 'deu']]) {
      const files = languages.map(file);
      await recognisePage(page, files);
      const startedMs = performance.now();
      for (let time = 0; time < TIMES; time += 1) await recognisePage(page, files);
      figures[`pages/s, ${name}, ${languages.join('+')}`] = (TIMES * 1000) / (performance.now() - startedMs);
    }
  }
  return figures;
}
