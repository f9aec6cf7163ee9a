// Reading alone, by format: a real parser worker, warm, one file after the other, as indexing has them read. Of files
// that are made here (alike on every machine), and of real ones where they are there. Nothing is embedded or stored.
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DOCUMENT_KINDS, type DocumentKind } from '../../contract/domain.ts';
import { PARSER_ARGUMENTS } from '../../main/engines/parser/parserProgram.ts';
import { parserProtocol } from '../../main/engines/parser/protocol.ts';
import { superviseEngine } from '../../main/engines/supervisor/superviseEngine.ts';
import { createParserWorker, type ParserWorker } from '../../main/host/parserWorker.ts';
import { formatOf } from '../eval/documents/formats.ts';
import { SEEDS } from '../fuzz/seeds/index.ts';
import { root, setup } from '../support/host.ts';

export interface ReadingFigures {
  readonly format: DocumentKind;
  /** Of files of a few KB, made here. */
  readonly smallFilesPerSecond: number;
  readonly realFiles: number;
  readonly realFilesPerSecond: number | null;
  /** Pages or slides; null where the format has neither. */
  readonly pagesPerSecond: number | null;
}

const ROUNDS = 100;
/** A scan takes seconds a page; OCR has rows of its own. */
const WITHOUT: ReadonlySet<DocumentKind> = new Set(['image']);

export async function measureReading(documentsDir: string): Promise<readonly ReadingFigures[]> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-bench-'));
  const engine = superviseEngine({ name: 'parser', nodeBinary: setup.nodeBinary, nodeArguments: PARSER_ARGUMENTS, entry: path.join(root, 'build', 'engines', 'parser.js'), host: {}, createHostService: () => ({}), engine: parserProtocol });
  const worker = createParserWorker(engine);
  const real = Map.groupBy(filesUnder(documentsDir), formatOf);
  try {
    const rows: ReadingFigures[] = [];
    for (const format of DOCUMENT_KINDS.filter((kind) => !WITHOUT.has(kind))) {
      const made = SEEDS[format].files().map((bytes, at) => {
        const file = path.join(dir, `${at}.${SEEDS[format].extension}`);
        writeFileSync(file, bytes);
        return file;
      });
      const warm = await read(worker, made, format);
      if (warm.unsupported) continue;
      const small = await read(worker, Array.from({ length: ROUNDS }, () => made).flat(), format);
      const realFiles = real.get(format) ?? [];
      const large = await read(worker, realFiles, format);
      rows.push({
        format,
        smallFilesPerSecond: small.files / small.seconds,
        realFiles: realFiles.length,
        realFilesPerSecond: realFiles.length === 0 ? null : large.files / large.seconds,
        pagesPerSecond: large.pages > 0 ? large.pages / large.pagedSeconds : small.pages > 0 ? small.pages / small.pagedSeconds : null,
      });
    }
    return rows;
  } finally {
    await engine.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function read(worker: ParserWorker, files: readonly string[], kind: DocumentKind): Promise<{ files: number; seconds: number; pages: number; pagedSeconds: number; unsupported: boolean }> {
  const { signal } = new AbortController();
  let [seconds, pages, pagedSeconds, unsupported] = [0, 0, 0, false];
  for (const file of files) {
    const startedMs = performance.now();
    const result = await worker.parse({ path: file, name: path.basename(file), kind }, { signal });
    const took = (performance.now() - startedMs) / 1000;
    seconds += took;
    if (!result.ok) unsupported ||= result.reason === 'unsupported-type';
    else if (result.document !== null && result.document.pageStarts !== null) {
      pages += result.document.pageStarts.length;
      pagedSeconds += took;
    }
  }
  return { files: files.length, seconds, pages, pagedSeconds, unsupported };
}

function filesUnder(dir: string): string[] {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
