// Writes a whole library into a new folder: texts with passages and vectors, documents, what the person made of them,
// conversations, and at last the pages that explain it. In: the library that is open. Out: counts; the folder is there when
// this resolves, and not before. Memory does not grow with the number of documents, but for their names.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ExitCounts } from '../../contract/exit.ts';
import { AppError } from '../../contract/errors.ts';
import { messagesFor, type Language } from '../../contract/messages/index.ts';
import { toMarkdown } from '../answer/export/toMarkdown.ts';
import type { Conversations } from '../library/conversations.ts';
import type { Db } from '../library/openDatabase.ts';
import { writeFault } from '../files/writeFault.ts';
import { documentHead } from './documentText.ts';
import { beginFolder, finishFolder } from './exportFolder.ts';
import { createReader, type Reader } from './readLibrary.ts';
import { readme } from './readme.ts';
import { createNames, type Names } from './safeName.ts';
import { schemaText } from './schemaText.ts';
import { openTables, type TableWriters } from './writeTables.ts';

export interface ExitOrder {
  /** Absolute; not there yet, or empty. */
  readonly target: string;
  readonly language: Language;
  readonly libraryName: string;
  readonly encrypted: boolean;
  readonly appVersion: string;
  /** What people call the models, by their ids. */
  readonly modelNames: Readonly<Record<string, string>>;
}

export interface ExitContext {
  readonly db: Db;
  readonly conversations: Pick<Conversations, 'list' | 'answers'>;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
  /** Before anything of the library is written. */
  readonly onBegin: () => void;
  readonly nowMs?: () => number;
}

interface Run {
  readonly order: ExitOrder;
  readonly folder: string;
  readonly reader: Reader;
  readonly tables: TableWriters;
  readonly counts: { -readonly [Name in keyof ExitCounts]: number };
  /** One more of what `size` counts. @throws AppError `cancelled` */
  step(): void;
}

/** @throws AppError `folder-not-empty`, `no-permission`, `path-not-found`, `disk-full`, `cancelled`; what was written then is the caller's to remove */
export async function exportLibrary(order: ExitOrder, { db, conversations, signal, onProgress, onBegin, nowMs = Date.now }: ExitContext): Promise<ExitCounts> {
  let tables: TableWriters | null = null;
  try {
    const folder = await beginFolder(order.target);
    onBegin();
    tables = await openTables(folder, `Freehold ${order.appVersion}`);
    const reader = createReader(db);
    const total = reader.size();
    let done = 0;
    const counts = { documents: 0, unread: 0, passages: 0, vectors: 0, conversations: 0, answers: 0, citations: 0 };
    const step = (): void => {
      if (signal.aborted) throw new AppError('cancelled');
      done += 1;
      onProgress(Math.min(done, total), total);
    };
    const run: Run = { order, folder, reader, tables, counts, step };
    await writeTexts(run);
    await writeDocuments(run);
    await writeLists(run);
    await writeConversations(run, conversations);
    await tables.close();
    await writeFile(path.join(folder, 'SCHEMA.md'), schemaText(), { flush: true });
    await writeFile(path.join(folder, 'README.md'), readme({ ...order, atMs: nowMs(), counts }, messagesFor(order.language), order.language), { flush: true });
    if (signal.aborted) throw new AppError('cancelled');
    await finishFolder(order.target);
    return counts;
  } catch (error) {
    await tables?.abandon();
    throw writeFault(error, order.target);
  }
}

async function writeTexts({ reader, tables, counts, step }: Run): Promise<void> {
  for (const sha256 of reader.versions()) {
    const text = reader.text(sha256);
    if (text === null) continue;
    await tables.write('texts', text);
    for (const { passage, vectors } of reader.passages(sha256)) {
      await tables.write('passages', passage);
      for (const { embedderId, vector } of vectors) await tables.write('embeddings', { passageId: passage.id, embedderId, dimensions: vector.length, vector });
      counts.passages += 1;
      counts.vectors += vectors.length;
      step();
    }
  }
}

async function writeDocuments({ folder, reader, tables, counts, step }: Run): Promise<void> {
  const root = path.join(folder, 'documents');
  await mkdir(root);
  const sourceNames = createNames();
  const sources = new Map<string, { readonly name: string; readonly folder: string; readonly names: Names }>();
  for (const { id, name } of reader.sources()) {
    const place = sourceNames.next(name, '');
    sources.set(id, { name, folder: place, names: createNames() });
    await mkdir(path.join(root, place));
  }
  for (const { rowid: _rowid, ...document } of reader.documents()) {
    const source = sources.get(document.sourceId);
    const text = document.sha256 === null ? null : reader.text(document.sha256);
    const tags = reader.tagsOf(document.id);
    let file: string | null = null;
    if (text !== null && source !== undefined) {
      const name = source.names.next(document.name, '.md');
      file = `documents/${source.folder}/${name}`;
      const insideOf = document.parentId === null ? null : reader.nameOf(document.parentId);
      await writeFile(path.join(root, source.folder, name), documentHead({ ...text, ...document, tags, source: source.name, insideOf }) + text.text, { flag: 'wx' });
    }
    await tables.write('documents', { ...document, tags, file });
    for (const name of tags) await tables.write('tags', { documentId: document.id, name });
    counts.documents += 1;
    if (file === null) counts.unread += 1;
    step();
  }
}

async function writeLists({ reader, tables }: Run): Promise<void> {
  for (const row of reader.sources()) await tables.write('sources', row);
  for (const row of reader.embedders()) await tables.write('embedders', row);
  for (const row of reader.collections()) await tables.write('collections', row);
  for (const row of reader.forgotten()) await tables.write('forgotten', row);
}

async function writeConversations({ order, folder, tables, counts, step }: Run, conversations: ExitContext['conversations']): Promise<void> {
  const root = path.join(folder, 'conversations');
  await mkdir(root);
  const t = messagesFor(order.language);
  const names = createNames();
  for (const { id, title, createdAtMs, updatedAtMs } of conversations.list()) {
    const name = names.next(title, '.md');
    const pages: string[] = [];
    for (const answer of conversations.answers(id)) {
      const { question, status, text, modelId, general } = answer;
      pages.push(toMarkdown(answer, { t, language: order.language, modelName: modelId === null ? null : (order.modelNames[modelId] ?? modelId) }));
      await tables.write('answers', { id: answer.id, conversationId: id, question, status, text, general: general?.text ?? null, modelId, createdAtMs: answer.createdAtMs, record: answer });
      for (const sentence of answer.sentences) {
        for (const { number, documentId, documentName, versionHash, start, end, page, place, quote } of sentence.citations) {
          await tables.write('citations', { answerId: answer.id, sentenceStart: sentence.start, sentenceEnd: sentence.end, number, documentId, documentName, sha256: versionHash, start, end, page, place: place ?? null, quote });
          counts.citations += 1;
        }
      }
      counts.answers += 1;
      step();
    }
    await writeFile(path.join(root, name), pages.join('\n'), { flag: 'wx' });
    await tables.write('conversations', { id, title, createdAtMs, updatedAtMs, file: `conversations/${name}` });
    counts.conversations += 1;
  }
}
