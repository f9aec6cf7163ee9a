// Walks what a person added and yields every file in it, readable or not, in the order of names. Reads names, sizes
// and .gitignore files only. Invariant: each file yields exactly one entry; a folder that can't be listed, or that the
// rules leave out, yields one with its reason; only places that are never indexed are passed over. So nothing that was
// seen goes missing from the count.
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_RULES, type FileReason, type SourceFile, type SourceRules } from '../../../contract/domain.ts';
import { classifyFile, DEFAULT_SIZE_LIMITS, type SizeLimits } from './classifyFile.ts';
import { readGitignore } from './gitignoreFile.ts';
import { listFolder, readEntry, statOf, type Entry, type Place } from './listFolder.ts';
import { namesOf, secretPlace } from './neverIndexed.ts';
import { icloudName, isOnlineOnly } from './onlineOnly.ts';
import { compileRules, type GitignoreScope } from './rules.ts';

export interface DiscoverOptions {
  readonly signal: AbortSignal;
  readonly rules?: SourceRules;
  readonly limits?: SizeLimits;
  /** Told of each folder that could not be listed: what was known under it is not gone, only out of reach. */
  readonly onUnreadableFolder?: (folder: string) => void;
  /** Folders that are passed over wherever they are met: Freehold's own. */
  readonly except?: readonly string[];
}

/** Deeper trees are loops made by mounts, or hostile. */
const MAX_DEPTH = 64;
/** lstat calls in flight: enough to hide the disk's latency, few enough to leave threads for others. */
const STAT_BATCH = 32;

interface Folder {
  readonly place: Place;
  /** Below the root, with `/`; '' for the root. */
  readonly below: string;
  readonly depth: number;
  readonly scopes: readonly GitignoreScope[];
}

/**
 * Yields nothing when the root isn't there. Symbolic links to folders are not followed (what lies inside the root is
 * reached by its own path); links to files are, as long as they stay inside the root.
 * Ends early when the signal is aborted: what was not yielded then is not gone.
 */
export async function* discoverFiles(root: { readonly path: string; readonly kind: 'folder' | 'file' }, options: DiscoverOptions): AsyncGenerator<SourceFile> {
  const { signal, limits = DEFAULT_SIZE_LIMITS, onUnreadableFolder, except = [] } = options;
  const rootEntry = { place: { path: root.path, bytes: null }, name: path.basename(root.path), stats: await statOf(root.path, stat) };
  if (rootEntry.stats === 'vanished') return;
  const realRoot = await realpath(root.path).catch(() => root.path);
  if (secretPlace(namesOf(realRoot)) !== null) {
    yield skipped(rootEntry, 'excluded');
    return;
  }
  if (root.kind === 'file') {
    yield toSourceFile(rootEntry, limits);
    return;
  }
  const realExcept = new Set(await Promise.all(except.map((folder) => realpath(folder).catch(() => folder))));
  if (realExcept.has(realRoot)) return;
  const rules = compileRules(root.path, options.rules ?? DEFAULT_RULES);
  const visited = new Set<string>();
  // A stack of folders, the next one on top: depth first, without recursion.
  const pending: Folder[] = [{ place: rootEntry.place, below: '', depth: 0, scopes: [] }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const listing = await listFolder(folder.place);
    if (typeof listing === 'string') {
      if (listing === 'vanished') continue;
      onUnreadableFolder?.(folder.place.path);
      yield skipped({ place: folder.place, name: path.basename(folder.place.path), stats: listing }, listing);
      continue;
    }
    const own = rules.gitignore && listing.some(({ name }) => name === '.gitignore') ? await readGitignore(folder.place.path, folder.below) : null;
    const scopes = own === null ? folder.scopes : [...folder.scopes, own];
    const subfolders: Folder[] = [];
    for (let from = 0; from < listing.length; from += STAT_BATCH) {
      if (signal.aborted) return;
      const batch = await Promise.all(listing.slice(from, from + STAT_BATCH).map(readEntry));
      for (const found of batch) {
        const entry = underOwnName(found);
        const isFolder = typeof entry.stats !== 'string' && entry.stats.isDirectory();
        const below = folder.below === '' ? entry.name : `${folder.below}/${entry.name}`;
        const leftOut = rules.leavesOut(below, isFolder, scopes);
        if (leftOut !== null) {
          if (leftOut.because === 'never' || !isFileOrFolder(entry)) continue;
          yield skipped(isFolder ? asFolderRow(entry) : entry, 'excluded');
        } else if (typeof entry.stats === 'string') {
          if (entry.stats !== 'vanished') yield skipped(entry, entry.stats);
        } else if (entry.stats.isDirectory()) {
          const identity = `${entry.stats.dev}:${entry.stats.ino}`;
          // Windows file systems without ids report 0 for all.
          if (entry.stats.ino !== 0n && visited.has(identity)) continue;
          visited.add(identity);
          if (realExcept.has(path.join(realRoot, path.relative(root.path, entry.place.path)))) continue;
          if (folder.depth < MAX_DEPTH) subfolders.push({ place: entry.place, below, depth: folder.depth + 1, scopes });
          else yield skipped(entry, 'read-error');
        } else if (entry.stats.isSymbolicLink()) {
          const file = await followLink(entry, realRoot, limits);
          if (file !== null) yield file;
        } else if (entry.stats.isFile()) {
          yield found === entry ? toSourceFile(entry, limits) : skipped(entry, 'online-only');
        }
      }
    }
    for (const subfolder of subfolders.reverse()) pending.push(subfolder);
  }
}

/** A stand-in of iCloud counts as the file that it stands in for, so that the two are one document. */
function underOwnName(entry: Entry): Entry {
  const name = icloudName(entry.name);
  if (name === null || typeof entry.stats === 'string' || !entry.stats.isFile()) return entry;
  return { ...entry, name, place: { path: path.join(path.dirname(entry.place.path), name), bytes: entry.place.bytes } };
}

/** One row stands for all that lies in the folder; the slash says so. */
const asFolderRow = (entry: Entry): Entry => ({ ...entry, name: `${entry.name}/` });

function isFileOrFolder({ stats }: Entry): boolean {
  return typeof stats !== 'string' && (stats.isFile() || stats.isDirectory() || stats.isSymbolicLink());
}

/** Null for links to folders: they are places, not files. */
async function followLink(entry: Entry, realRoot: string, limits: SizeLimits): Promise<SourceFile | null> {
  const link = entry.place.bytes ?? entry.place.path;
  const stats = await statOf(link, stat);
  // Unlike a file that went away during the scan, a link that leads nowhere is still there to be seen.
  if (typeof stats === 'string') return skipped(entry, stats);
  if (!stats.isFile()) return null;
  const target = await realpath(link).catch(() => null);
  if (target === null || path.relative(realRoot, target).startsWith('..') || path.isAbsolute(path.relative(realRoot, target))) return skipped({ ...entry, stats }, 'unsupported-type');
  return secretPlace(namesOf(target)) === null ? toSourceFile({ ...entry, stats }, limits) : skipped({ ...entry, stats }, 'excluded');
}

function toSourceFile(entry: Entry, limits: SizeLimits): SourceFile {
  if (typeof entry.stats === 'string') return skipped(entry, entry.stats);
  if (!entry.stats.isFile()) return skipped(entry, 'unsupported-type');
  const classified = classifyFile(entry.name, Number(entry.stats.size), limits);
  if (classified.kind === null) return skipped(entry, classified.skip);
  // Everything downstream names files by strings; this one has no name that can be opened.
  if (entry.place.bytes !== null) return skipped(entry, 'read-error');
  if (isOnlineOnly(entry.stats)) return skipped(entry, 'online-only');
  return { ...describe(entry), kind: classified.kind };
}

const skipped = (entry: Entry, skip: FileReason): SourceFile => ({ ...describe(entry), kind: null, skip });

function describe({ place, name, stats }: Entry): Pick<SourceFile, 'path' | 'name' | 'sizeBytes' | 'modifiedMs'> {
  const known = typeof stats !== 'string';
  return { path: place.path, name, sizeBytes: known && stats.isFile() ? Number(stats.size) : 0, modifiedMs: known ? Number(stats.mtimeMs) : 0 };
}
