// Reads an export back as a stranger would: Node's own modules, Rust's Parquet reader, and Arrow to look into what that
// returns. It must import nothing of Freehold.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { tableFromIPC, type Vector } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';

export type Cells = Record<string, unknown>;

export function readLines(folder: string, table: string): Cells[] {
  const text = readFileSync(path.join(folder, 'jsonl', `${table}.jsonl`), 'utf8');
  return text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Cells);
}

/** Integers as numbers, vectors as Float32Array. */
export function readColumns(folder: string, table: string): { readonly columns: readonly { readonly name: string; readonly type: string; readonly nullable: boolean }[]; readonly rows: Cells[] } {
  const arrow = tableFromIPC(readParquet(readFileSync(path.join(folder, 'parquet', `${table}.parquet`))).intoIPCStream());
  const columns = arrow.schema.fields.map(({ name, type, nullable }) => ({ name, type: String(type), nullable }));
  const rows = Array.from({ length: arrow.numRows }, (_, at) => {
    const row = arrow.get(at)!;
    return Object.fromEntries(columns.map(({ name }) => [name, plain((row as unknown as Cells)[name])]));
  });
  return { columns, rows };
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'object' && value !== null && 'toArray' in value ? (value as Vector).toArray() : value;
}

/** The text of a document's Markdown file: all behind its head. */
export function readDocument(folder: string, file: string): { readonly head: Cells; readonly text: string } {
  const whole = readFileSync(path.join(folder, file), 'utf8');
  const end = whole.indexOf('\n---\n\n', 3);
  const head = whole.slice(4, end).split('\n').map((line) => [line.slice(0, line.indexOf(': ')), JSON.parse(line.slice(line.indexOf(': ') + 2))] as const);
  return { head: Object.fromEntries(head), text: whole.slice(end + 6) };
}

/** SCHEMA.md as data: for each file its columns. */
export function readSchema(folder: string): Map<string, { readonly name: string; readonly type: string; readonly unit: string; readonly meaning: string }[]> {
  const sections = readFileSync(path.join(folder, 'SCHEMA.md'), 'utf8').split('\n## ').slice(1);
  return new Map(
    sections.map((section) => {
      const [file = '', ...lines] = section.split('\n');
      const rows = lines.filter((line) => line.startsWith('| ')).slice(1).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
      return [file, rows.map(([name = '', type = '', unit = '', meaning = '']) => ({ name, type, unit, meaning }))];
    }),
  );
}
