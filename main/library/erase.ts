// The last part of forgetting: what was deleted leaves the disk too. A mark in the library says that this is still to
// be done, so that a kill in between only puts it off. Invariant: the mark goes when nothing of the forgotten is left.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { compactFullText } from './compactFullText.ts';
import { copiesOf } from './copyBeforeMigration.ts';
import { readMeta, writeMeta, type Db } from './openDatabase.ts';
import { eraseSetAside } from './setAside.ts';
import { eraseVectorFolders } from './vectorFolders.ts';
import type { VectorIndex } from './vectorIndex.ts';
import type { Versions } from './versions.ts';

const PENDING = 'erase_pending';
/** Versions taken out in one transaction. */
const RELEASE_AT_ONCE = 100;

interface ErasableStore {
  readonly db: Db;
  readonly versions: Versions;
  /** Null without an embedder: nobody has a table open then, and the first opening with one makes it anew. */
  readonly vectors: Pick<VectorIndex, 'startOver'> | null;
  /** Told when everything is off the disk. */
  readonly erasures: { certify(): Promise<void> };
}

/** To be called in the transaction that begins to forget. */
export function markErasing(db: Db): void {
  writeMeta(db, PENDING, randomUUID());
}

export const isErasing = (db: Db): boolean => readMeta(db, PENDING) !== null;

/** Takes deleted words and vectors off the disk, if that is due. */
export async function finishErasing({ db, versions, vectors, erasures }: ErasableStore): Promise<void> {
  const mark = readMeta(db, PENDING);
  if (mark === null) return;
  // Without an embedder nobody reads on what is half read, or finds again what was moved.
  if (vectors === null) await releaseUnused(db, versions);
  await compactFullText(db);
  // LanceDB keeps deleted vectors in its files; only a new table is free of them.
  await vectors?.startOver();
  if (versions.hasUnused()) return;
  // What was damaged and set aside holds what was forgotten since; so does a copy of before the last update. An encrypted
  // library, and one without an embedder, has no table open that would take its own along.
  eraseVectorFolders(path.dirname(db.name), vectors === null ? 'all' : 'set-aside');
  eraseSetAside(db.name);
  for (const copy of copiesOf(db.name)) rmSync(copy, { force: true });
  // Another source may have been forgotten meanwhile, and has its own mark then.
  db.prepare('DELETE FROM meta WHERE key = ? AND value = ?').run(PENDING, mark);
  if (!isErasing(db)) await erasures.certify();
}

async function releaseUnused(db: Db, versions: Versions): Promise<void> {
  while (db.transaction(() => versions.releaseUnused(RELEASE_AT_ONCE)).immediate() !== null) await new Promise<void>((resolve) => setImmediate(resolve));
}
