// What is drawn on a PDF's page besides its text layer: how much of it images cover, and how many lines and curves there
// are. Text that is drawn as a picture or as outlines shows in this alone. Looks at no more objects than need be.
import type { Box } from './pdfium.ts';

export interface PageObjectExports {
  FPDFPage_CountObjects(page: number): number;
  FPDFPage_GetObject(page: number, index: number): number;
  FPDFFormObj_CountObjects(form: number): number;
  FPDFFormObj_GetObject(form: number, index: number): number;
  FPDFPageObj_GetType(object: number): number;
  /** Sets left, bottom, right and top at these addresses; 0 when it has none. */
  FPDFPageObj_GetBounds(object: number, left: number, bottom: number, right: number, top: number): number;
  FPDFPath_CountSegments(path: number): number;
}

export interface PageContent {
  /** Share of the page that the largest image covers, and all together (at most 1), 0..1. */
  readonly largestImage: number;
  readonly images: number;
  /** Of all paths. Rules and boxes have a few each, a letter's outline about twenty. */
  readonly pathSegments: number;
  readonly textObjects: number;
}

const TEXT = 1;
const PATH = 2;
const IMAGE = 3;
const FORM = 5;
const MAX_OBJECTS = 5_000;
const MAX_DEPTH = 4;

/** @param scratch room for four floats @param readBox what the last call put there, as a box */
export function contentOfPage(api: PageObjectExports, page: number, scratch: number, readBox: () => Box, size: { readonly width: number; readonly height: number }): PageContent {
  const found = { largestImage: 0, images: 0, pathSegments: 0, textObjects: 0 };
  let left = MAX_OBJECTS;

  /** Share of the page; within a form its own coordinates mean nothing, and the form's share is taken. */
  function shareOf(object: number): number {
    // In the order of a Box as it is read: left, top, right, bottom.
    if (api.FPDFPageObj_GetBounds(object, scratch, scratch + 12, scratch + 8, scratch + 4) === 0) return 0;
    const box = readBox();
    const width = Math.min(size.width, box.right) - Math.max(0, box.left);
    const height = Math.min(size.height, box.top) - Math.max(0, box.bottom);
    return width > 0 && height > 0 ? (width * height) / (size.width * size.height) : 0;
  }

  function look(object: number, depth: number, formShare: number | null): void {
    if ((left -= 1) < 0) return;
    const type = api.FPDFPageObj_GetType(object);
    if (type === TEXT) found.textObjects += 1;
    else if (type === PATH) found.pathSegments += Math.max(0, api.FPDFPath_CountSegments(object));
    else if (type === IMAGE) {
      const share = formShare ?? shareOf(object);
      found.largestImage = Math.max(found.largestImage, share);
      found.images = Math.min(1, found.images + share);
    } else if (type === FORM && depth < MAX_DEPTH) {
      const share = formShare ?? shareOf(object);
      const count = api.FPDFFormObj_CountObjects(object);
      for (let index = 0; index < count && left > 0; index += 1) look(api.FPDFFormObj_GetObject(object, index), depth + 1, share);
    }
  }

  const count = api.FPDFPage_CountObjects(page);
  for (let index = 0; index < count && left > 0; index += 1) look(api.FPDFPage_GetObject(page, index), 0, null);
  return found;
}
