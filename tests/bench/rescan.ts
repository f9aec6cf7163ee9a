// Scans: time to walk a folder of many files of which nothing changed, and what is embedded again when files move.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { discoverFiles } from '../../main/ingest/1-discover/discover.ts';
import { scanSource } from '../../main/ingest/scanSource.ts';
import { createDocuments } from '../../main/library/documents.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';
import { createSources } from '../../main/library/sources.ts';
import { nothingForgotten } from '../support/ledger.ts';
import { openChangingFolder } from '../support/changingFolder.ts';

export interface RescanFigures {
  readonly files: number;
  readonly firstScanSeconds: number;
  readonly rescanSeconds: number;
  readonly movedFiles: number;
  readonly embeddedOnMove: number;
}

const FILES_A_FOLDER = 100;
const MOVED_FILES = 200;

export async function measureRescan(files: number): Promise<RescanFigures> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-bench-'));
  try {
    const scans = await measureScans(dir, files);
    return { files, ...scans, movedFiles: MOVED_FILES, embeddedOnMove: await embeddedOnMove(path.join(dir, 'moving')) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measureScans(dir: string, files: number): Promise<{ firstScanSeconds: number; rescanSeconds: number }> {
  const root = path.join(dir, 'files');
  for (let at = 0; at < files; at += 1) {
    const folder = path.join(root, `${Math.floor(at / FILES_A_FOLDER / 25)}`, `${Math.floor(at / FILES_A_FOLDER)}`);
    if (at % FILES_A_FOLDER === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${at}.md`), `Note ${at}`);
  }
  writeFileSync(path.join(root, '.gitignore'), '*.tmp\nbuild/\n!keep.tmp\n');
  const db = openDatabase(path.join(dir, 'library'));
  const store = { db, sources: createSources(db), documents: createDocuments(db), ...nothingForgotten(db) };
  const source = store.sources.add({ path: root, kind: 'folder' })!;
  store.sources.setRules(source.id, { ...source.rules, exclude: ['drafts/', '*.bak', '~$*'] });
  const scan = async (): Promise<number> => {
    const startedMs = performance.now();
    const discovery = { discover: discoverFiles, leftOut: () => async () => false };
    await scanSource(store.sources.get(source.id)!, discovery, { store, signal: new AbortController().signal, turn: async () => undefined, onScan: () => undefined });
    return (performance.now() - startedMs) / 1000;
  };
  const firstScanSeconds = await scan();
  const rescans = [await scan(), await scan(), await scan()].sort((a, b) => a - b);
  const { seen } = store.documents.coverage(null);
  db.close();
  // The rules' own file is in the account too.
  if (seen !== files + 1) throw new Error(`${seen} of ${files + 1} files were seen`);
  return { firstScanSeconds, rescanSeconds: rescans[1]! };
}

async function embeddedOnMove(dir: string): Promise<number> {
  const folder = await openChangingFolder(dir);
  folder.write('main', 0, MOVED_FILES);
  folder.library.sources.add({ path: folder.filesDir, kind: 'folder' });
  folder.library.semantic!.ingest.wake();
  await folder.settled();
  const before = folder.embedded();
  folder.renameAll();
  await folder.settled();
  const after = folder.embedded();
  await folder.close();
  return after - before;
}
