// What Freehold keeps on this computer, by parts with their sizes, and its removal. In: where things lie. Out: what there is;
// what was removed, and what stays with the reason. Invariant: whoever is cut off in the middle can do the same again, and
// ends with nothing left of what was chosen.
import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { rmdir, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DataPart } from '../../contract/dataParts.ts';
import type { DataItem, RemovedItem } from '../../contract/removal.ts';
import { EVERY_LIBRARY_NAME, LIBRARY_NAMES, userDataNames, type Known } from './namesOnDisk.ts';
import { isOwnLibrary, REMOVING_FILE } from './ownFolder.ts';
import { foreignIn, nothingFound, walkKnown, type Found, type WalkOptions } from './walkKnown.ts';

export interface DataPlaces {
  readonly userDataDir: string;
  readonly sampleLibraryDir: string;
  /** Folders that may hold a library: the open one, the remembered one, the usual one. */
  readonly libraries: readonly string[];
}

interface Item {
  readonly id: string;
  readonly part: DataPart;
  readonly folder: string;
  readonly location: string;
  readonly name: string | null;
  readonly names: readonly Known[];
  /** Of the whole folder: what has none of them is foreign. */
  readonly everyName: readonly Known[];
}

export async function listData(places: DataPlaces): Promise<DataItem[]> {
  const items = await Promise.all(itemsOf(places).map(async (item) => {
    const found = await walk(item, { remove: false });
    return { ...described(item, found), foreign: found.left.length };
  }));
  return items.filter(({ part, files }) => part === 'library' || files > 0);
}

/** Libraries first, what names them last. A folder that is empty then goes, too. */
export async function removeData(places: DataPlaces, ids: readonly string[], options: Pick<WalkOptions, 'onRemoved'> = {}): Promise<RemovedItem[]> {
  const removed: RemovedItem[] = [];
  for (const item of itemsOf(places).filter(({ id }) => ids.includes(id))) {
    const removing = item.part === 'library' ? path.join(item.folder, REMOVING_FILE) : null;
    // A full disk must not keep anything from going; it is only not finished by doing it again then. Nothing that is there is written to.
    if (removing !== null) await writeFile(removing, '', { mode: 0o600, flag: 'wx' }).catch(() => undefined);
    const found = await walk(item, { ...options, remove: true });
    if (removing !== null && !found.left.some(({ why }) => why === 'failed')) await unlink(removing).catch(() => undefined);
    removed.push({ ...described(item, found), left: found.left });
    // The folder of settings is the window's as long as that is open: then it is not empty.
    await rmdir(item.folder).catch(() => undefined);
  }
  return removed;
}

async function walk({ folder, names, everyName, part }: Item, options: WalkOptions): Promise<Found> {
  const found = nothingFound();
  await walkKnown(folder, names, found, options);
  // In the folder of settings, which the parts share, it is told once.
  if (part === 'library' || part === 'settings') await foreignIn(folder, everyName, found);
  return found;
}

function itemsOf({ userDataDir, sampleLibraryDir, libraries }: DataPlaces): Item[] {
  const folders = new Map(libraries.filter((dir) => existsSync(dir) && isOwnLibrary(dir)).map((dir) => [realpathSync(dir), dir]));
  const parts = userDataNames(sampleLibraryDir);
  const everyName = parts.flatMap(({ names }) => names);
  return [
    ...[...folders].map(([folder, location]): Item => ({ id: idOf('library', folder), part: 'library', folder, location, name: path.basename(location), names: LIBRARY_NAMES, everyName: EVERY_LIBRARY_NAME })),
    ...parts.map(({ part, names }): Item => ({ id: idOf(part, userDataDir), part, folder: userDataDir, location: userDataDir, name: null, names, everyName })),
  ];
}

const described = ({ id, part, name, location }: Item, { files, bytes }: Found): Omit<DataItem, 'foreign'> => ({ id, part, name, location, files, bytes });

/** The same at every look, so that what a person chose is what goes. */
const idOf = (part: DataPart, folder: string): string => createHash('sha256').update(`${part}\n${folder}`).digest('hex').slice(0, 32);
