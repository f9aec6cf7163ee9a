// A chart's words and numbers, from the copy that the chart keeps of them: its titles, then a table with a row for each
// category and a column for each series.
import { readXml } from './xml.ts';

export interface ChartText {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface Series {
  readonly name: string[];
  /** By the point's index. */
  readonly categories: Map<number, string>;
  readonly values: Map<number, string>;
}

const MAX_POINTS = 20_000;

/** @throws XmlFault */
export function chartText(part: Buffer): ChartText {
  const titles: string[] = [];
  const series: Series[] = [];
  const path: string[] = [];
  let words: string[] = [];
  let value = '';
  let point = 0;
  let points = 0;

  const within = (name: string): boolean => path.includes(name);

  readXml(part, {
    open: (name, attributes) => {
      path.push(name);
      if (name === 'ser') series.push({ name: [], categories: new Map(), values: new Map() });
      else if (name === 'pt') point = Number(attributes.idx ?? 0);
      else if (name === 'v') value = '';
    },
    text: (text) => {
      const name = path.at(-1);
      if (name === 'v') value += text;
      else if (name === 't') words.push(text);
    },
    close: (name) => {
      path.pop();
      const open = series.at(-1);
      if (name === 'v' && within('ser') && open !== undefined && (points += 1) <= MAX_POINTS) {
        if (within('cat') || within('xVal')) open.categories.set(point, `${open.categories.get(point) ?? ''} ${value}`.trim());
        else if (within('val') || within('yVal') || within('bubbleSize')) open.values.set(point, shortest(value));
        else if (within('tx')) open.name.push(value);
      } else if (name === 'p' && words.length > 0) {
        const text = words.join('').trim();
        words = [];
        if (text !== '') titles.push(text);
      }
    },
  });
  return { titles, rows: rowsOf(series) };
}

/** Binary fractions leave digits that nobody wrote: 4.4000000000000004. */
function shortest(value: string): string {
  const number = Number(value);
  return value.trim() === '' || Number.isNaN(number) ? value : String(Number(number.toPrecision(15)));
}

function rowsOf(series: readonly Series[]): string[][] {
  const indexes = [...new Set(series.flatMap(({ categories, values }) => [...categories.keys(), ...values.keys()]))].sort((a, b) => a - b);
  const rows = indexes.map((index) => [series.find(({ categories }) => categories.has(index))?.categories.get(index) ?? '', ...series.map(({ values }) => values.get(index) ?? '')]);
  const header = ['', ...series.map(({ name }) => name.join(' '))];
  return header.some((name) => name !== '') ? [header, ...rows] : rows;
}
