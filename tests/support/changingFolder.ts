// A folder of many small files under a library that is watched, and what people do to such folders: rename thousands,
// check out another branch while the first is still being read. In the end the index has to be the one that a fresh
// library makes of the same folder. Real SQLite, LanceDB, embedder and parser, all in this process.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openLibrary, type OpenLibrary } from '../../main/engines/library/openLibrary.ts';
import { createScheduler } from '../../main/engines/library/scheduler.ts';
import type { TextKind } from '../../main/ingest/4-embed/embedder.ts';
import { createParserService } from '../../main/engines/parser/parserService.ts';
import { miniLm } from './embedders.ts';
import { sleep } from './processes.ts';

export interface ChangingFolder {
  readonly filesDir: string;
  readonly library: OpenLibrary;
  /** Texts given to the embedder so far. */
  embedded(): number;
  write(branch: string, from: number, to: number): void;
  renameAll(): void;
  /** Files change, go and come as between two branches that share two thirds. */
  checkOut(branch: string, files: number): void;
  /** Resolves when nothing is due and the watcher has had its time. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const FILES_A_FOLDER = 50;
const placeOf = (at: number): string => path.join(`f${Math.floor(at / FILES_A_FOLDER)}`, `note ${at}.md`);
const textOf = (branch: string, at: number): string => `# Note ${at}\n\nOn ${branch} the locker number of note ${at} is L-${at * 37 + 11}.\n`;
/** Long enough for the watcher's quiet time and the time in which a file counts as being written. */
const STILL_MS = 2_500;

export async function openOver(libraryDir: string, options: { readonly watch: boolean }): Promise<OpenLibrary> {
  const parser = createParserService();
  const ignore = (): undefined => undefined;
  return openLibrary({
    libraryDir,
    appDirs: [],
    ledgerDir: path.join(libraryDir, '..', 'ledger'),
    embedders: [miniLm],
    threads: 2,
    watch: options.watch,
    ocr: null,
    parser: {
      parse: (file) => parser.parse(file as never, { signal: new AbortController().signal, emit: ignore }),
      recognise: () => Promise.reject(new Error('there are no pages here')),
    },
    scheduler: createScheduler(),
    onProgress: ignore,
    onDocuments: ignore,
    onErasures: ignore,
    onEmbedder: ignore,
    onRebuilding: ignore,
    onDamagedIndex: ignore,
    onProblem: (error) => {
      throw new Error(`${error.code} ${error.detail ?? ''}`);
    },
    onLost: (code) => {
      throw new Error(code);
    },
    onUnwatched: ignore,
  });
}

export async function openChangingFolder(dir: string): Promise<ChangingFolder> {
  const filesDir = path.join(dir, 'files');
  mkdirSync(filesDir, { recursive: true });
  const library = await openOver(path.join(dir, 'library'), { watch: true });
  const { embedder, ingest } = library.semantic!;
  const embed = embedder.embed.bind(embedder);
  let count = 0;
  Object.assign(embedder, { embed: (texts: readonly string[], kind: TextKind) => ((count += texts.length), embed(texts, kind)) });

  function put(place: string, text: string): void {
    mkdirSync(path.dirname(path.join(filesDir, place)), { recursive: true });
    writeFileSync(path.join(filesDir, place), text);
  }

  return {
    filesDir,
    library,
    embedded: () => count,
    write: (branch, from, to) => {
      for (let at = from; at < to; at += 1) put(placeOf(at), textOf(branch, at));
    },
    renameAll: () => {
      for (const name of readdirSync(filesDir)) renameSync(path.join(filesDir, name), path.join(filesDir, `moved ${name}`));
    },
    checkOut: (branch, files) => {
      for (let at = 0; at < files; at += 1) {
        if (at % 6 === 0) put(placeOf(at), textOf(branch, at));
        else if (at % 6 === 1) rmSync(path.join(filesDir, placeOf(at)), { force: true });
        else if (at % 30 === 2) put(path.join(`new on ${branch}`, `${at}.md`), textOf(branch, at + files));
      }
    },
    settled: async () => {
      for (let stillMs = 0; stillMs < STILL_MS; ) {
        await ingest.finished();
        await sleep(100);
        stillMs = ingest.progress().state === 'idle' ? stillMs + 100 : 0;
      }
    },
    close: () => library.close(),
  };
}

/** One hash over every file's place, version and passages: the same for two libraries that know the same. */
export function signatureOf({ db }: OpenLibrary, filesDir: string): { readonly files: number; readonly hash: string } {
  const rows = db
    .prepare(
      `SELECT d.path, d.state, ifnull(d.reason, '') AS reason, ifnull(d.version_hash, '') AS version,
         ifnull((SELECT group_concat(id) FROM (SELECT c.id FROM chunks c JOIN chunk_embeddings e ON e.chunk_row = c.row WHERE c.version_hash = d.version_hash ORDER BY c.ordinal)), '') AS chunks
       FROM documents d WHERE d.deleted_at_ms IS NULL ORDER BY d.path, d.member`,
    )
    .all() as { path: string; state: string; reason: string; version: string; chunks: string }[];
  const lines = rows.map((row) => [path.relative(filesDir, row.path), row.state, row.reason, row.version, row.chunks].join('\t'));
  const strays = db.prepare('SELECT count(*) FROM chunks WHERE version_hash NOT IN (SELECT version_hash FROM documents WHERE version_hash IS NOT NULL AND deleted_at_ms IS NULL)').pluck().get() as number;
  return { files: rows.length, hash: createHash('sha256').update(`${strays}\n${lines.join('\n')}`).digest('hex') };
}

/** What a library that never saw anything else makes of the folder. */
export async function signatureOfFresh(filesDir: string, libraryDir: string): Promise<ReturnType<typeof signatureOf>> {
  const fresh = await openOver(libraryDir, { watch: false });
  try {
    fresh.sources.add({ path: filesDir, kind: 'folder' });
    fresh.semantic!.ingest.wake();
    await fresh.semantic!.ingest.finished();
    return signatureOf(fresh, filesDir);
  } finally {
    await fresh.close();
  }
}
