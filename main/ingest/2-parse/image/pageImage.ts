// A page of an image file as a picture for the window: decoded here, since a TIFF is drawn by no browser and a hostile
// image belongs nowhere else. Sizes are in points, like the rectangles of `locate`.
import { decodeImagePage } from './decodeImage.ts';
import { encodePng } from './encodePng.ts';
import { scaledDown } from './raster.ts';

export interface PageImage {
  readonly type: 'image/png';
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the page, in points. */
  readonly width: number;
  readonly height: number;
}

export const POINTS_PER_INCH = 72;

/** Null when the page can't be decoded. @param page 0-based */
export async function pageImage(bytes: Uint8Array, page: number, maxPixels: number): Promise<PageImage | null> {
  const decoded = await decodeImagePage(bytes, page);
  if (!decoded.ok) return null;
  const { raster, dotsPerInch } = decoded.page;
  const toPoints = POINTS_PER_INCH / dotsPerInch;
  return { type: 'image/png', bytes: encodePng(scaledDown(raster, maxPixels)), width: raster.width * toPoints, height: raster.height * toPoints };
}
