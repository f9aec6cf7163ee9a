// Reads one page of a file by OCR: draws a PDF's page or decodes an image's, and hands the greys to Tesseract.
import { AppError } from '../../../contract/errors.ts';
import { decodeImagePage } from '../../ingest/2-parse/image/decodeImage.ts';
import { POINTS_PER_INCH } from '../../ingest/2-parse/image/pageImage.ts';
import { scaledDown } from '../../ingest/2-parse/image/raster.ts';
import { OCR_DPI, OCR_MAX_PIXELS, recognisePage, type PageToRecognise } from '../../ingest/2-parse/ocr/recognisePage.ts';
import { TesseractTrap } from '../../ingest/2-parse/ocr/tesseractCore.ts';
import { PdfiumTrap } from '../../ingest/2-parse/pdf/pdfium.ts';
import type { MethodParams } from '../rpc/protocol.ts';
import type { KeptFile } from './keptFile.ts';
import type { ParserProtocol, RecognisedPage } from './protocol.ts';
import type { WhichFile } from './readSourceFile.ts';

type Params = MethodParams<ParserProtocol, 'recognise'>;

/** @throws AppError `page-not-shown`, and what the file's reading throws */
export async function recogniseInFile(params: Params, which: WhichFile, kept: KeptFile): Promise<RecognisedPage> {
  try {
    const page = params.kind === 'image' ? await imagePage(params, which, kept) : await pdfPage(params, which, kept);
    if (page === null) throw new AppError('page-not-shown');
    return await recognisePage(page, params.languages);
  } catch (error) {
    if (error instanceof PdfiumTrap) kept.forget();
    if (error instanceof PdfiumTrap || error instanceof TesseractTrap) throw new AppError('page-not-shown');
    throw error;
  }
}

async function pdfPage({ versionHash, page, password }: Params, which: WhichFile, kept: KeptFile): Promise<PageToRecognise | null> {
  const pdf = await kept.pdf(which, versionHash, { password: password ?? null, trustTime: true });
  const size = pdf?.withPage(page - 1, ({ width, height }) => ({ width, height })) ?? null;
  const raster = pdf?.render(page - 1, { dotsPerInch: OCR_DPI, maxPixels: OCR_MAX_PIXELS }) ?? null;
  return size === null || raster === null ? null : { raster, ...size };
}

async function imagePage({ versionHash, page }: Params, which: WhichFile, kept: KeptFile): Promise<PageToRecognise | null> {
  const decoded = await decodeImagePage(await kept.bytes(which, versionHash, { trustTime: true }), page - 1, { inGrey: true });
  if (!decoded.ok) return null;
  const { raster, dotsPerInch } = decoded.page;
  const toPoints = POINTS_PER_INCH / dotsPerInch;
  return { raster: scaledDown(raster, OCR_MAX_PIXELS), width: raster.width * toPoints, height: raster.height * toPoints };
}
