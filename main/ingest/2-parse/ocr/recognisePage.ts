// One page's pixels to its text and word boxes in points: enlarges what is too small to read, and finds out which way up
// a page lies whose letters make no sense.
import { scaledUp, turnedBy, type Raster } from '../image/raster.ts';
import { pageFromWords, type PageOfWords } from './pageFromWords.ts';
import { recognise, type FoundPage, type LanguageFile, type PixelBox } from './recogniser.ts';

export interface PageToRecognise {
  readonly raster: Raster;
  /** Of the page as shown, in points: what the raster shows from edge to edge. */
  readonly width: number;
  readonly height: number;
}

/** What a page is drawn at, and the most pixels that are looked at. */
export const OCR_DPI = 300;
export const OCR_MAX_PIXELS = 25_000_000;
/** Below, letters of the usual size have too few pixels to be told apart. */
const ENLARGE_BELOW_DPI = 180;
const ENLARGE_UP_TO_PIXELS = 12_000_000;
const POINTS_PER_INCH = 72;
/** Pixels of the piece by which the other ways up are tried. */
const SAMPLE_PIXELS = 2_500_000;
/** A word of so many letters that is so sure is no accident. */
const SURE = 75;
const SURE_LETTERS = 3;

export async function recognisePage(page: PageToRecognise, languages: readonly LanguageFile[]): Promise<PageOfWords> {
  const dotsPerInch = (page.raster.width / page.width) * POINTS_PER_INCH;
  const factor = dotsPerInch < ENLARGE_BELOW_DPI ? Math.min(OCR_DPI / dotsPerInch, Math.sqrt(ENLARGE_UP_TO_PIXELS / (page.raster.width * page.raster.height))) : 1;
  const raster = factor > 1.2 ? scaledUp(page.raster, factor) : page.raster;
  const dpi = (raster.width / page.width) * POINTS_PER_INCH;
  let found = await recognise(raster, dpi, languages);
  const quarterTurns = makesSense(found) ? 0 : await wayUp(pieceAround(found, raster), dpi, languages);
  if (quarterTurns !== 0) found = await recognise(turnedBy(raster, quarterTurns), dpi, languages);
  const toPoints = page.width / raster.width;
  return pageFromWords(found, (box) => {
    const { x0, y0, x1, y1 } = turnedBack(box, quarterTurns, raster);
    return { x: round(x0 * toPoints), y: round(y0 * toPoints), width: round((x1 - x0) * toPoints), height: round((y1 - y0) * toPoints) };
  });
}

const round = (points: number): number => Math.round(points * 100) / 100;

/** Box of the picture that was turned clockwise, in the picture as it was. */
function turnedBack({ x0, y0, x1, y1 }: PixelBox, quarterTurns: number, { width, height }: Raster): PixelBox {
  if (quarterTurns === 1) return { x0: y0, x1: y1, y0: height - x1, y1: height - x0 };
  if (quarterTurns === 2) return { x0: width - x1, x1: width - x0, y0: height - y1, y1: height - y0 };
  if (quarterTurns === 3) return { x0: width - y1, x1: width - y0, y0: x0, y1: x1 };
  return { x0, y0, x1, y1 };
}

const wordsIn = (page: FoundPage) => page.paragraphs.flatMap(({ lines }) => lines.flatMap(({ words }) => words));
const sureWords = (page: FoundPage): number => wordsIn(page).filter(({ text, confidence }) => confidence >= SURE && (text.match(/\p{L}/gu)?.length ?? 0) >= SURE_LETTERS).length;

/** Also of a page without words: there is nothing to turn. */
function makesSense(page: FoundPage): boolean {
  const long = wordsIn(page).filter(({ text }) => (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= SURE_LETTERS).length;
  const all = wordsIn(page).length;
  return all < 5 || (sureWords(page) >= long * 0.4 && sureWords(page) >= 3);
}

/** Quarter turns clockwise after which a piece of the page has the most words; 0 when none makes a clear difference. */
async function wayUp(sample: Raster, dpi: number, languages: readonly LanguageFile[]): Promise<number> {
  const words: number[] = [];
  for (const turns of [0, 1, 2, 3]) words.push(sureWords(await recognise(turnedBy(sample, turns), dpi, languages)));
  const most = Math.max(...words);
  return most >= 4 && most > words[0]! * 2 ? words.indexOf(most) : 0;
}

/** A piece of the page with what was taken for words: also what lies on its head has lines that are found. */
function pieceAround(found: FoundPage, raster: Raster): Raster {
  const middles = wordsIn(found).map(({ bbox }) => ({ x: (bbox.x0 + bbox.x1) / 2, y: (bbox.y0 + bbox.y1) / 2 }));
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
  const share = Math.min(1, Math.sqrt(SAMPLE_PIXELS / (raster.width * raster.height)));
  const [width, height] = [Math.floor(raster.width * share), Math.floor(raster.height * share)];
  const within = (middle: number, size: number, whole: number): number => Math.max(0, Math.min(whole - size, Math.round(middle - size / 2)));
  const left = within(median(middles.map(({ x }) => x)), width, raster.width);
  const top = within(median(middles.map(({ y }) => y)), height, raster.height);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) data.set(raster.data.subarray((top + y) * raster.width + left, (top + y) * raster.width + left + width), y * width);
  return { width, height, channels: 1, data };
}
