// From the words on a page to its text: every word keeps its box, divided words come together, noise stays out.
import { expect, test } from 'vitest';
import { pageFromWords } from '../../../main/ingest/2-parse/ocr/pageFromWords.ts';
import type { FoundLine } from '../../../main/ingest/2-parse/ocr/recogniser.ts';

/** Letters are ten pixels wide; several spaces are a wide gap. */
function line(text: string, y: number, confidence = 95): FoundLine {
  const words = [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({ text: word, confidence, bbox: { x0: index * 10, x1: (index + word.length) * 10, y0: y, y1: y + 20 } }));
  return { bbox: { x0: words[0]!.bbox.x0, x1: words.at(-1)!.bbox.x1, y0: y, y1: y + 20 }, words };
}

const page = (...paragraphs: FoundLine[][]) => pageFromWords({ paragraphs: paragraphs.map((lines) => ({ lines })) }, ({ x0, y0, x1, y1 }) => ({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 }));

test('lines of flowing text are joined, short ones keep their end, paragraphs are parted', () => {
  const { text, words } = page([line('The lease begins on the first', 0), line('of April and ends in March.', 30), line('Yours', 60)], [line('A second paragraph', 120)]);
  expect(text).toBe('The lease begins on the first of April and ends in March. Yours\n\nA second paragraph');
  expect(words.map(({ start, end }) => text.slice(start, end)).join(' ')).toBe(text.replaceAll(/\s+/g, ' '));
  expect(words.find(({ start }) => start === text.indexOf('March.'))).toMatchObject({ x: 210, y: 30, width: 60, height: 20 });
});

test('a divided word comes together, its halves keep their boxes; a compound keeps its hyphen', () => {
  const { text, words } = page([line('Deductions are listed sepa-', 0), line('rately by the land-', 30), line('lord for each dual- encoder', 60), line('of two dual encoder words', 90)]);
  expect(text).toContain('listed separately by the landlord');
  expect(words.filter(({ start, end }) => 'separately'.includes(text.slice(start, end)) && end - start > 3).map(({ y }) => y)).toEqual([0, 30]);
  expect(page([line('it is a dual-', 0), line('encoder model: dual and encoder', 30)]).text).toContain('dual-encoder');
  expect(page([line('bigger than X-', 0), line('Ray', 30)]).text).toContain('X- Ray');
});

test('columns are parted by tabs and keep their lines', () => {
  expect(page([line('Rent        1,150.00', 0), line('Heating       180.00', 30)]).text).toBe('Rent\t1,150.00\nHeating\t180.00');
});

test('what is a guess stays out, and is counted', () => {
  const read = page([line('Certain words here', 0)], [line('qzx wvk jjh', 40, 30)]);
  expect(read.text).toBe('Certain words here');
  expect([read.lettersLeftOut, Math.round(read.confidence)]).toEqual([9, 95]);
});

test('a word never brings a space or a control along', () => {
  const odd = line('abc', 0);
  const { text, words } = pageFromWords({ paragraphs: [{ lines: [{ ...odd, words: [{ ...odd.words[0]!, text: 'a\u0000b c\u200b' }] }] }] }, () => ({ x: 0, y: 0, width: 1, height: 1 }));
  expect([text, words.length]).toEqual(['abc', 1]);
});
