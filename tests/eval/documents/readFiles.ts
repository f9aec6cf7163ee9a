// Has files read the way the product reads them: scan, parser worker, write line, a library in a temporary folder. Only
// the embedder is replaced (its vectors are never searched here): embedding is measured elsewhere, and takes far longer.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DEFAULT_RULES, type FileReason, type VersionHash } from '../../../contract/domain.ts';
import { createIngestLoop } from '../../../main/engines/library/ingestLoop.ts';
import { createScheduler } from '../../../main/engines/library/scheduler.ts';
import { PARSER_ARGUMENTS } from '../../../main/engines/parser/parserProgram.ts';
import { parserProtocol, type ParserProtocol } from '../../../main/engines/parser/protocol.ts';
import type { Call } from '../../../main/engines/rpc/protocol.ts';
import { superviseEngine } from '../../../main/engines/supervisor/superviseEngine.ts';
import { createParserWorker } from '../../../main/host/parserWorker.ts';
import type { Embedder } from '../../../main/ingest/4-embed/embedder.ts';
import type { Parser } from '../../../main/ingest/parserInterface.ts';
import { createDocuments } from '../../../main/library/documents.ts';
import { openDatabase, type Db } from '../../../main/library/openDatabase.ts';
import { createPageOcr } from '../../../main/library/pageOcr.ts';
import { createSources } from '../../../main/library/sources.ts';
import { openVectorIndex } from '../../../main/library/vectorIndex.ts';
import { createVersions } from '../../../main/library/versions.ts';
import { root, setup } from '../../support/host.ts';
import { nothingForgotten, unrecorded } from '../../support/ledger.ts';

/** A file on the disk, with the files inside of it. */
export interface ReadFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Null where nothing was read. Of a container without text of its own: that of the files in it. */
  readonly text: string | null;
  readonly reason: FileReason | null;
  readonly pages: number | null;
  /** Of the parser, from the request to its answer, all requests about this file together. */
  readonly parserMs: number;
  readonly members: { readonly read: number; readonly unread: number };
}

export interface ReadFiles {
  readonly files: readonly ReadFile[];
  readonly crashes: number;
}

interface Row {
  readonly id: string;
  readonly parent_id: string | null;
  readonly path: string;
  readonly size_bytes: number;
  readonly state: string;
  readonly reason: FileReason | null;
  readonly version_hash: VersionHash | null;
}

/** @param places folders or files @param environment more for the parser, e.g. a PATH without programs */
export async function readFiles(places: readonly { readonly path: string; readonly kind: 'folder' | 'file' }[], environment: Readonly<Record<string, string>> = {}): Promise<ReadFiles> {
  const libraryDir = mkdtempSync(path.join(os.tmpdir(), 'freehold-eval-'));
  const engine = superviseEngine({
    name: 'parser',
    nodeBinary: setup.nodeBinary,
    nodeArguments: PARSER_ARGUMENTS,
    entry: path.join(root, 'build', 'engines', 'parser.js'),
    environment,
    host: {},
    createHostService: () => ({}),
    engine: parserProtocol,
    backOffMs: [0],
  });
  const spentMs = new Map<string, number>();
  const worker = createParserWorker({ ...engine, call: timed(engine.call, spentMs) });
  const languageFile = (id: string): string => path.join(setup.modelsDir, `tesseract-${id}`, `${id}.traineddata`);
  const parser: Parser = {
    parse: (file, options) => worker.parse(file, options),
    recognise: ({ languages, ...page }, options) => worker.recognise({ ...page, languages: languages.map((id) => ({ id, path: languageFile(id) })) }, options),
  };
  const db = openDatabase(libraryDir);
  try {
    const store = { db, sources: createSources(db), documents: createDocuments(db), versions: createVersions(db), pageOcr: createPageOcr(db), ledger: unrecorded, ...nothingForgotten(db), vectors: await openVectorIndex({ db, dir: path.join(libraryDir, 'vectors'), embedderId: constantEmbedder.id, dimensions: DIMENSIONS, onRebuilding: () => undefined, onDamaged: () => undefined }) };
    const problems: unknown[] = [];
    const silent = (): void => undefined;
    const loop = createIngestLoop({ ownFolders: [libraryDir], store, parser, ocr: () => ({ languages: ['eng'] }), embedder: () => constantEmbedder, scheduler: createScheduler(), onProgress: silent, onDocuments: silent, onProblem: (error) => problems.push(error) });
    // Everything is to be read here, whatever a person would have left out.
    for (const place of places) store.sources.setRules(store.sources.add(place)!.id, { ...DEFAULT_RULES, hidden: true, gitignore: false });
    loop.wake();
    await loop.finished();
    await loop.stop();
    await store.vectors.close();
    if (problems.length > 0) throw new Error(`Indexing stopped: ${JSON.stringify(problems)}`);
    return { files: filesOf(db, spentMs), crashes: engine.restarts() };
  } finally {
    await engine.stop();
    db.close();
    rmSync(libraryDir, { recursive: true, force: true });
  }
}

const DIMENSIONS = 384;
const constantEmbedder: Embedder = {
  id: 'constant',
  dimensions: DIMENSIONS,
  maxTokens: 256,
  countTokens: (text) => Math.ceil(text.length / 4),
  embed: async (texts) => texts.map(() => new Float32Array(DIMENSIONS).fill(1 / Math.sqrt(DIMENSIONS))),
  dispose: async () => undefined,
};

/** Adds up how long each call took, by the file that it is about. The worker has one call under way at a time. */
function timed(call: Call<ParserProtocol>, spentMs: Map<string, number>): Call<ParserProtocol> {
  return async (name, params, options) => {
    const startedMs = performance.now();
    try {
      return await call(name, params, options);
    } finally {
      spentMs.set(params.path, (spentMs.get(params.path) ?? 0) + performance.now() - startedMs);
    }
  };
}

function filesOf(db: Db, spentMs: ReadonlyMap<string, number>): ReadFile[] {
  const rows = db.prepare('SELECT id, parent_id, path, size_bytes, state, reason, version_hash FROM documents WHERE deleted_at_ms IS NULL ORDER BY path').all() as Row[];
  const version = db.prepare('SELECT text, page_starts FROM versions WHERE hash = ?');
  const versionOf = (row: Row): { text: string; page_starts: string | null } | undefined =>
    row.state === 'indexed' && row.version_hash !== null ? (version.get(row.version_hash) as { text: string; page_starts: string | null } | undefined) : undefined;
  const children = Map.groupBy(rows, ({ parent_id }) => parent_id);
  const below = (id: string): Row[] => (children.get(id) ?? []).flatMap((row) => [row, ...below(row.id)]);
  return (children.get(null) ?? []).map((row) => {
    const members = below(row.id);
    const read = members.filter(({ state }) => state === 'indexed');
    const own = versionOf(row);
    const membersText = read.map((member) => versionOf(member)?.text ?? '').join('\n\n');
    const text = own === undefined || own.text === '' ? (read.length > 0 ? membersText : null) : own.text;
    return {
      path: row.path,
      sizeBytes: row.size_bytes,
      text,
      reason: row.reason,
      pages: own === undefined || own.page_starts === null ? null : (JSON.parse(own.page_starts) as unknown[]).length,
      parserMs: spentMs.get(row.path) ?? 0,
      members: { read: read.length, unread: members.length - read.length },
    };
  });
}
