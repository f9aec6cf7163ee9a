// From a range of a canonical text to the place that people know it by. Pure; shared by whoever names a place.
import type { Place, PlaceIndex, Sheet } from './domain.ts';

/**
 * The same for many ranges of one text, whose starts ascend: each line is counted once, however many ranges there are.
 */
export function placeFinder(places: PlaceIndex | null | undefined, text: string): (start: number, end: number) => Place | null {
  if (places?.numberedLines !== true) return (start, end) => placeOfRange(places, text, start, end);
  let line = 1;
  let counted = 0;
  return (start, end) => {
    if (end <= start) return null;
    line += newlinesIn(text, counted, start);
    counted = start;
    return { kind: 'lines', from: line, to: line + newlinesIn(text, start, end - 1) };
  };
}

/**
 * The cells or lines that a range covers; null where the format has neither, or the range lies outside.
 * @param start,end half-open, UTF-16 code units of `text`
 */
export function placeOfRange(places: PlaceIndex | null | undefined, text: string, start: number, end: number): Place | null {
  const sheet = places?.sheets?.find((one) => one.start <= start && start < one.end);
  if (sheet !== undefined) return cellsOf(sheet, start, end);
  if (places?.numberedLines !== true || end <= start) return null;
  const from = lineOf(text, start);
  return { kind: 'lines', from, to: from + newlinesIn(text, start, end - 1) };
}

/** 1-based line of `text` in which the offset lies. */
export function lineOf(text: string, offset: number): number {
  return 1 + newlinesIn(text, 0, offset);
}

function cellsOf(sheet: Sheet, start: number, end: number): Place | null {
  const first = lastAtOrBefore(sheet.rowStarts, start);
  const last = lastAtOrBefore(sheet.rowStarts, Math.max(start, end - 1));
  const [top, bottom] = [sheet.rowNumbers[Math.max(0, first)], sheet.rowNumbers[last]];
  if (top === undefined || bottom === undefined) return null;
  return { kind: 'cells', sheet: sheet.name, range: `${sheet.firstColumn}${top}:${sheet.lastColumn}${bottom}` };
}

/** Index of the last entry that is not greater; -1 when all are. `ascending` is sorted. */
export function lastAtOrBefore(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function newlinesIn(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
