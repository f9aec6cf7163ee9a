// The last part of forgetting: what was deleted leaves the disk too. A mark in the library says that this is still to
// be done, so that a kill in between only puts it off. Invariant: the mark goes when nothing of the forgotten is left.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { compactFullText } from './compactFullText.ts';
import { copiesOf } from './copyBeforeMigration.ts';
import { readMeta, writeMeta, type Db } from './openDatabase.ts';
import { eraseSetAside } from './setAside.ts';
import type { VectorIndex } from './vectorIndex.ts';
import type { Versions } from './versions.ts';

const PENDING = 'erase_pending';

interface ErasableStore {
  readonly db: Db;
  readonly versions: Versions;
  /** Null without an embedder: the vectors are off the disk at the first opening with one. */
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
  await compactFullText(db);
  // LanceDB keeps deleted vectors in its files; only a new table is free of them.
  await vectors?.startOver();
  if (vectors === null || versions.hasUnused()) return;
  // A damaged database that was set aside holds what was forgotten since; so does a copy of before the last update.
  eraseSetAside(db.name);
  for (const copy of copiesOf(db.name)) rmSync(copy, { force: true });
  // Another source may have been forgotten meanwhile, and has its own mark then.
  db.prepare('DELETE FROM meta WHERE key = ? AND value = ?').run(PENDING, mark);
  if (!isErasing(db)) await erasures.certify();
}
