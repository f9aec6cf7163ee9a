// Walks what a person added and yields every file in it, readable or not, in the order of names. Reads names and
// sizes only. Invariant: each file yields exactly one entry, and a folder that can't be listed yields one with its
// reason, so nothing that was seen goes missing from the count.
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BigIntStats } from 'node:fs';
import type { FileReason, SourceFile } from '../../../contract/domain.ts';
import { classifyFile, DEFAULT_SIZE_LIMITS, type SizeLimits } from './classifyFile.ts';

export interface DiscoverOptions {
  readonly signal: AbortSignal;
  readonly limits?: SizeLimits;
  /** Told of each folder that could not be listed: what was known under it is not gone, only out of reach. */
  readonly onUnreadableFolder?: (folder: string) => void;
  /** A folder that is passed over wherever it is met: the library's own. */
  readonly except?: string;
}

/** Deeper trees are loops made by mounts, or hostile. */
const MAX_DEPTH = 64;
/** lstat calls in flight: enough to hide the disk's latency, few enough to leave threads for others. */
const STAT_BATCH = 32;
/** Skipped as whole folders, without being counted: tools' own data, and keys. Hidden names cover the rest. */
const NEVER_INDEXED: ReadonlySet<string> = new Set(['node_modules', '$RECYCLE.BIN', 'System Volume Information']);

/** A place in the tree. `bytes` is set where the name isn't valid UTF-8, so that no string can name it. */
interface Place {
  readonly path: string;
  readonly bytes: Buffer | null;
}

interface Entry {
  readonly place: Place;
  readonly name: string;
  readonly stats: BigIntStats | FileReason;
}

/**
 * Yields nothing when the root isn't there. Symbolic links to folders are not followed (what lies inside the root is
 * reached by its own path); links to files are, as long as they stay inside the root.
 * Ends early when the signal is aborted: what was not yielded then is not gone.
 */
export async function* discoverFiles(root: { readonly path: string; readonly kind: 'folder' | 'file' }, options: DiscoverOptions): AsyncGenerator<SourceFile> {
  const { signal, limits = DEFAULT_SIZE_LIMITS, onUnreadableFolder, except } = options;
  if (root.kind === 'file') {
    const stats = await statOf(root.path, stat);
    if (stats !== 'vanished') yield toSourceFile({ place: { path: root.path, bytes: null }, name: path.basename(root.path), stats }, limits);
    return;
  }
  const realRoot = await realpath(root.path).catch(() => root.path);
  const realExcept = except === undefined ? null : await realpath(except).catch(() => except);
  if (realRoot === realExcept) return;
  const visited = new Set<string>();
  // A stack of folders, the next one on top: depth first, without recursion.
  const pending: { readonly place: Place; readonly depth: number }[] = [{ place: { path: root.path, bytes: null }, depth: 0 }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const listing = await listFolder(folder.place);
    if (typeof listing === 'string') {
      if (listing === 'vanished') continue;
      onUnreadableFolder?.(folder.place.path);
      yield skipped({ place: folder.place, name: path.basename(folder.place.path), stats: listing }, listing);
      continue;
    }
    const subfolders: Place[] = [];
    for (let from = 0; from < listing.length; from += STAT_BATCH) {
      if (signal.aborted) return;
      const batch = await Promise.all(listing.slice(from, from + STAT_BATCH).map(readEntry));
      for (const entry of batch) {
        if (typeof entry.stats === 'string') {
          if (entry.stats !== 'vanished') yield skipped(entry, entry.stats);
        } else if (entry.stats.isDirectory()) {
          const identity = `${entry.stats.dev}:${entry.stats.ino}`;
          // Windows file systems without ids report 0 for all.
          if (entry.stats.ino !== 0n && visited.has(identity)) continue;
          visited.add(identity);
          if (path.join(realRoot, path.relative(root.path, entry.place.path)) === realExcept) continue;
          if (folder.depth < MAX_DEPTH) subfolders.push(entry.place);
          else yield skipped(entry, 'read-error');
        } else if (entry.stats.isSymbolicLink()) {
          const file = await followLink(entry, realRoot, limits);
          if (file !== null) yield file;
        } else if (entry.stats.isFile()) {
          yield toSourceFile(entry, limits);
        }
      }
    }
    for (const place of subfolders.reverse()) pending.push({ place, depth: folder.depth + 1 });
  }
}

async function listFolder(folder: Place): Promise<{ readonly place: Place; readonly name: string }[] | FileReason> {
  let names: Buffer[];
  try {
    names = await readdir(folder.bytes ?? folder.path, { encoding: 'buffer' });
  } catch (error) {
    return reasonOf(error);
  }
  return names
    .map((bytes) => nameEntry(folder, bytes))
    .filter(({ name }) => !name.startsWith('.') && !NEVER_INDEXED.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function nameEntry(folder: Place, bytes: Buffer): { readonly place: Place; readonly name: string } {
  let name: string;
  let valid = true;
  try {
    name = strictUtf8.decode(bytes);
  } catch {
    valid = false;
    // Each bad byte is written out, so that two bad names stay two.
    name = Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`)).join('');
  }
  const own = path.join(folder.path, name);
  if (valid && folder.bytes === null) return { name, place: { path: own, bytes: null } };
  return { name, place: { path: own, bytes: Buffer.concat([folder.bytes ?? Buffer.from(folder.path), Buffer.from(path.sep), bytes]) } };
}

async function readEntry({ place, name }: { readonly place: Place; readonly name: string }): Promise<Entry> {
  return { place, name, stats: await statOf(place.bytes ?? place.path, lstat) };
}

async function statOf(target: string | Buffer, read: typeof lstat): Promise<BigIntStats | FileReason> {
  try {
    return await read(target, { bigint: true });
  } catch (error) {
    return reasonOf(error);
  }
}

/** Null for links to folders: they are places, not files. */
async function followLink(entry: Entry, realRoot: string, limits: SizeLimits): Promise<SourceFile | null> {
  const link = entry.place.bytes ?? entry.place.path;
  const stats = await statOf(link, stat);
  // Unlike a file that went away during the scan, a link that leads nowhere is still there to be seen.
  if (typeof stats === 'string') return skipped(entry, stats);
  if (!stats.isFile()) return null;
  const target = await realpath(link).catch(() => null);
  const inside = target !== null && !path.relative(realRoot, target).startsWith('..') && !path.isAbsolute(path.relative(realRoot, target));
  return inside ? toSourceFile({ ...entry, stats }, limits) : skipped({ ...entry, stats }, 'unsupported-type');
}

function toSourceFile(entry: Entry, limits: SizeLimits): SourceFile {
  if (typeof entry.stats === 'string') return skipped(entry, entry.stats);
  if (!entry.stats.isFile()) return skipped(entry, 'unsupported-type');
  const classified = classifyFile(entry.name, Number(entry.stats.size), limits);
  if (classified.kind === null) return skipped(entry, classified.skip);
  // Everything downstream names files by strings; this one has no name that can be opened.
  if (entry.place.bytes !== null) return skipped(entry, 'read-error');
  return { ...describe(entry), kind: classified.kind };
}

const skipped = (entry: Entry, skip: FileReason): SourceFile => ({ ...describe(entry), kind: null, skip });

function describe({ place, name, stats }: Entry): Pick<SourceFile, 'path' | 'name' | 'sizeBytes' | 'modifiedMs'> {
  const known = typeof stats !== 'string';
  return { path: place.path, name, sizeBytes: known && stats.isFile() ? Number(stats.size) : 0, modifiedMs: known ? Number(stats.mtimeMs) : 0 };
}

function reasonOf(error: unknown): FileReason {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'vanished';
  return code === 'EACCES' || code === 'EPERM' ? 'no-permission' : 'read-error';
}
