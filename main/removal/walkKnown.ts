// Goes through a folder by the names that are known, and counts what it finds or removes it: the same walk for both, so that
// what is shown is what goes. Invariants: no link is ever followed or removed but the ones that are known as links; what has
// no known name stays; one entry that can't be removed does not keep the others.
import { existsSync } from 'node:fs';
import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { DataLeft } from '../../contract/removal.ts';
import type { Known } from './namesOnDisk.ts';

export interface Found {
  files: number;
  bytes: number;
  /** Inside of what is known; not what lies beside it. */
  readonly left: DataLeft[];
}

export interface WalkOptions {
  readonly remove: boolean;
  /** After each entry that was removed, for tests that kill in between. */
  readonly onRemoved?: (place: string) => void;
}

export const nothingFound = (): Found => ({ files: 0, bytes: 0, left: [] });

/** The entries of `folder` with these names, in the order of the names; adds to `found`. */
export async function walkKnown(folder: string, names: readonly Known[], found: Found, options: WalkOptions, below = ''): Promise<void> {
  const entries = await entriesOf(folder);
  const done = new Set<string>();
  for (const known of names) {
    for (const entry of entries) {
      if (done.has(entry) || !known.name.test(entry)) continue;
      if (await walkOne(path.join(folder, entry), known, found, options, path.join(below, entry))) done.add(entry);
    }
  }
  // Under a known name, and yet something else.
  for (const entry of entries) if (!done.has(entry) && names.some(({ name }) => name.test(entry))) found.left.push({ name: path.join(below, entry), why: 'foreign' });
}

/** Whatever is in the folder under none of these names. */
export async function foreignIn(folder: string, names: readonly Known[], found: Found, below = ''): Promise<void> {
  for (const entry of await entriesOf(folder)) if (!names.some(({ name }) => name.test(entry))) found.left.push({ name: path.join(below, entry), why: 'foreign' });
}

/** False when it is not what is known under this name. */
async function walkOne(place: string, known: Known, found: Found, options: WalkOptions, name: string): Promise<boolean> {
  const entry = await lstat(place).catch(() => null);
  // Gone meanwhile.
  if (entry === null) return true;
  if (entry.isSymbolicLink() && known.is !== 'link') {
    found.left.push({ name, why: 'link' });
    return true;
  }
  if (known.is === 'file' || known.is === 'link') {
    if (!(known.is === 'file' ? entry.isFile() : entry.isSymbolicLink()) || known.when?.(place) === false) return false;
    await remove(place, name, found, options, () => unlink(place), () => count(found, entry.size));
    return true;
  }
  if (!entry.isDirectory() || (known.marker !== undefined && !existsSync(path.join(place, known.marker)))) return false;
  if (known.is === 'all') await walkAll(place, found, options, name, known.marker);
  else {
    await walkKnown(place, known.is, found, options, name);
    await foreignIn(place, known.is, found, name);
  }
  await removeEmpty(place, name, found, options);
  return true;
}

async function walkAll(folder: string, found: Found, options: WalkOptions, below: string, last?: string): Promise<void> {
  const entries = await entriesOf(folder);
  for (const entry of last === undefined ? entries : [...entries.filter((one) => one !== last), last]) {
    const place = path.join(folder, entry);
    const name = path.join(below, entry);
    const is = await lstat(place).catch(() => null);
    if (is === null) continue;
    if (is.isSymbolicLink()) found.left.push({ name, why: 'link' });
    else if (is.isDirectory()) {
      await walkAll(place, found, options, name);
      await removeEmpty(place, name, found, options);
    } else await remove(place, name, found, options, () => unlink(place), () => count(found, is.size));
  }
}

/** A folder that still holds something says so by what it holds. */
async function removeEmpty(place: string, name: string, found: Found, options: WalkOptions): Promise<void> {
  if (options.remove && (await entriesOf(place)).length === 0) await remove(place, name, found, options, () => rmdir(place), () => undefined);
}

async function remove(place: string, name: string, found: Found, { remove: really, onRemoved }: WalkOptions, work: () => Promise<void>, gone: () => void): Promise<void> {
  if (!really) return gone();
  try {
    await work();
  } catch {
    found.left.push({ name, why: 'failed' });
    return;
  }
  gone();
  onRemoved?.(place);
}

function count(found: Found, bytes: number): void {
  found.files += 1;
  found.bytes += bytes;
}

/** In an order that is the same every time; of a folder that can't be read nothing. */
async function entriesOf(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).toSorted();
}
