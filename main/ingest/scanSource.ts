// Notes every file of a source in the library, and drops those that are gone from the disk, as far as the safety brake
// lets it. A source that is not there (an unplugged drive, a server that is down) loses nothing, nor does a folder in
// it that can't be listed.
import path from 'node:path';
import type { SourceFile } from '../../contract/domain.ts';
import { AppError } from '../../contract/errors.ts';
import type { Documents, UnseenDocument } from '../library/documents.ts';
import type { Db } from '../library/openDatabase.ts';
import { placeBelow, type ForgottenPlaces } from '../library/forgottenPlaces.ts';
import type { Retention } from '../library/retention.ts';
import { rootIdentity, type SourceRecord, type Sources } from '../library/sources.ts';
import type { DiscoverOptions } from './1-discover/discover.ts';
import { weighGone } from './safetyBrake.ts';

/** The first stage, as far as a scan calls it. */
export interface Discovery {
  readonly discover: (root: Pick<SourceRecord, 'path' | 'kind'>, options: DiscoverOptions) => AsyncIterable<SourceFile>;
  /** Tells of places below the root whether the source's rules keep them from being read. */
  readonly leftOut: (source: SourceRecord) => (place: string, isFolder: boolean) => Promise<boolean>;
}

/** Files noted in one transaction, which is one fsync. */
const BATCH_FILES = 256;

export async function scanSource(
  source: SourceRecord,
  discovery: Discovery,
  context: {
    readonly store: { readonly db: Db; readonly documents: Documents; readonly sources: Sources; readonly places: Pick<ForgottenPlaces, 'matcher'>; readonly retention: Pick<Retention, 'cutoffMs'> };
    readonly signal: AbortSignal;
    readonly turn: () => Promise<void>;
    readonly onScan: (source: SourceRecord) => void;
  },
): Promise<void> {
  const { db, documents, sources, places, retention } = context.store;
  const isForgotten = places.matcher(source.id);
  const cutoffMs = retention.cutoffMs(source.id);
  // Later than every scan before, also when the clock was put back: what is dropped depends on the order.
  const scan = Math.max(Date.now(), documents.lastScan(source.id) + 1, (source.held?.scan ?? 0) + 1);
  const unreadable: string[] = [];
  const newcomers: SourceFile[] = [];
  let batch: SourceFile[] = [];
  let seen = 0;
  let foundAgain = 0;

  /** False when the source was forgotten meanwhile. */
  async function note(): Promise<boolean> {
    await context.turn();
    context.onScan(source);
    return db
      .transaction(() => {
        if (sources.get(source.id) === null) return false;
        for (const file of batch) {
          const isNew = documents.see(source, file, scan);
          if (file.skip === 'excluded') continue;
          if (isNew) newcomers.push(file);
          else foundAgain += 1;
        }
        seen += batch.length;
        batch = [];
        return true;
      })
      .immediate();
  }

  const identity = await rootIdentity(source.path);
  const options = { signal: context.signal, rules: source.rules, onUnreadableFolder: (folder: string) => void unreadable.push(folder) };
  for await (const file of discovery.discover(source, options)) {
    if (isForgotten(placeBelow(source, file.path))) continue;
    batch.push(cutoffMs !== null && file.modifiedMs < cutoffMs && !documents.isKept(source.id, file.path) ? { ...file, kind: null, skip: 'older-than-kept' } : file);
    if (batch.length >= BATCH_FILES && !(await note())) return;
  }
  // A scan that was broken off has not seen everything.
  if (context.signal.aborted) throw new AppError('cancelled');
  if (!(await note())) return;

  // An empty folder where another folder was: the mount point that a drive left behind.
  const otherFolder = seen === 0 && source.rootIdentity !== null && source.rootIdentity !== identity;
  const isThere = identity !== null && !otherFolder;
  const unseen = isThere ? await sortUnseen(documents.unseen(source.id, scan), source, discovery.leftOut(source), unreadable) : { leftOut: [], outOfReach: [], gone: [] };
  db.transaction(() => {
    // What was said of the source meanwhile counts: its rules, and the person's word on held files.
    const now = sources.get(source.id);
    if (now === null) return;
    sources.setFound(source.id, isThere ? identity : null);
    for (const { id } of unseen.outOfReach) documents.touch(id, scan);
    const gone = unseen.gone.filter(({ id }) => documents.isThere(id));
    const { drop, held } = isThere ? weighGone({ scan, gone, foundAgain, newcomers, held: now.held }) : { drop: [], held: now.held };
    for (const { id } of [...unseen.leftOut, ...drop]) documents.remove(id);
    sources.setHeld(source.id, held);
    sources.finishScan(source.id);
  }).immediate();
}

/** `leftOut`: what a rule keeps out now, and rows that stood for what a rule kept out. `outOfReach`: in folders that can't be listed. */
async function sortUnseen(
  unseen: readonly UnseenDocument[],
  source: SourceRecord,
  isLeftOut: ReturnType<Discovery['leftOut']>,
  unreadable: readonly string[],
): Promise<{ readonly leftOut: readonly UnseenDocument[]; readonly outOfReach: readonly UnseenDocument[]; readonly gone: readonly UnseenDocument[] }> {
  const sorted = { leftOut: [] as UnseenDocument[], outOfReach: [] as UnseenDocument[], gone: [] as UnseenDocument[] };
  for (const document of unseen) {
    const place = path.relative(source.path, document.path).replaceAll(path.sep, '/');
    if (document.reason === 'excluded' || (place !== '' && (await isLeftOut(place, document.name.endsWith('/'))))) sorted.leftOut.push(document);
    else if (isUnder(document.path, unreadable)) sorted.outOfReach.push(document);
    else sorted.gone.push(document);
  }
  return sorted;
}

function isUnder(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep));
}
