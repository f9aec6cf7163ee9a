// Notes every file of a source in the library, and drops those that are gone from the disk. A source that is not there
// (an unplugged drive, a server that is down) loses nothing, nor does a folder in it that can't be listed.
import path from 'node:path';
import type { SourceFile } from '../../contract/domain.ts';
import { AppError } from '../../contract/errors.ts';
import type { Documents } from '../library/documents.ts';
import type { Db } from '../library/openDatabase.ts';
import { rootIdentity, type SourceRecord, type Sources } from '../library/sources.ts';
import type { DiscoverOptions } from './1-discover/discover.ts';

type Discover = (root: Pick<SourceRecord, 'path' | 'kind'>, options: DiscoverOptions) => AsyncIterable<SourceFile>;

/** Files noted in one transaction, which is one fsync. */
const BATCH_FILES = 256;

export async function scanSource(
  source: SourceRecord,
  discover: Discover,
  context: {
    readonly store: { readonly db: Db; readonly documents: Documents; readonly sources: Sources };
    readonly signal: AbortSignal;
    readonly turn: () => Promise<void>;
    readonly onScan: (source: SourceRecord) => void;
  },
): Promise<void> {
  const { db, documents, sources } = context.store;
  const scan = Date.now();
  const unreadable: string[] = [];
  let batch: SourceFile[] = [];
  let seen = 0;

  /** False when the source was forgotten meanwhile. */
  async function note(): Promise<boolean> {
    await context.turn();
    context.onScan(source);
    return db
      .transaction(() => {
        if (sources.get(source.id) === null) return false;
        for (const file of batch) documents.see(source, file, scan);
        seen += batch.length;
        batch = [];
        return true;
      })
      .immediate();
  }

  const identity = await rootIdentity(source.path);
  for await (const file of discover(source, { signal: context.signal, onUnreadableFolder: (folder) => unreadable.push(folder) })) {
    batch.push(file);
    if (batch.length >= BATCH_FILES && !(await note())) return;
  }
  // A scan that was broken off has not seen everything.
  if (context.signal.aborted) throw new AppError('cancelled');
  if (!(await note())) return;

  // An empty folder where another folder was: the mount point that a drive left behind.
  const otherFolder = seen === 0 && source.rootIdentity !== null && source.rootIdentity !== identity;
  db.transaction(() => {
    if (identity === null || otherFolder) {
      sources.setFound(source.id, null);
    } else {
      sources.setFound(source.id, identity);
      for (const gone of documents.unseen(source.id, scan)) if (!isUnder(gone.path, unreadable)) documents.remove(gone.id);
    }
    sources.finishScan(source.id);
  }).immediate();
}

function isUnder(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep));
}
