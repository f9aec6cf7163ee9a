// Which text stands for a page of a PDF: its text layer, what OCR made of it, or (yet) none. Reading and locating both
// ask here. Invariant: the answer depends on the page and its OCR alone, so that it is the same whenever it is asked.
import type { OcrPage } from '../ocr/ocrPage.ts';
import type { PageContent } from './pageContent.ts';
import { textOfPage, type PageText } from './pageText.ts';
import type { PdfPage } from './pdfium.ts';
import { agrees, lettersIn, qualityOf } from './textQuality.ts';

export type PageSource =
  | { readonly from: 'layer'; readonly layer: PageText; /** What is seen on the page is more than its layer says. */ readonly needsOcr: boolean }
  | { readonly from: 'ocr'; readonly ocr: OcrPage };

const NO_TEXT: PageText = { text: '', chars: new Int32Array(), paragraphs: [] };

/** With fewer letters a page may still be a scan: a stamp, a page number, a line that the scanner's program wrote. */
const FEW_LETTERS = 25;
const SOME_LETTERS = 150;
/** Shares of the page. A logo covers less than the first; a page that is a picture, more than the second. */
const SOME_IMAGE = 0.05;
const PAGE_IMAGE = 0.55;
/** About thirty letters as outlines; a page of ruled lines and boxes has fewer. */
const OUTLINES = 600;
const [MUCH_MORE, SOME_MORE] = [1.2, 10];

export function sourceOfPage(page: PdfPage, ocr: OcrPage | undefined): PageSource {
  const layer = textOfPage(page);
  const quality = qualityOf(page, layer.text);
  const letters = quality === 'worthless' ? 0 : lettersIn(layer.text);
  if (quality === 'good' && (letters >= SOME_LETTERS || !hidesText(letters, page.content()))) return { from: 'layer', layer, needsOcr: false };
  if (ocr === undefined) return { from: 'layer', layer: quality === 'worthless' ? NO_TEXT : layer, needsOcr: true };
  if (quality === 'doubtful' && !agrees(layer.text, ocr.text)) return { from: 'ocr', ocr };
  // OCR reads the layer's own words too, less surely than the layer says them: it has to bring more than those.
  const brings = letters === 0 || lettersIn(ocr.text) > letters * MUCH_MORE + SOME_MORE;
  return brings ? { from: 'ocr', ocr } : { from: 'layer', layer, needsOcr: false };
}

function hidesText(letters: number, content: PageContent): boolean {
  if (letters >= FEW_LETTERS) return content.largestImage >= PAGE_IMAGE;
  return content.images >= SOME_IMAGE || content.pathSegments >= OUTLINES || (letters === 0 && content.textObjects > 0);
}
