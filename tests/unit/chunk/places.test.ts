// Places finer than a page: the cells of a sheet and the lines of a file, by the offsets of the text.
import { describe, expect, test } from 'vitest';
import { messagesFor } from '../../../contract/messages/index.ts';
import { placeName } from '../../../contract/messages/placeName.ts';
import { placeFinder, placeOfRange } from '../../../contract/places.ts';
import { chunkDocument } from '../../../main/ingest/3-chunk/chunkDocument.ts';

const text = 'Budget\nRent\t1200\nHeat\t90\n\nNotes\nPaid in May\n';
const sheets = [
  { name: 'Budget', start: 0, end: 25, firstColumn: 'A', lastColumn: 'B', columns: [], rowStarts: [7, 17], rowNumbers: [2, 5] },
  { name: 'Notes', start: 26, end: text.length, firstColumn: 'C', lastColumn: 'C', columns: [], rowStarts: [32], rowNumbers: [1] },
];

describe('the place of a range', () => {
  test('is the cells that its rows cover, by the numbers that the sheet itself gives them', () => {
    expect(placeOfRange({ sheets }, text, 7, 11)).toEqual({ kind: 'cells', sheet: 'Budget', range: 'A2:B2' });
    expect(placeOfRange({ sheets }, text, 9, 24)).toEqual({ kind: 'cells', sheet: 'Budget', range: 'A2:B5' });
    expect(placeOfRange({ sheets }, text, 32, 40)).toEqual({ kind: 'cells', sheet: 'Notes', range: 'C1:C1' });
  });

  test('is the lines that it touches, a newline at its end not counted', () => {
    expect(placeOfRange({ numberedLines: true }, text, 7, 11)).toEqual({ kind: 'lines', from: 2, to: 2 });
    expect(placeOfRange({ numberedLines: true }, text, 7, 25)).toEqual({ kind: 'lines', from: 2, to: 3 });
  });

  test('is unknown where the format has neither, and for no text at all', () => {
    expect(placeOfRange(null, text, 0, 3)).toBeNull();
    expect(placeOfRange({ numberedLines: true }, text, 3, 3)).toBeNull();
    expect(placeOfRange({ sheets }, text, 25, 26)).toBeNull();
  });

  test('is the same when it is asked for one range after the other', () => {
    const find = placeFinder({ numberedLines: true }, text);
    for (const [start, end] of [[0, 6], [7, 25], [7, 11], [26, 31], [40, 40], [40, text.length]] as const) {
      expect(find(start, end)).toEqual(placeOfRange({ numberedLines: true }, text, start, end));
    }
    expect(placeFinder({ sheets }, text)(9, 24)).toEqual(placeOfRange({ sheets }, text, 9, 24));
  });

  test('costs no more for the last of many chunks than for the first', () => {
    const long = 'a line of some words\n'.repeat(200_000);
    const startedMs = performance.now();
    const find = placeFinder({ numberedLines: true }, long);
    for (let start = 0; start < long.length; start += 210) find(start, start + 210);
    // Counted from the start each time, it would be four billion letters: seconds.
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });

  test('goes with each chunk', () => {
    const chunks = chunkDocument({ title: 'T', text, blocks: [], pageStarts: null, places: { numberedLines: true } }, { maxTokens: 8, countTokens: (words) => words.split(/\s+/).length });
    expect(chunks[0]!.place).toMatchObject({ kind: 'lines', from: 1 });
    expect(chunks.at(-1)!.place).toMatchObject({ kind: 'lines', to: 6 });
  });
});

test('a place has the name that people use: pages, slides, cells, lines', () => {
  const t = messagesFor('en');
  expect(placeName({ kind: 'pdf', page: 3 }, t)).toBe('p. 3');
  expect(placeName({ kind: 'pptx', page: 3 }, t)).toBe('slide 3');
  expect(placeName({ kind: 'xlsx', page: null, place: { kind: 'cells', sheet: 'Budget', range: 'A2:F9' } }, t)).toBe('Budget · A2:F9');
  expect(placeName({ kind: 'text', page: null, place: { kind: 'lines', from: 4, to: 4 } }, t)).toBe('line 4');
  expect(placeName({ kind: 'text', page: null, place: { kind: 'lines', from: 4, to: 9 } }, t)).toBe('lines 4–9');
  expect(placeName({ kind: 'docx', page: null }, t)).toBeNull();
});
