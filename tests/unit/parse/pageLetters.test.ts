// Letters, accents, indices and labels of a PDF's page: what stands apart on the page and what makes one word.
import { describe, expect, it } from 'vitest';
import { openPdf, type Box, type PdfPage } from '../../../main/ingest/2-parse/pdf/pdfium.ts';
import { joinSplitLines, linesOfPage, type Line } from '../../../main/ingest/2-parse/pdf/pageLines.ts';
import { textOfPage, type PageText } from '../../../main/ingest/2-parse/pdf/pageText.ts';
import { makePdf, type PdfLine } from './fixtures/makePdf.ts';

async function pageOf(lines: readonly PdfLine[]): Promise<PageText> {
  const opened = await openPdf(makePdf([{ lines }]));
  if (!opened.ok) throw new Error(opened.reason);
  const page = opened.pdf.withPage(0, textOfPage)!;
  opened.pdf.close();
  expect(page.chars).toHaveLength(page.text.length);
  return page;
}

/** Advance widths of Helvetica, in thousandths. */
const WIDTHS: Readonly<Record<string, number>> = { ' ': 278, '.': 278, f: 278, r: 333, i: 222, l: 222, t: 278, '(': 333, ')': 333, ',': 278, z: 500, s: 500, c: 500, x: 500, k: 500, y: 500, v: 500, I: 278, S: 667, C: 722, H: 722, O: 778, T: 611, X: 667, m: 833, M: 833, e: 556, a: 556, '¨': 333, '´': 333, '`': 333, '¸': 333 };

/** Small type is written `^raised^` or `_lowered_`. */
function set(text: string): PdfLine[] {
  let x = 72;
  return text.split(/([\^_][^\^_]+[\^_])/).filter(Boolean).map((part) => {
    const shift = part.startsWith('^') ? 4 : part.startsWith('_') ? -2 : 0;
    const size = shift === 0 ? 11 : 7.5;
    const shown = shift === 0 ? part : part.slice(1, -1);
    const line = { text: shown, x, y: 700 + shift, size };
    x += [...shown].reduce((sum, letter) => sum + (WIDTHS[letter] ?? 556), 0) * size / 1000;
    return line;
  });
}

describe('small type', () => {
  it.each([
    ['Der Satz^3^ gilt', 'Der Satz 3 gilt'],
    ['in 1990^12^ there', 'in 1990 12 there'],
    ['about 10^23^ of them', 'about 10 23 of them'],
    ['H_2_O and CO_2_', 'H2O and CO2'],
    ['0.5 M H_2_SO_4_ here', '0.5 M H2SO4 here'],
    ['on 40 m^2^ or 3 km^2^ of', 'on 40 m2 or 3 km2 of'],
    ['let x_1_y_2_ be', 'let x1 y2 be'],
    ['in T_s_S and T_max_', 'in Ts S and Tmax'],
    ['the XX^e^ century', 'the XXe century'],
    ['the M^me^ Curie', 'the Mme Curie'],
  ])('%s', async (written, read) => {
    expect((await pageOf(set(written))).text).toBe(read);
  });

  it('leaves alone what has the same base line: small capitals', async () => {
    const lines = [{ text: 'S', x: 72, y: 700, size: 11 }, { text: 'mith', x: 72 + 7.34, y: 700, size: 8 }, { text: 'of Bonn', x: 110, y: 700, size: 11 }];
    expect((await pageOf(lines)).text).toBe('Smith of Bonn');
  });

  it('gives the space that it puts in no place', async () => {
    const { text, chars } = await pageOf(set('Der Satz^3^ gilt'));
    const at = text.indexOf(' 3');
    expect([chars[at], chars[at + 1]! - chars[at - 1]!]).toEqual([-1, expect.toSatisfy((step: number) => step >= 1)]);
  });
});

describe('accents with a place of their own', () => {
  /** The accent is drawn as high, and in the middle over the letter. */
  const over = (letter: string, accent: string, x: number): PdfLine => ({ text: accent, x: x + ((WIDTHS[letter] ?? 556) - WIDTHS[accent]!) * 0.01, y: 700, size: 20 });

  it.each([
    ['M', 'u', '¨', 'ller', 'Müller'],
    ['Caf', 'e', '´', 's', 'Cafés'],
    ['voil', 'a', '`', ' so', 'voilà so'],
    ['Pa', 's', '¸', 'ca', 'Paşca'],
  ])('%s%s%s%s', async (start, letter, accent, rest, read) => {
    const x = 72 + [...start].reduce((sum, one) => sum + (WIDTHS[one] ?? 556), 0) * 0.02;
    const after = x + (WIDTHS[letter] ?? 556) * 0.02;
    const before = { text: start, x: 72, y: 700, size: 20 };
    const base = { text: letter, x, y: 700, size: 20 };
    const end = { text: rest, x: after, y: 700, size: 20 };
    expect((await pageOf([before, over(letter, accent, x), base, end])).text).toBe(read);
    expect((await pageOf([before, base, over(letter, accent, x), end])).text).toBe(read);
  });

  it('stays where it stands beside the letters', async () => {
    expect((await pageOf([{ text: 'run `make` now', x: 72, y: 700 }])).text).toBe('run `make` now');
  });
});

describe('a label that runs up or down, which PDFium gives in parts', () => {
  const part = (text: string, bottom: number, top: number, more: Partial<Line> = {}): Line => ({ pieces: [...text], chars: [...text].map((_, at) => at), box: { left: 10, right: 26, bottom, top }, size: 12, boldness: 0, direction: 'up', divided: false, spaced: false, ...more });
  const joined = (...parts: Line[]): string[] => joinSplitLines(parts).map(({ pieces }) => pieces.join(''));

  it('is one line', () => {
    expect(joined(part('lo', 123, 134), part('g(OIII/H', 134, 187), part('β', 187, 193, { direction: 'across' }))).toEqual(['log(OIII/Hβ']);
    expect(joined(part('flux', 100, 130), part('density', 134, 180))).toEqual(['flux density']);
    expect(joined(part('lo', 123, 134, { direction: 'down' }), part('g', 116, 123, { direction: 'across' }))).toEqual(['log']);
  });

  it('ends where the next begins elsewhere', () => {
    expect(joined(part('flux', 100, 130), part('density', 160, 200))).toEqual(['flux', 'density']);
    expect(joined(part('flux', 100, 130), part('density', 130, 170, { box: { left: 30, right: 46, bottom: 130, top: 170 } }))).toEqual(['flux', 'density']);
    expect(joined(part('flux', 100, 130), part('across', 130, 142, { direction: 'across', box: { left: 10, right: 60, bottom: 130, top: 142 } }))).toEqual(['flux', 'across']);
  });

  it('is told by where its letters stand, however few', async () => {
    const opened = await openPdf(makePdf([{ lines: [{ text: 'pH', x: 100, y: 100, upwards: true }, { text: 'pH', x: 300, y: 300 }] }]));
    if (!opened.ok) throw new Error(opened.reason);
    expect(opened.pdf.withPage(0, (page) => linesOfPage(page).map(({ direction }) => direction))).toEqual(['up', 'across']);
    opened.pdf.close();
  });
});

/** A page of chars side by side; `right to left` ones are given as they are read. */
function fakePage(text: string, own: { readonly font?: string; readonly isUnmapped?: boolean; readonly generated?: readonly number[]; readonly boxes?: Readonly<Record<number, readonly [number, number]>> } = {}): PdfPage {
  const codes = [...text];
  const box = (char: number): Box => ({ left: own.boxes?.[char]?.[0] ?? char * 5, right: own.boxes?.[char]?.[1] ?? char * 5 + 5, top: 10, bottom: 0 });
  return {
    charCount: codes.length,
    width: 600,
    height: 800,
    unicode: (char) => codes[char]!.codePointAt(0)!,
    isUnmapped: () => own.isUnmapped ?? false,
    isGenerated: (char) => own.generated?.includes(char) ?? false,
    box,
    baseline: () => 2,
    fontSize: () => 10,
    fontName: () => own.font ?? 'Times',
    content: () => {
      throw new Error('not asked for');
    },
  };
}
const lineOf = (page: PdfPage): string => linesOfPage(page)[0]!.pieces.join('');

it('parts words of two scripts, and only where their letters meet', () => {
  expect(lineOf(fakePage('لغة Pythonمن'))).toBe('لغة Python من');
  expect(lineOf(fakePage('עםLatex'))).toBe('עם Latex');
  expect(lineOf(fakePage('日本語ABC'))).toBe('日本語ABC');
});

it('puts a mark that a space tore off on the letter that it is drawn over', () => {
  const boxes = { 0: [95, 98], 1: [90, 90], 2: [88, 88], 3: [87, 97], 4: [84, 87] } as const;
  expect(lineOf(fakePage('ي \u064bضا', { generated: [1], boxes }))).toBe('يض\u064bا');
});

it('reads the Greek of a math font that does not name its letters', () => {
  expect(lineOf(fakePage('H®¯', { font: 'GYUURQ+Cmmi10', isUnmapped: true }))).toBe('Hαβ');
  expect(lineOf(fakePage('H®¯', { font: 'GYUURQ+Cmmi10' }))).toBe('H®¯');
  expect(lineOf(fakePage('H®', { font: 'Nunito', isUnmapped: true }))).toBe('H®');
});
