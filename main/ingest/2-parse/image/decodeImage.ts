// Image files to pixels, page by page: PNG, JPEG, GIF, BMP, WebP and TIFF, by Leptonica (wasm); the two compressions of
// TIFF that it was built without, by utif2. Invariant: the header is read first, and what would not fit is not decoded.
import UTIF from 'utif2';
import { TesseractTrap, withCore, type TesseractCore } from '../ocr/tesseractCore.ts';
import { pixels, type PixLayout } from './pixPixels.ts';
import { toGrey, turned, type Raster } from './raster.ts';
import { isTiff, jpegOrientation, tiffPages, withFirstPage, type TiffPage } from './tiffDirectory.ts';

export interface ImagePage {
  readonly raster: Raster;
  /** Dots an inch, as declared; else 96. */
  readonly dotsPerInch: number;
}

export type Decoded = { readonly ok: true; readonly page: ImagePage } | { readonly ok: false; readonly reason: 'damaged' | 'too-large' };

/** Decoded pixels of one page, as the decoder holds them: four bytes each in colour. */
const MAX_DECODED_BYTES = 128 * 1024 * 1024;
const DEFAULT_DPI = 96;
/** What scanners and cameras declare; anything else is a mistake in the file. */
const [MIN_DPI, MAX_DPI] = [50, 2_400];
/** JPEG (old and new) and Deflate inside of TIFF. */
const NOT_IN_LEPTONICA: ReadonlySet<number> = new Set([6, 7, 8, 32946]);

/** How many pages there are, of those that can be looked for; 0 when it is no image. */
export function countImagePages(bytes: Uint8Array): number {
  return isTiff(bytes) ? tiffPages(bytes).length : isImage(bytes) ? 1 : 0;
}

/** @param page 0-based @param inGrey for whoever has no use for colours: a third of the memory */
export async function decodeImagePage(bytes: Uint8Array, page: number, { inGrey = false }: { readonly inGrey?: boolean } = {}): Promise<Decoded> {
  const tiff = isTiff(bytes) ? tiffPages(bytes)[page] : undefined;
  if (isTiff(bytes) ? tiff === undefined : page > 0) return { ok: false, reason: 'damaged' };
  const size = tiff ?? (await sizeOf(bytes));
  if (size === null || size.width <= 0 || size.height <= 0) return { ok: false, reason: 'damaged' };
  if (size.width * size.height * (size.bitsPerPixel > 8 ? 4 : size.bitsPerPixel / 8) > MAX_DECODED_BYTES) return { ok: false, reason: 'too-large' };
  try {
    const found = tiff !== undefined && NOT_IN_LEPTONICA.has(tiff.compression) ? decodeByUtif(bytes, tiff) : await decodeByLeptonica(tiff === undefined ? bytes : withFirstPage(bytes, tiff), inGrey);
    if (found === null) return { ok: false, reason: 'damaged' };
    const upright = tiff === undefined && isJpeg(bytes) ? turned(found.raster, jpegOrientation(bytes)) : found.raster;
    const raster = inGrey ? toGrey(upright) : upright;
    return { ok: true, page: { ...found, raster } };
  } catch (error) {
    if (error instanceof TesseractTrap) return { ok: false, reason: 'damaged' };
    throw error;
  }
}

const startsWith = (bytes: Uint8Array, mark: string, at = 0): boolean => [...mark].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));
const isJpeg = (bytes: Uint8Array): boolean => startsWith(bytes, '\xff\xd8\xff');
const isGif = (bytes: Uint8Array): boolean => startsWith(bytes, 'GIF8');
const isBmp = (bytes: Uint8Array): boolean => startsWith(bytes, 'BM');
const isImage = (bytes: Uint8Array): boolean => isJpeg(bytes) || isGif(bytes) || isBmp(bytes) || startsWith(bytes, '\x89PNG') || (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8));

async function sizeOf(bytes: Uint8Array): Promise<Pick<TiffPage, 'width' | 'height' | 'bitsPerPixel'> | null> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Leptonica has no header reader for GIF, and wants all of a BMP.
  if (isGif(bytes)) return bytes.length < 10 ? null : { width: view.getUint16(6, true), height: view.getUint16(8, true), bitsPerPixel: 8 };
  if (isBmp(bytes)) return bytes.length < 30 ? null : { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)), bitsPerPixel: view.getUint16(28, true) };
  if (!isImage(bytes)) return null;
  return withCore((core) =>
    withBytes(core, bytes, (address) => {
      const out = core.module._malloc(28);
      try {
        const failed = core.module._pixReadHeaderMem(address, bytes.length, out, out + 4, out + 8, out + 12, out + 16, out + 20);
        const [, width, height, bits, samples] = new Int32Array(core.memory.buffer, out, 6);
        return failed !== 0 ? null : { width: width!, height: height!, bitsPerPixel: bits! * samples! };
      } finally {
        core.module._free(out);
      }
    }),
  );
}

function withBytes<Value>({ module, memory }: TesseractCore, bytes: Uint8Array, use: (address: number) => Value): Value {
  const address = module._malloc(bytes.length);
  if (address === 0) throw new TesseractTrap({});
  try {
    new Uint8Array(memory.buffer).set(bytes, address);
    return use(address);
  } finally {
    module._free(address);
  }
}

function decodeByLeptonica(bytes: Uint8Array, inGrey: boolean): Promise<ImagePage | null> {
  return withCore((core) => {
    const pix = withBytes(core, bytes, (address) => core.module._pixReadMem(address, bytes.length));
    if (pix === 0) return null;
    try {
      return readPix(core, pix, inGrey);
    } finally {
      const holder = core.module._malloc(4);
      new Uint32Array(core.memory.buffer)[holder >> 2] = pix;
      core.module._pixDestroy(holder);
      core.module._free(holder);
    }
  });
}

/** Leptonica's `struct Pix`, of which the package exports no readers. */
function readPix({ memory }: TesseractCore, pix: number, inGrey: boolean): ImagePage {
  const words = new Uint32Array(memory.buffer);
  const at = pix >> 2;
  const layout: PixLayout = { width: words[at]!, height: words[at + 1]!, depth: words[at + 2]!, hasAlpha: words[at + 3] === 4, wordsPerLine: words[at + 4]!, start: words[at + 12]! >> 2 };
  const colours = words[at + 11]!;
  const palette = colours === 0 ? null : words.subarray(words[colours >> 2]! >> 2);
  return { raster: pixels(words, layout, palette, inGrey), dotsPerInch: plausibleDpi(words[at + 6]!) };
}

const plausibleDpi = (declared: number): number => (declared >= MIN_DPI && declared <= MAX_DPI ? declared : DEFAULT_DPI);

function decodeByUtif(bytes: Uint8Array, page: TiffPage): ImagePage | null {
  try {
    const { buffer } = withFirstPage(bytes, page);
    const [directory] = UTIF.decode(buffer);
    if (directory === undefined) return null;
    UTIF.decodeImage(buffer, directory);
    const { width, height } = directory;
    const rgba = UTIF.toRGBA8(directory);
    if (rgba.length !== width * height * 4) return null;
    const data = new Uint8Array(width * height * 3);
    for (let at = 0, to = 0; at < rgba.length; at += 4) {
      // What is see-through stands on white paper.
      const alpha = rgba[at + 3]! / 255;
      for (let channel = 0; channel < 3; channel += 1) data[to++] = rgba[at + channel]! * alpha + 255 * (1 - alpha);
    }
    const declared = directory['t282'] as readonly number[] | undefined;
    const perCentimetre = (directory['t296'] as readonly number[] | undefined)?.[0] === 3;
    const raster = turned({ width, height, channels: 3, data }, page.orientation);
    return { raster, dotsPerInch: plausibleDpi(Math.round(Number(declared?.[0] ?? 0) * (perCentimetre ? 2.54 : 1))) };
  } catch {
    // Its decoders throw whatever they stumble over; it is the file's fault.
    return null;
  }
}
