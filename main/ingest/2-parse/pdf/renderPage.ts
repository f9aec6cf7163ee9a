// Draws a PDF's page to greys, for OCR. In: an open page. Out: pixels of our own; the wasm memory is given back.
import type { Raster } from '../image/raster.ts';

export interface RenderExports {
  FPDFBitmap_CreateEx(width: number, height: number, format: number, buffer: number, stride: number): number;
  FPDFBitmap_FillRect(bitmap: number, left: number, top: number, width: number, height: number, colour: number): void;
  FPDFBitmap_GetBuffer(bitmap: number): number;
  FPDFBitmap_GetStride(bitmap: number): number;
  FPDFBitmap_Destroy(bitmap: number): void;
  FPDF_RenderPageBitmap(bitmap: number, page: number, left: number, top: number, width: number, height: number, turn: number, flags: number): void;
}

const GREY_FORMAT = 1;
const WHITE = 0xffffffff;
/** With annotations: a stamp or a filled form is part of what a person sees. */
const FLAGS = 0x01 | 0x08;
const POINTS_PER_INCH = 72;

/** @param size of the page as shown, in points */
export function renderPage(
  pdfium: { readonly wasmExports: RenderExports; readonly HEAPU8: Uint8Array },
  page: number,
  size: { readonly width: number; readonly height: number },
  dotsPerInch: number,
  maxPixels: number,
): Raster | null {
  const { wasmExports: api } = pdfium;
  if (!(size.width > 0 && size.height > 0)) return null;
  const scale = Math.min(dotsPerInch / POINTS_PER_INCH, Math.sqrt(maxPixels / (size.width * size.height)));
  const [width, height] = [Math.max(1, Math.floor(size.width * scale)), Math.max(1, Math.floor(size.height * scale))];
  const bitmap = api.FPDFBitmap_CreateEx(width, height, GREY_FORMAT, 0, 0);
  if (bitmap === 0) return null;
  try {
    api.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
    api.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, FLAGS);
    const [buffer, stride] = [api.FPDFBitmap_GetBuffer(bitmap), api.FPDFBitmap_GetStride(bitmap)];
    // Only now: drawing may have made the memory grow, and its former view is empty then.
    const { HEAPU8 } = pdfium;
    const data = new Uint8Array(width * height);
    for (let y = 0; y < height; y += 1) data.set(HEAPU8.subarray(buffer + y * stride, buffer + y * stride + width), y * width);
    return { width, height, channels: 1, data };
  } finally {
    api.FPDFBitmap_Destroy(bitmap);
  }
}
