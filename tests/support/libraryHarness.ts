// A library in the test's own process: real SQLite, LanceDB and embedder, and the real parser called directly. What a
// process boundary adds is tested elsewhere.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { IngestProgress } from '../../contract/domain.ts';
import { AppError, type WireError } from '../../contract/errors.ts';
import type { RetrieveContext } from '../../main/answer/1-retrieve/retrieve.ts';
import { findPassages } from '../../main/answer/answerQuestion.ts';
import { retrievalWith } from '../../main/engines/library/askQuestion.ts';
import type { PageReader } from '../../main/engines/library/documentReader.ts';
import { parserProtocol } from '../../main/engines/parser/protocol.ts';
import { openLibrary, type OpenLibrary } from '../../main/engines/library/openLibrary.ts';
import { createScheduler, type Scheduler } from '../../main/engines/library/scheduler.ts';
import { createParserService } from '../../main/engines/parser/parserService.ts';
import type { OcrChoice } from '../../main/ingest/ocrPages.ts';
import type { Parser } from '../../main/ingest/parserInterface.ts';
import { openLanceTable } from '../../main/library/lanceTable.ts';
import type { EmbedderSpec } from '../../main/models/embedderSpec.ts';
import { miniLm } from './embedders.ts';
import { setup } from './host.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const parserService = createParserService();
const context = { signal: new AbortController().signal, emit: (): never => undefined as never };
export const realParser: Parser = {
  parse: (file) => parserService.parse(file, context),
  recognise: ({ languages, ...page }) =>
    parserService.recognise({ ...page, languages: languages.map((id) => ({ id, path: languageFile(id) })) }, context).then(
      (read) => ({ ok: true, page: read }),
      (error: unknown) => ({ ok: false, reason: error instanceof AppError && error.code === 'page-not-shown' ? 'unreadable' : 'changed' }),
    ),
};

/** The same, for a reader of documents. */
export const realPages: PageReader = {
  locate: (params) => parserService.locate(parserProtocol.locate.params.parse(params), context),
  pageImage: (params) => parserService.pageImage(params, context),
  memberBytes: (params) => parserService.memberBytes(params, context),
};

/** The language file that set-up fetched. */
export const languageFile = (id: string): string => path.join(setup.modelsDir, `tesseract-${id}`, `${id}.traineddata`);

export class LibraryHarness {
  readonly dir = temporaryFolder();
  readonly libraryDir = path.join(this.dir, 'library');
  readonly filesDir = path.join(this.dir, 'files');
  readonly progress: IngestProgress[] = [];
  readonly problems: WireError[] = [];
  readonly lost: string[] = [];
  readonly scheduler: Scheduler = createScheduler();
  /** What a test leaves out is the real one's. */
  parser: Partial<Parser> = realParser;
  /** For the next opening. */
  watch = false;
  ocr: OcrChoice = null;
  embedders: readonly EmbedderSpec[] = [miniLm];
  /** For the next opening; null for a plain library. */
  key: Uint8Array | null = null;
  library!: OpenLibrary;
  private isOpen = false;
  private writtenAt = Date.now() / 1000 - 3_600;

  constructor() {
    mkdirSync(this.filesDir);
    onTestFinished(() => this.close());
  }

  async open(): Promise<this> {
    this.library = await openLibrary({
      libraryDir: this.libraryDir,
      // It is overwritten once it is used.
      key: this.key === null ? null : Uint8Array.from(this.key),
      ledgerDir: path.join(this.dir, 'ledger'),
      appDirs: [path.join(this.dir, 'app')],
      embedders: this.embedders,
      threads: 2,
      watch: this.watch,
      parser: {
        parse: (file, options) => (this.parser.parse ?? realParser.parse)(file, options),
        recognise: (page, options) => (this.parser.recognise ?? realParser.recognise)(page, options),
      },
      ocr: this.ocr,
      scheduler: this.scheduler,
      onProgress: (progress) => this.progress.push(progress),
      onDocuments: () => undefined,
      onErasures: () => undefined,
      onEmbedder: () => undefined,
      onRebuilding: () => undefined,
      onDamagedIndex: () => undefined,
      onProblem: (error) => this.problems.push(error),
      onLost: (code) => this.lost.push(code),
      onUnwatched: (error) => this.problems.push(error),
    });
    this.isOpen = true;
    return this;
  }

  async close(): Promise<void> {
    if (this.isOpen) await this.library.close();
    this.isOpen = false;
  }

  async reopen(): Promise<void> {
    await this.close();
    await this.open();
  }

  get ingest(): NonNullable<OpenLibrary['semantic']>['ingest'] {
    return this.library.semantic!.ingest;
  }

  /** Each file is a little younger than the one before, and old enough not to be taken for one that is being written. */
  write(name: string, text: string | Uint8Array): string {
    const file = path.join(this.filesDir, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    this.writtenAt += 0.01;
    utimesSync(file, this.writtenAt, this.writtenAt);
    return file;
  }

  async add(place = this.filesDir, kind: 'folder' | 'file' = 'folder'): Promise<void> {
    this.library.sources.add({ path: place, kind });
    await this.settle();
  }

  async rescan(): Promise<void> {
    for (const { id } of this.library.sources.list()) this.library.sources.queueScan(id);
    await this.settle();
  }

  /** With the vectors that are searched at this moment. */
  get retrieval(): RetrieveContext {
    return retrievalWith(this.library.db, this.library.semantic?.sets.searched() ?? null);
  }

  /** Indexes until nothing is due. */
  async settle(): Promise<void> {
    this.ingest.wake();
    await this.ingest.finished();
  }

  states(): Record<string, string> {
    const { rows } = this.library.documents.list({ sourceId: null, state: null, nameContains: '' }, 0, 500);
    return Object.fromEntries(rows.map((row) => [path.join(row.folder, row.name), row.reason === null ? row.state : `${row.state}: ${row.reason}`]));
  }

  chunkRows(): { row: number; text: string }[] {
    return this.library.db.prepare('SELECT row, text FROM chunks ORDER BY row').all() as { row: number; text: string }[];
  }

  /** Names of the documents found, best first. */
  async search(question: string): Promise<string[]> {
    const passages = await findPassages(question, this.retrieval, { scope: null, limit: 10 });
    return passages.map(({ documentName }) => documentName);
  }

  /** Rows of each table that holds something of a chunk; the same everywhere, or something was left behind. */
  async rowsEverywhere(): Promise<number[][]> {
    await this.library.semantic!.vectors.sync({ force: true });
    const rows = (sql: string): number[] => this.library.db.prepare(sql).pluck().all() as number[];
    const table = await openLanceTable(path.join(this.libraryDir, this.library.embedders.active()!.folder), { dimensions: this.library.embedders.active()!.dimensions });
    const inTable = await table!.rows();
    table!.close();
    return [rows('SELECT row FROM chunks ORDER BY row'), rows('SELECT chunk_row FROM chunk_embeddings ORDER BY chunk_row'), rows('SELECT rowid FROM chunk_fts ORDER BY rowid'), inTable.toSorted((a, b) => a - b)];
  }
}

export const note = (at: number): string => `# Note ${at}\n\nThe locker number of note ${at} is L-${at * 37 + 11}. ${'More words stand here to fill a passage. '.repeat(6)}\n`;
