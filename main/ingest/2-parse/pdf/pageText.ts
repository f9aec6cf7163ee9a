// One PDF page's canonical text: lines joined to paragraphs, divided words put together again. Beside the text goes
// the PDFium char index of each of its UTF-16 units, the way back from an offset to a place on the page.
// Invariant: the result depends on this page alone, so a quote found once is found again.
import { partIndices } from './pageIndices.ts';
import { joinSplitLines, linesOfPage, type Line } from './pageLines.ts';
import type { PdfPage } from './pdfium.ts';

export interface PageParagraph {
  readonly start: number;
  readonly end: number;
  readonly lines: number;
  readonly size: number;
  readonly bold: boolean;
  readonly upright: boolean;
  /** Most of its lines have columns. */
  readonly tabular: boolean;
}

export interface PageText {
  readonly text: string;
  /** For each UTF-16 unit of `text`; -1 for what joins lines. */
  readonly chars: Int32Array;
  readonly paragraphs: readonly PageParagraph[];
}

export function textOfPage(page: PdfPage): PageText {
  const lines = joinSplitLines(linesOfPage(page)).map((line) => partIndices(page, line));
  const dividedWords = vocabulary(lines);
  const texts: string[] = [];
  const chars: number[] = [];
  const paragraphs: PageParagraph[] = [];
  let length = 0;

  const write = (piece: string, char: number): void => {
    texts.push(piece);
    for (let unit = 0; unit < piece.length; unit += 1) chars.push(char);
    length += piece.length;
  };

  for (const paragraph of paragraphsOf(lines)) {
    if (length > 0) write('\n\n', -1);
    const start = length;
    const width = Math.max(...paragraph.map(widthOf));
    for (const [index, line] of paragraph.entries()) {
      line.pieces.forEach((piece, at) => write(piece, line.chars[at]!));
      const next = paragraph[index + 1];
      if (next !== undefined) write(separatorOf(line, next, width, dividedWords), -1);
    }
    const [first] = paragraph as [Line];
    paragraphs.push({
      start,
      end: length,
      lines: paragraph.length,
      size: Math.min(...paragraph.map(({ size }) => size)),
      bold: paragraph.every(({ boldness }) => boldness >= BOLD),
      upright: first.direction === 'across',
      tabular: paragraph.length > 1 ? paragraph.filter(hasColumns).length * 2 > paragraph.length : hasColumns(first),
    });
  }
  return { text: texts.join('').replaceAll(/\p{Surrogate}/gu, '\ufffd'), chars: Int32Array.from(chars), paragraphs };
}

const widthOf = ({ box }: Line): number => box.right - box.left;
const hasColumns = ({ pieces }: Line): boolean => pieces.includes('\t');

function paragraphsOf(lines: readonly Line[]): Line[][] {
  const usualStep = stepsBySize(lines);
  const paragraphs: Line[][] = [];
  let open: Line[] = [];
  for (const line of lines) {
    const last = open.at(-1);
    if (last !== undefined && startsParagraph(open, last, line, usualStep)) {
      paragraphs.push(open);
      open = [];
    }
    open.push(line);
  }
  if (open.length > 0) paragraphs.push(open);
  return paragraphs;
}

/** In sizes: how lines of type are usually set, and the widest that still counts as one text (double spacing). */
const USUAL_STEP = 1.2;
const MAX_STEP = 2.6;
/** A word in another font doesn't make a heading a text, nor a bold beginning a text a heading. */
const BOLD = 0.8;
const BULLET = /^(?:[•▪●○◦‣∙·–—*-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])$/u;

const sizeKey = ({ size }: Line): number => Math.round(size);
const stepBetween = (upper: Line, lower: Line): number => upper.box.bottom - lower.box.bottom;

/** How far apart, in sizes, lines of a size stand on this page most often. */
function stepsBySize(lines: readonly Line[]): (line: Line) => number {
  const counts = new Map<number, Map<number, number>>();
  for (const [index, line] of lines.entries()) {
    const last = lines[index - 1];
    if (last === undefined || sizeKey(last) !== sizeKey(line) || line.size <= 0) continue;
    const step = Math.round((stepBetween(last, line) / line.size) * 10) / 10;
    if (step < 0.9 || step > MAX_STEP) continue;
    const ofSize = counts.get(sizeKey(line)) ?? new Map<number, number>();
    counts.set(sizeKey(line), ofSize.set(step, (ofSize.get(step) ?? 0) + 1));
  }
  return (line) => {
    const [step, times] = [...(counts.get(sizeKey(line)) ?? [])].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [USUAL_STEP, 0]);
    return times > 1 ? Math.max(step, USUAL_STEP) : USUAL_STEP;
  };
}

function startsParagraph(open: readonly Line[], last: Line, line: Line, usualStep: (line: Line) => number): boolean {
  if (last.divided) return false;
  const size = Math.max(last.size, line.size);
  const step = stepBetween(last, line);
  if (step < 0 || step > size * usualStep(line) * 1.4) return true;
  const ownStep = open.length > 1 ? stepBetween(open.at(-2)!, last) : null;
  if (ownStep !== null && ownStep > 0 && step > ownStep * 1.3 && step > size * 1.25) return true;
  if (Math.abs(last.size - line.size) > size * 0.12) return true;
  if (Math.abs(last.boldness - line.boldness) >= BOLD || last.direction !== line.direction) return true;
  if (BULLET.test(firstWord(line))) return true;
  const width = Math.max(...open.slice(-8).map(widthOf));
  const ended = /[.!?:;”"')\]]$/.test(last.pieces.at(-1)!);
  const isShort = widthOf(last) < width * 0.8;
  if (ended && isShort && open.length > 1) return true;
  const indent = line.box.left - last.box.left;
  return indent > size * 0.8 && indent < size * 4 && ended && !hasColumns(line);
}

const firstWord = ({ pieces }: Line): string => pieces.slice(0, 6).join('').split(/[ \t]/)[0]!;

/** Lines of flowing text are joined; lines that end early keep their end (lists, addresses, verse, tables). */
function separatorOf(line: Line, next: Line, width: number, words: ReadonlySet<string>): string {
  if (line.divided) return keepsHyphen(line, next, words) ? '-' : '';
  // An entry of a table of contents.
  if (/\.{3}\s?\d+$/.test(line.pieces.slice(-10).join(''))) return '\n';
  if (hasColumns(line) || hasColumns(next) || widthOf(line) < width * 0.75) return '\n';
  const unspaced = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]/u;
  return !line.spaced && unspaced.test(line.pieces.at(-1)!) && unspaced.test(next.pieces[0]!) ? '' : ' ';
}

/** "dual-/encoder" keeps its hyphen when both halves are words of this page and the whole is not; "Lucene-/BM25" always. */
function keepsHyphen(line: Line, next: Line, words: ReadonlySet<string>): boolean {
  const before = lastWordOf(line);
  const after = /^[\p{L}\p{N}]+/u.exec(next.pieces.slice(0, 40).join(''))?.[0] ?? '';
  if (!/^\p{Ll}/u.test(after) || /\p{N}$/u.test(before)) return true;
  const [first, second] = [before.toLowerCase(), after.toLowerCase()];
  return first.length > 2 && second.length > 2 && !words.has(first + second) && words.has(first) && words.has(second);
}

const lastWordOf = ({ pieces }: Line): string => /[\p{L}\p{N}]+$/u.exec(pieces.slice(-40).join(''))?.[0] ?? '';

/** Whole words of the page; only needed where a word is divided. */
function vocabulary(lines: readonly Line[]): ReadonlySet<string> {
  if (!lines.some(({ divided }) => divided)) return new Set();
  const words = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const found = line.pieces.join('').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    // Half a word is no word.
    if (lines[index - 1]?.divided) found.shift();
    if (line.divided) found.pop();
    for (const word of found) words.add(word);
  }
  return words;
}
