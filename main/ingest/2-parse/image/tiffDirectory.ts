// The directories of a TIFF: one a page, with what is needed before anything is decoded. Also reads the directory that
// a JPEG's EXIF is. In: bytes. Out: pages in order. Invariant: never reads outside the bytes, never follows a loop.
export interface TiffPage {
  /** Where the directory stands in the file. */
  readonly offset: number;
  readonly width: number;
  readonly height: number;
  readonly bitsPerPixel: number;
  readonly compression: number;
  /** 1 to 8, as EXIF counts them. */
  readonly orientation: number;
  /** A smaller copy of another page. */
  readonly reduced: boolean;
}

const SUBFILE = 254;
const WIDTH = 256;
const HEIGHT = 257;
const BITS = 258;
const COMPRESSION = 259;
const ORIENTATION = 274;
const SAMPLES = 277;
const MAX_DIRECTORIES = 10_000;
const BYTES_OF_TYPE: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 };

export const isTiff = (bytes: Uint8Array): boolean => {
  const mark = bytes.length < 8 ? '' : String.fromCharCode(...bytes.subarray(0, 4));
  return mark === 'II*\0' || mark === 'MM\0*';
};

export function tiffPages(bytes: Uint8Array): TiffPage[] {
  if (!isTiff(bytes)) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const seen = new Set<number>();
  const pages: TiffPage[] = [];
  let offset = view.getUint32(4, little);
  while (offset >= 8 && offset + 2 <= bytes.length && !seen.has(offset) && seen.size < MAX_DIRECTORIES) {
    seen.add(offset);
    const entries = view.getUint16(offset, little);
    const end = offset + 2 + entries * 12;
    if (end > bytes.length) break;
    const tag = (wanted: number, missing: number): number => {
      for (let at = offset + 2; at < end; at += 12) if (view.getUint16(at, little) === wanted) return valueAt(view, at, little) ?? missing;
      return missing;
    };
    const [samples, bits] = [tag(SAMPLES, 1), tag(BITS, 1)];
    pages.push({
      offset,
      width: tag(WIDTH, 0),
      height: tag(HEIGHT, 0),
      bitsPerPixel: samples * bits,
      compression: tag(COMPRESSION, 1),
      orientation: tag(ORIENTATION, 1),
      reduced: (tag(SUBFILE, 0) & 1) === 1,
    });
    offset = end + 4 <= bytes.length ? view.getUint32(end, little) : 0;
  }
  return pages.filter(({ reduced }, at) => at === 0 || !reduced);
}

/** The first value of an entry; null where it is of no whole number's type. */
function valueAt(view: DataView, entry: number, little: boolean): number | null {
  const size = BYTES_OF_TYPE[view.getUint16(entry + 2, little)];
  if (size === undefined) return null;
  const count = view.getUint32(entry + 4, little);
  const at = size * count <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
  if (at + size > view.byteLength) return null;
  return size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at, little) : view.getUint32(at, little);
}

/** The same file with another page in front: decoders that know one page alone read that one. */
export function withFirstPage(bytes: Uint8Array, page: TiffPage): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  new DataView(copy.buffer).setUint32(4, page.offset, bytes[0] === 0x49);
  return copy;
}

/** How a JPEG is to be turned, by its EXIF; 1 where it says nothing. */
export function jpegOrientation(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 10 <= bytes.length && bytes[at] === 0xff; ) {
    const [marker, length] = [bytes[at + 1]!, view.getUint16(at + 2)];
    if (marker === 0xda || length < 2) return 1;
    if (marker === 0xe1 && String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === 'Exif') {
      return tiffPages(bytes.subarray(at + 10, at + 2 + length))[0]?.orientation ?? 1;
    }
    at += 2 + length;
  }
  return 1;
}
