// PDFium (wasm) as far as text needs it: opens a PDF from bytes and gives, char by char, what stands where. Raw calls,
// since the package's own wrapper has no char boxes. Invariant: whatever is opened is closed, and after a trap inside
// the wasm code that instance is never used again.
import { PDFiumModule } from '@hyzyla/pdfium';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { FileReason } from '../../../../contract/domain.ts';
import type { Raster } from '../image/raster.ts';
import { contentOfPage, type PageContent, type PageObjectExports } from './pageContent.ts';
import { renderPage, type RenderExports } from './renderPage.ts';

/** Handles are addresses in the wasm memory; 0 is none. */
interface PdfiumExports extends PageObjectExports, RenderExports {
  malloc(bytes: number): number;
  free(address: number): void;
  FPDF_LoadMemDocument(address: number, bytes: number, password: number): number;
  FPDF_CloseDocument(document: number): void;
  FPDF_GetLastError(): number;
  FPDF_GetPageCount(document: number): number;
  FPDF_GetMetaText(document: number, tag: number, buffer: number, bytes: number): number;
  FPDF_LoadPage(document: number, index: number): number;
  FPDF_ClosePage(page: number): void;
  FPDF_GetPageBoundingBox(page: number, rectangle: number): number;
  FPDFPage_GetRotation(page: number): number;
  FPDFText_LoadPage(page: number): number;
  FPDFText_ClosePage(textPage: number): void;
  FPDFText_CountChars(textPage: number): number;
  FPDFText_HasUnicodeMapError(textPage: number, index: number): number;
  FPDFText_GetUnicode(textPage: number, index: number): number;
  FPDFText_IsGenerated(textPage: number, index: number): number;
  FPDFText_GetLooseCharBox(textPage: number, index: number, rectangle: number): number;
  FPDFText_GetFontSize(textPage: number, index: number): number;
  /** Sets two doubles. */
  FPDFText_GetCharOrigin(textPage: number, index: number, x: number, y: number): number;
  FPDFText_GetMatrix(textPage: number, index: number, matrix: number): number;
  FPDFText_GetFontInfo(textPage: number, index: number, buffer: number, bytes: number, flags: number): number;
}

interface Pdfium {
  readonly wasmExports: PdfiumExports;
  readonly HEAPU8: Uint8Array;
  readonly HEAPF32: Float32Array;
  _FPDF_InitLibraryWithConfig(config: object): void;
}

/** Points on the page as it is shown (cropped and turned), from its bottom left; y grows upwards. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One page's chars as PDFium orders them. Valid only during the call that hands it out. */
export interface PdfPage {
  readonly charCount: number;
  /** Of the page as shown, in points. */
  readonly width: number;
  readonly height: number;
  /** Code point, or a UTF-16 unit; 0 where there is none. U+0002 stands for a hyphen at a line's end. */
  unicode(char: number): number;
  /** True when the font doesn't say which character that is. */
  isUnmapped(char: number): boolean;
  /** True for spaces and line ends that PDFium infers from positions. */
  isGenerated(char: number): boolean;
  /** The char's advance by its font's height; null for what has no place. */
  box(char: number): Box | null;
  /** How high above the page's bottom the line is that the char stands on, as shown, in points. */
  baseline(char: number): number;
  /** As shown, in points. */
  fontSize(char: number): number;
  fontName(char: number): string;
  /** What is drawn on the page besides its text layer. */
  content(): PageContent;
}

export interface OpenPdf {
  readonly pageCount: number;
  /** The document's own title, as it says; often useless. */
  readonly title: string;
  /** As the document says; '' where it says nothing. */
  readonly author: string;
  /** Null when the page can't be read. @param index 0-based */
  withPage<Value>(index: number, use: (page: PdfPage) => Value): Value | null;
  /** The page as it is shown, in greys, as sharp as `maxPixels` and `dotsPerInch` allow. Null when it can't be drawn. @param index 0-based */
  render(index: number, options: { readonly dotsPerInch: number; readonly maxPixels: number }): Raster | null;
  close(): void;
}

const PASSWORD_NEEDED = 4;
const SECURITY_UNSUPPORTED = 5;
const SCRATCH_BYTES = 1024;
const KEEP_UP_TO_BYTES = 160 * 1024 * 1024;
const US_LETTER: Box = { left: 0, top: 792, right: 612, bottom: 0 };

let instance: Promise<Pdfium> | null = null;

async function loadPdfium(): Promise<Pdfium> {
  const wasmBinary = await readFile(createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm'));
  const silent = (): void => undefined;
  // `print` and `printErr` are Emscripten's; a document's content has no business in a log.
  const options = { wasmBinary: wasmBinary as unknown as ArrayBuffer, locateFile: () => '', print: silent, printErr: silent };
  const pdfium = (await PDFiumModule(options)) as unknown as Pdfium;
  pdfium._FPDF_InitLibraryWithConfig({ version: 2, m_pIsolate: null, m_pUserFontPaths: null, m_v8EmbedderSlot: 0, m_pPlatform: null });
  return pdfium;
}

/** @param password for a protected one; null where there is none */
export async function openPdf(bytes: Uint8Array, password: string | null = null): Promise<{ readonly ok: true; readonly pdf: OpenPdf } | { readonly ok: false; readonly reason: FileReason }> {
  instance ??= loadPdfium();
  const pdfium = await instance;
  const { wasmExports: api } = pdfium;

  function guarded<Value>(call: () => Value): Value {
    try {
      return call();
    } catch (error) {
      instance = null;
      throw new PdfiumTrap({ cause: error });
    }
  }

  try {
    return guarded(() => {
      const address = api.malloc(bytes.length);
      if (address === 0) return { ok: false, reason: 'too-large' } as const;
      pdfium.HEAPU8.set(bytes, address);
      const secret = password === null ? 0 : copyIn(pdfium, new TextEncoder().encode(`${password}\0`));
      const document = api.FPDF_LoadMemDocument(address, bytes.length, secret);
      if (secret !== 0) api.free(secret);
      if (document === 0) {
        const error = api.FPDF_GetLastError();
        api.free(address);
        return { ok: false, reason: error === PASSWORD_NEEDED || error === SECURITY_UNSUPPORTED ? 'password-protected' : 'damaged' } as const;
      }
      return { ok: true, pdf: createOpenPdf(pdfium, document, address, guarded) } as const;
    });
  } catch (error) {
    if (error instanceof PdfiumTrap) return { ok: false, reason: 'damaged' };
    throw error;
  }
}

/** 0 when there is no room. */
function copyIn(pdfium: Pdfium, bytes: Uint8Array): number {
  const address = pdfium.wasmExports.malloc(bytes.length);
  if (address !== 0) pdfium.HEAPU8.set(bytes, address);
  return address;
}

/** The wasm code gave up on this document. */
export class PdfiumTrap extends Error {
  constructor(options: ErrorOptions) {
    super('PDFium trapped', options);
    this.name = 'PdfiumTrap';
  }
}

/** From the page's own coordinates: crops, and turns clockwise. */
function asShown({ left, top, right, bottom }: Box, visible: Box, quarterTurns: number): Box {
  switch (quarterTurns) {
    case 1:
      return { left: bottom - visible.bottom, right: top - visible.bottom, bottom: visible.right - right, top: visible.right - left };
    case 2:
      return { left: visible.right - right, right: visible.right - left, bottom: visible.top - top, top: visible.top - bottom };
    case 3:
      return { left: visible.top - top, right: visible.top - bottom, bottom: left - visible.left, top: right - visible.left };
    default:
      return { left: left - visible.left, right: right - visible.left, bottom: bottom - visible.bottom, top: top - visible.bottom };
  }
}

function createOpenPdf(pdfium: Pdfium, document: number, address: number, guarded: <Value>(call: () => Value) => Value): OpenPdf {
  const { wasmExports: api } = pdfium;
  const scratch = api.malloc(SCRATCH_BYTES);

  function metaText(tag: string): string {
    pdfium.HEAPU8.set(new TextEncoder().encode(`${tag}\0`), scratch);
    const buffer = scratch + 16;
    const length = api.FPDF_GetMetaText(document, scratch, buffer, SCRATCH_BYTES - 16);
    if (length <= 2 || length > SCRATCH_BYTES - 16) return '';
    return new TextDecoder('utf-16le').decode(pdfium.HEAPU8.slice(buffer, buffer + length - 2));
  }

  function readBox(): Box {
    const at = scratch >> 2;
    const heap = pdfium.HEAPF32;
    return { left: heap[at]!, top: heap[at + 1]!, right: heap[at + 2]!, bottom: heap[at + 3]! };
  }

  function toPage(page: number, textPage: number): PdfPage {
    const visible = api.FPDF_GetPageBoundingBox(page, scratch) ? readBox() : US_LETTER;
    const quarterTurns = api.FPDFPage_GetRotation(page) & 3;
    const [width, height] = [visible.right - visible.left, visible.top - visible.bottom];
    return {
      charCount: Math.max(0, api.FPDFText_CountChars(textPage)),
      width: quarterTurns % 2 === 0 ? width : height,
      height: quarterTurns % 2 === 0 ? height : width,
      unicode: (char) => api.FPDFText_GetUnicode(textPage, char),
      isUnmapped: (char) => api.FPDFText_HasUnicodeMapError(textPage, char) === 1,
      isGenerated: (char) => api.FPDFText_IsGenerated(textPage, char) === 1,
      box: (char) => (api.FPDFText_GetLooseCharBox(textPage, char, scratch) ? asShown(readBox(), visible, quarterTurns) : null),
      baseline: (char) => {
        if (!api.FPDFText_GetCharOrigin(textPage, char, scratch, scratch + 8)) return 0;
        const [x, y] = new Float64Array(pdfium.HEAPU8.buffer, scratch, 2) as unknown as [number, number];
        return asShown({ left: x, top: y, right: x, bottom: y }, visible, quarterTurns).bottom;
      },
      fontSize: (char) => {
        const size = api.FPDFText_GetFontSize(textPage, char);
        if (!api.FPDFText_GetMatrix(textPage, char, scratch)) return size;
        const at = scratch >> 2;
        return size * Math.hypot(pdfium.HEAPF32[at + 2]!, pdfium.HEAPF32[at + 3]!);
      },
      fontName: (char) => {
        const length = api.FPDFText_GetFontInfo(textPage, char, scratch + 16, SCRATCH_BYTES - 16, scratch);
        if (length <= 1 || length > SCRATCH_BYTES - 16) return '';
        return Buffer.from(pdfium.HEAPU8.buffer, scratch + 16, length - 1).toString('latin1');
      },
      content: () => contentOfPage(api, page, scratch, () => asShown(readBox(), visible, 0), { width, height }),
    };
  }

  return {
    pageCount: guarded(() => api.FPDF_GetPageCount(document)),
    title: guarded(() => metaText('Title')),
    author: guarded(() => metaText('Author')),
    withPage: (index, use) =>
      guarded(() => {
        const page = api.FPDF_LoadPage(document, index);
        if (page === 0) return null;
        const textPage = api.FPDFText_LoadPage(page);
        try {
          return textPage === 0 ? null : use(toPage(page, textPage));
        } finally {
          if (textPage !== 0) api.FPDFText_ClosePage(textPage);
          api.FPDF_ClosePage(page);
        }
      }),
    render: (index, { dotsPerInch, maxPixels }) =>
      guarded(() => {
        const page = api.FPDF_LoadPage(document, index);
        if (page === 0) return null;
        try {
          const visible = api.FPDF_GetPageBoundingBox(page, scratch) ? readBox() : US_LETTER;
          const [width, height] = [visible.right - visible.left, visible.top - visible.bottom];
          const lies = (api.FPDFPage_GetRotation(page) & 1) === 1;
          return renderPage(pdfium, page, lies ? { width: height, height: width } : { width, height }, dotsPerInch, maxPixels);
        } finally {
          api.FPDF_ClosePage(page);
        }
      }),
    close: () =>
      guarded(() => {
        api.FPDF_CloseDocument(document);
        api.free(address);
        api.free(scratch);
        // Its memory never shrinks; what one large file took goes with the instance.
        if (pdfium.HEAPU8.length > KEEP_UP_TO_BYTES) instance = null;
      }),
  };
}
