// Taking everything with you by the command line: how long it takes, what it weighs, and the most memory that the library
// engine and the command line ever held, as Linux counts it. Documents have no text of their own here: passages with their
// vectors are nearly all of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { EmbeddedChunk } from '../../contract/domain.ts';
import { CHUNKER_VERSION } from '../../main/ingest/3-chunk/chunkDocument.ts';
import { createEmbedders } from '../../main/library/embedders.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';
import { openVectorIndex } from '../../main/library/vectorIndex.ts';
import type { EmbedderSpec } from '../../main/models/embedderSpec.ts';
import { root, setup } from '../support/host.ts';
import { enginesOf, sleep } from '../support/processes.ts';
import { storeChunks } from './retrieval.ts';

export async function measureExport(spec: EmbedderSpec, real: readonly EmbeddedChunk[], count: number): Promise<object> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-bench-'));
  const libraryDir = path.join(dir, 'library');
  try {
    const db = openDatabase(libraryDir);
    const { folder } = createEmbedders(db).activate(spec);
    const vectors = await openVectorIndex({ db, dir: path.join(libraryDir, folder), embedderId: spec.id, dimensions: spec.dimensions });
    // A folder that is not there: it is not read again, and what was in it stays.
    await storeChunks({ db, dir: path.join(dir, 'papers'), vectors, embedderId: spec.id, real, count, chunkerVersion: CHUNKER_VERSION });
    // Else the engine makes the index while it is measured.
    await vectors.sync({ force: true });
    await vectors.close();
    db.close();
    return await exportWith(dir, libraryDir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function exportWith(dir: string, libraryDir: string): Promise<object> {
  const target = path.join(dir, 'out');
  const child = spawn(setup.nodeBinary, [path.join(root, 'build', 'cli', 'index.js'), 'export', '--to', target, '--json', '--library', libraryDir], { env: { ...process.env, FREEHOLD_USER_DATA: path.join(dir, 'user') }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let stdout = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  let [beganMs, engineOpenMb, engineMb, commandLineMb] = [0, 0, 0, 0];
  while (!existsSync(target) && child.exitCode === null) {
    const engine = enginesOf(child.pid!).get('library');
    engineMb = Math.max(engineMb, engine === undefined ? 0 : peakMegabytes(engine));
    commandLineMb = Math.max(commandLineMb, peakMegabytes(child.pid!));
    if (beganMs === 0 && existsSync(`${target}.part`)) [beganMs, engineOpenMb] = [performance.now(), engineMb];
    await sleep(20);
  }
  const seconds = (performance.now() - beganMs) / 1000;
  await ended;
  const { counts } = JSON.parse(stdout) as { counts: object };
  return { ...counts, seconds, megabytes: megabytesBelow(target), engineOpenMb, engineMb, commandLineMb };
}

/** The most that it ever had in memory; 0 when it has ended. */
function peakMegabytes(processId: number): number {
  try {
    return (Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1] ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
}

function megabytesBelow(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0) / 1e6;
}
