// Writers of the tables: JSON lines and Parquet, side by side, in bounded memory. A row goes in; when about a megabyte is
// together it goes to the disk, in Parquet as a row group. `close` has everything on the disk for good.
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { jsonColumns, TABLES, type Column, type Row, type Table, type TableName } from './tables.ts';

/** A row group of vectors becomes lists of numbers, many times its bytes, while it is written. */
const FLUSH_BYTES = 2 ** 20;
const MAX_GROUP_ROWS = 20_000;

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];
type Values = Readonly<Record<string, unknown>>;

interface RowWriter {
  write(row: Values): Promise<void>;
  close(): Promise<void>;
  /** Lets go of the file, whatever is in it. */
  abandon(): Promise<void>;
}

export interface TableWriters {
  write<Name extends TableName>(table: Name, row: Row<Name>): Promise<void>;
  close(): Promise<void>;
  abandon(): Promise<void>;
}

export async function openTables(folder: string, createdBy: string): Promise<TableWriters> {
  await mkdir(path.join(folder, 'jsonl'));
  await mkdir(path.join(folder, 'parquet'));
  const writers = new Map<TableName, RowWriter[]>();
  const all = (): RowWriter[] => [...writers.values()].flat();
  const abandon = async (): Promise<void> => void (await Promise.allSettled(all().map((writer) => writer.abandon())));
  try {
    for (const [name, table] of Object.entries(TABLES) as [TableName, Table][]) {
      const own: RowWriter[] = [];
      writers.set(name, own);
      if (table.jsonl) own.push(jsonLines(await open(path.join(folder, 'jsonl', `${name}.jsonl`), 'wx'), table));
      if (table.parquet) own.push(parquet(path.join(folder, 'parquet', `${name}.parquet`), table, createdBy));
    }
  } catch (error) {
    await abandon();
    throw error;
  }
  return {
    write: async (table, row) => {
      for (const writer of writers.get(table)!) await writer.write(row);
    },
    close: async () => {
      for (const writer of all()) await writer.close();
    },
    abandon,
  };
}

function jsonLines(file: FileHandle, table: Table): RowWriter {
  const columns = jsonColumns(table).map(({ name }) => name);
  let lines: string[] = [];
  let size = 0;
  async function flush(): Promise<void> {
    if (lines.length > 0) await file.appendFile(lines.join(''));
    lines = [];
    size = 0;
  }
  return {
    write: async (row) => {
      const line = `${JSON.stringify(Object.fromEntries(columns.map((name) => [name, row[name]])))}\n`;
      lines.push(line);
      size += line.length;
      if (size >= FLUSH_BYTES) await flush();
    },
    close: async () => {
      await flush();
      await file.sync();
      await file.close();
    },
    abandon: () => file.close(),
  };
}

/** The file is there with its first rows: one of none, as the library writes it, is refused by Rust's reader. */
function parquet(place: string, { columns }: Table, createdBy: string): RowWriter {
  let file: FileHandle | null = null;
  const bytes = new ByteWriter();
  const flushBytes = async (): Promise<void> => {
    file ??= await open(place, 'wx');
    await file.appendFile(bytes.getBytes());
    bytes.index = 0;
  };
  const writer = new ParquetWriter({ writer: Object.assign(bytes, { flush: flushBytes, finish: flushBytes }), schema: schemaOf(columns), createdBy });
  let group: unknown[][] = columns.map(() => []);
  let size = 0;

  async function flush(): Promise<void> {
    const rows = group[0]!.length;
    if (rows === 0) return;
    // Vectors hardly compress, and no value in them comes twice.
    const columnData = columns.map(({ name, type }, at) => ({ name, data: group[at]!, ...(type === 'vector' ? { codec: 'UNCOMPRESSED' as const, encoding: 'PLAIN' as const, statistics: false } : {}) }));
    await writer.write({ columnData, rowGroupSize: rows });
    group = columns.map(() => []);
    size = 0;
  }

  return {
    write: async (row) => {
      columns.forEach((column, at) => {
        const value = inParquet(column, row[column.name]);
        group[at]!.push(value);
        size += typeof value === 'string' ? value.length : Array.isArray(value) ? value.length * 4 : 8;
      });
      if (size >= FLUSH_BYTES || group[0]!.length >= MAX_GROUP_ROWS) await flush();
    },
    close: async () => {
      await flush();
      if (file === null) return;
      await writer.finish();
      await file.sync();
      await file.close();
    },
    abandon: async () => file?.close(),
  };
}

function inParquet({ name, type, nullable }: Column, value: unknown): unknown {
  if (value === null && nullable === true) return null;
  switch (type) {
    case 'integer':
      return BigInt(value as number);
    case 'json':
      return JSON.stringify(value);
    case 'vector':
      return Array.from(value as Float32Array);
    default:
      if (typeof value !== (type === 'text' ? 'string' : 'boolean')) throw new TypeError(`${name} is no ${type}`);
      return value;
  }
}

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  return [{ name: 'root', num_children: columns.length }, ...columns.flatMap(elementsOf)];
}

function elementsOf({ name, type, nullable }: Column): SchemaElement[] {
  const repetition_type = nullable === true ? 'OPTIONAL' : 'REQUIRED';
  switch (type) {
    case 'text':
    // Text to every reader; JSON as a type of its own is bytes to some.
    case 'json':
      return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type }];
    case 'integer':
      return [{ name, type: 'INT64', repetition_type }];
    case 'boolean':
      return [{ name, type: 'BOOLEAN', repetition_type }];
    case 'vector':
      return [
        { name, converted_type: 'LIST', num_children: 1, repetition_type },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
      ];
  }
}
