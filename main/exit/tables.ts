// The written schema of an export: every table, its columns, their types, units and meaning. Rows are typed by it, both
// writers follow it, SCHEMA.md is made from it. A column's name and meaning are for good: others are added beside them.

/** In JSON lines and in Parquet: text (STRING), integer (INT64), boolean, json (nested; in Parquet its text), vector (list of FLOAT). */
export type ColumnType = 'text' | 'integer' | 'boolean' | 'json' | 'vector';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable?: true;
  readonly unit?: string;
  readonly meaning: string;
}

export interface Table {
  readonly meaning: string;
  readonly jsonl: boolean;
  readonly parquet: boolean;
  /** `vector` columns are in Parquet alone. */
  readonly columns: readonly Column[];
}

const UTF16 = 'UTF-16 code units';
const MS = 'milliseconds since 1970-01-01 UTC';
const SHA256 = 'lower-case hex';

export const TABLES = {
  sources: {
    meaning: 'Folders and files that the person added.',
    jsonl: true,
    parquet: false,
    columns: [
      { name: 'id', type: 'text', meaning: 'Names the source in the other tables.' },
      { name: 'kind', type: 'text', meaning: '`folder` or `file`.' },
      { name: 'name', type: 'text', meaning: 'Its name, without its path.' },
      { name: 'path', type: 'text', meaning: 'Where it was on the computer that it was read on.' },
      { name: 'createdAtMs', type: 'integer', unit: MS, meaning: 'When it was added.' },
      { name: 'rules', type: 'json', nullable: true, meaning: 'Which files of it are read; null for the rules by default.' },
    ],
  },
  documents: {
    meaning: 'Every file that Freehold knows, also those that could not be read, and files inside of files.',
    jsonl: true,
    parquet: true,
    columns: [
      { name: 'id', type: 'text', meaning: 'Names the document in the other tables.' },
      { name: 'sourceId', type: 'text', meaning: '`sources.id`.' },
      { name: 'name', type: 'text', meaning: 'The name of the file, or of what is inside of one.' },
      { name: 'path', type: 'text', meaning: 'Where the file was; for a file inside of another one, the path of the one on the disk.' },
      { name: 'folder', type: 'text', meaning: 'The folder below the source; empty at its root.' },
      { name: 'parentId', type: 'text', nullable: true, meaning: '`documents.id` of the file that holds it; null for files on the disk.' },
      { name: 'kind', type: 'text', nullable: true, meaning: 'The format, e.g. `pdf`; null where there is no reader for it.' },
      { name: 'state', type: 'text', meaning: '`indexed`, `waiting`, `reading`, `skipped` or `failed`.' },
      { name: 'reason', type: 'text', nullable: true, meaning: 'Why it was not, or only partly, read.' },
      { name: 'sizeBytes', type: 'integer', unit: 'bytes', meaning: 'Size of the file.' },
      { name: 'modifiedMs', type: 'integer', unit: MS, meaning: 'When the file was last changed.' },
      { name: 'pages', type: 'integer', nullable: true, unit: 'pages', meaning: 'How many pages or slides it has.' },
      { name: 'unreadPages', type: 'text', nullable: true, unit: 'page numbers from 1', meaning: 'Pages that were not read, as ranges: `3-7,9`.' },
      { name: 'sha256', type: 'text', nullable: true, unit: SHA256, meaning: 'SHA-256 of the file; `texts.sha256`. Null while it was not read.' },
      { name: 'tags', type: 'json', meaning: 'List of the tags that the person gave it.' },
      { name: 'file', type: 'text', nullable: true, meaning: 'Its Markdown file in this export, below its folder; null where it has no text.' },
    ],
  },
  texts: {
    meaning: 'The text of each document, once for files with the same bytes, and texts that an answer quotes whose file has changed since.',
    jsonl: true,
    parquet: false,
    columns: [
      { name: 'sha256', type: 'text', unit: SHA256, meaning: 'SHA-256 of the file that the text is from.' },
      { name: 'kind', type: 'text', meaning: 'The format that it was read as.' },
      { name: 'title', type: 'text', meaning: 'As the document says, or the name of the file.' },
      { name: 'language', type: 'text', nullable: true, unit: 'ISO 639-1', meaning: 'The language it is in; null where it can’t be told.' },
      { name: 'author', type: 'text', nullable: true, meaning: 'As the file says.' },
      { name: 'sizeBytes', type: 'integer', unit: 'bytes', meaning: 'Size of the file.' },
      { name: 'readAtMs', type: 'integer', unit: MS, meaning: 'When it was first read.' },
      { name: 'pageStarts', type: 'json', nullable: true, unit: UTF16, meaning: 'Where each page begins in `text`; null for a format without pages.' },
      { name: 'places', type: 'json', nullable: true, meaning: 'Where sheets and rows stand in `text`.' },
      { name: 'text', type: 'text', meaning: 'The whole text. Every `start` and `end` of the other tables counts in it.' },
    ],
  },
  passages: {
    meaning: 'The passages that are searched, in the order of the text.',
    jsonl: true,
    parquet: true,
    columns: [
      { name: 'id', type: 'text', meaning: 'Names the passage in `embeddings`.' },
      { name: 'sha256', type: 'text', unit: SHA256, meaning: '`texts.sha256`.' },
      { name: 'ordinal', type: 'integer', meaning: 'Its place among the passages of its text, from 0.' },
      { name: 'start', type: 'integer', unit: UTF16, meaning: 'Where it begins in `texts.text`.' },
      { name: 'end', type: 'integer', unit: UTF16, meaning: 'Where it ends, not included.' },
      { name: 'page', type: 'integer', nullable: true, unit: 'page number from 1', meaning: 'The page that it begins on.' },
      { name: 'place', type: 'json', nullable: true, meaning: 'Cells of a sheet, or lines.' },
      { name: 'header', type: 'text', meaning: 'Title and headings above it; searched and embedded with it.' },
      { name: 'text', type: 'text', meaning: 'The passage: `texts.text` from `start` to `end`.' },
      { name: 'tokens', type: 'integer', unit: 'tokens of the embedder', meaning: 'Of header and text together.' },
    ],
  },
  embedders: {
    meaning: 'The models that made the vectors.',
    jsonl: true,
    parquet: false,
    columns: [
      { name: 'id', type: 'text', meaning: 'Names the model in `embeddings`.' },
      { name: 'dimensions', type: 'integer', meaning: 'Numbers in each of its vectors.' },
      { name: 'state', type: 'text', meaning: '`active`: searched. `building`: its vectors are being made.' },
      { name: 'complete', type: 'boolean', meaning: 'Every passage has a vector of it.' },
    ],
  },
  embeddings: {
    meaning: 'A vector for each passage and model. The vectors themselves are in Parquet alone.',
    jsonl: true,
    parquet: true,
    columns: [
      { name: 'passageId', type: 'text', meaning: '`passages.id`.' },
      { name: 'embedderId', type: 'text', meaning: '`embedders.id`.' },
      { name: 'dimensions', type: 'integer', meaning: 'Numbers in the vector.' },
      { name: 'vector', type: 'vector', meaning: 'Of length 1, as 32-bit floats, bit by bit as in the library. Compared by their dot product.' },
    ],
  },
  conversations: {
    meaning: 'Conversations, last answered first.',
    jsonl: true,
    parquet: false,
    columns: [
      { name: 'id', type: 'text', meaning: 'Names the conversation in `answers`.' },
      { name: 'title', type: 'text', meaning: 'Its title.' },
      { name: 'createdAtMs', type: 'integer', unit: MS, meaning: 'When it was begun.' },
      { name: 'updatedAtMs', type: 'integer', unit: MS, meaning: 'When its newest answer was given.' },
      { name: 'file', type: 'text', meaning: 'Its Markdown file in this export, below its folder.' },
    ],
  },
  answers: {
    meaning: 'Questions with their answers.',
    jsonl: true,
    parquet: true,
    columns: [
      { name: 'id', type: 'text', meaning: 'Names the answer in `citations`.' },
      { name: 'conversationId', type: 'text', meaning: '`conversations.id`.' },
      { name: 'question', type: 'text', meaning: 'As it was asked.' },
      { name: 'status', type: 'text', meaning: '`answered`, `not-in-documents`, `stopped`, `interrupted` or `no-model`.' },
      { name: 'text', type: 'text', meaning: 'The answer, Markdown; empty where there is none from the files.' },
      { name: 'general', type: 'text', nullable: true, meaning: 'What the model wrote from its own knowledge, which no file proves.' },
      { name: 'modelId', type: 'text', nullable: true, meaning: 'The model that wrote it.' },
      { name: 'createdAtMs', type: 'integer', unit: MS, meaning: 'When it was asked.' },
      { name: 'record', type: 'json', meaning: 'The answer as Freehold keeps it: passages, sentences with their proof, disagreements, timings, how it was made.' },
    ],
  },
  citations: {
    meaning: 'The proof of each sentence of an answer.',
    jsonl: true,
    parquet: true,
    columns: [
      { name: 'answerId', type: 'text', meaning: '`answers.id`.' },
      { name: 'sentenceStart', type: 'integer', unit: UTF16, meaning: 'Where the sentence begins in `answers.text`.' },
      { name: 'sentenceEnd', type: 'integer', unit: UTF16, meaning: 'Where it ends, not included.' },
      { name: 'number', type: 'integer', meaning: 'The number that is shown: `[1]`.' },
      { name: 'documentId', type: 'text', meaning: '`documents.id`; the document may have been forgotten since.' },
      { name: 'documentName', type: 'text', meaning: 'The name of the file at that time.' },
      { name: 'sha256', type: 'text', unit: SHA256, meaning: '`texts.sha256`.' },
      { name: 'start', type: 'integer', unit: UTF16, meaning: 'Where the quote begins in `texts.text`, as that was when it was quoted.' },
      { name: 'end', type: 'integer', unit: UTF16, meaning: 'Where it ends, not included.' },
      { name: 'page', type: 'integer', nullable: true, unit: 'page number from 1', meaning: 'The page of the quote.' },
      { name: 'place', type: 'json', nullable: true, meaning: 'Cells of a sheet, or lines.' },
      { name: 'quote', type: 'text', meaning: 'Word for word from the text.' },
    ],
  },
  collections: {
    meaning: 'Names that the person gave to where they look.',
    jsonl: true,
    parquet: false,
    columns: [
      { name: 'id', type: 'text', meaning: 'Names the collection.' },
      { name: 'name', type: 'text', meaning: 'Its name.' },
      { name: 'scope', type: 'json', meaning: 'What it is limited to: sources, folders, documents, kinds, dates, languages, authors, tags.' },
      { name: 'createdAtMs', type: 'integer', unit: MS, meaning: 'When it was made.' },
    ],
  },
  tags: {
    meaning: 'Tags, a line for each document that has one.',
    jsonl: true,
    parquet: false,
    columns: [
      { name: 'documentId', type: 'text', meaning: '`documents.id`.' },
      { name: 'name', type: 'text', meaning: 'The tag.' },
    ],
  },
  forgotten: {
    meaning: 'Places that the person forgot and that are not read again. Their names are not kept anywhere.',
    jsonl: true,
    parquet: false,
    columns: [
      { name: 'id', type: 'text', meaning: 'Names the entry.' },
      { name: 'sourceId', type: 'text', meaning: '`sources.id`; the source may have been removed since.' },
      { name: 'kind', type: 'text', meaning: '`file` or `folder`.' },
      { name: 'createdAtMs', type: 'integer', unit: MS, meaning: 'When it was forgotten.' },
    ],
  },
} as const satisfies Readonly<Record<string, Table>>;

export type TableName = keyof typeof TABLES;

interface InTypeScript {
  text: string;
  integer: number;
  boolean: boolean;
  json: unknown;
  vector: Float32Array;
}
/** A row with every column of its table. */
export type Row<Name extends TableName> = {
  readonly [C in (typeof TABLES)[Name]['columns'][number] as C['name']]: InTypeScript[C['type']] | (C extends { readonly nullable: true } ? null : never);
};

export const jsonColumns = ({ columns }: Table): readonly Column[] => columns.filter(({ type }) => type !== 'vector');
