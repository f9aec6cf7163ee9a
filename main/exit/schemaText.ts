// SCHEMA.md: the tables of an export as a page, made from their one definition. In English in every language, since it is
// for programmers; README has the person's own.
import { jsonColumns, TABLES, type Column, type Table } from './tables.ts';

const PARQUET_TYPES = { text: 'STRING', integer: 'INT64', boolean: 'BOOLEAN', json: 'STRING, JSON in it', vector: 'LIST of FLOAT' } as const;
const JSON_TYPES = { text: 'string', integer: 'number', boolean: 'true or false', json: 'JSON', vector: '' } as const;

export function schemaText(): string {
  const tables: [string, Table][] = Object.entries(TABLES);
  const files = tables.flatMap(([name, table]) => [
    ...(table.jsonl ? [section(`jsonl/${name}.jsonl`, table, jsonColumns(table), JSON_TYPES)] : []),
    ...(table.parquet ? [section(`parquet/${name}.parquet`, table, table.columns, PARQUET_TYPES)] : []),
  ]);
  return `# Schema

JSON lines: UTF-8, one object a line, every field on every line, \`null\` where there is nothing. Parquet: columns of the
same names; a table without rows has no Parquet file. Offsets (\`start\`, \`end\`) are UTF-16 code units, \`end\` not included. JavaScript, Java and C# count like that;
in Python: \`text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")\`.

A file in \`documents/\` is a head between two lines \`---\`, whose values are JSON and YAML alike, an empty line, and then
the text to the last byte, as \`texts.text\` has it in UTF-8.

${files.join('\n')}`;
}

function section(file: string, { meaning }: Table, columns: readonly Column[], types: Readonly<Record<Column['type'], string>>): string {
  const rows = columns.map(({ name, type, nullable, unit, meaning: what }) => `| ${name} | ${types[type]}${nullable === true ? ', or null' : ''} | ${unit ?? ''} | ${what} |`);
  return `## ${file}

${meaning}

| name | type | unit | meaning |
|---|---|---|---|
${rows.join('\n')}
`;
}
