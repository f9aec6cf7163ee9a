// What stands in a folder: names in order, each with a place that can be opened, also where the name is no valid UTF-8;
// and what the file system says of each. Nothing is opened.
import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FileReason } from '../../../contract/domain.ts';

/** A place in the tree. `bytes` is set where the name isn't valid UTF-8, so that no string can name it. */
export interface Place {
  readonly path: string;
  readonly bytes: Buffer | null;
}

export interface NamedPlace {
  readonly place: Place;
  readonly name: string;
}

export interface Entry extends NamedPlace {
  readonly stats: BigIntStats | FileReason;
}

export async function listFolder(folder: Place): Promise<NamedPlace[] | FileReason> {
  let names: Buffer[];
  try {
    names = await readdir(folder.bytes ?? folder.path, { encoding: 'buffer' });
  } catch (error) {
    return reasonOf(error);
  }
  return names.map((bytes) => nameEntry(folder, bytes)).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function nameEntry(folder: Place, bytes: Buffer): NamedPlace {
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

export async function readEntry({ place, name }: NamedPlace): Promise<Entry> {
  return { place, name, stats: await statOf(place.bytes ?? place.path, lstat) };
}

export async function statOf(target: string | Buffer, read: typeof lstat): Promise<BigIntStats | FileReason> {
  try {
    return await read(target, { bigint: true });
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): FileReason {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'vanished';
  return code === 'EACCES' || code === 'EPERM' ? 'no-permission' : 'read-error';
}
