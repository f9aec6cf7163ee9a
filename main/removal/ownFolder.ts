// Whether a folder is Freehold's, by what its files are and not by their names: removal trusts nothing else. In: a folder.
// Invariants: a file called `library.db` or `keys.json` alone makes no library; nothing is written, no native module is behind it.
import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { settings } from '../../contract/app.ts';
import { REMEMBERED_FILE, rememberedLibrary } from '../host/library/rememberedLibrary.ts';
import { APPLICATION_ID, DATABASE_FILE, headerTells, REBUILT_FOLDER } from '../library/databaseFile.ts';
import { isVectorTable } from '../library/vectorFolders.ts';
import { KEY_FILE, readKeyFile } from '../sovereignty/keys/keyFile.ts';

/** Lies in a library's folder while that is removed, and is the last that goes: without it a removal that was cut off could not be told from a folder of something else. */
export const REMOVING_FILE = 'library.db.removing';
/** Of the file format: where `PRAGMA application_id` stands, big endian. */
const APPLICATION_ID_AT = 68;
const HEADER_BYTES = 100;

/** Other programs have a `settings.json`, too; none has these fields. */
const ownSettings = z.object({ sealed: settings.shape.sealed, lockAfterMinutes: settings.shape.lockAfterMinutes, cores: settings.shape.cores });

/** Also one that is damaged, as long as something else in the folder tells it; also one whose removal was cut off. */
export function isOwnLibrary(folder: string): boolean {
  if (lstatSync(path.join(folder, REMOVING_FILE), { throwIfNoEntry: false })?.isFile() === true) return true;
  return [folder, path.join(folder, REBUILT_FOLDER)].some((place) => {
    const header = headerOf(path.join(place, DATABASE_FILE));
    if (header === null) return false;
    if (isKeyFile(path.join(folder, KEY_FILE))) return true;
    if (headerTells(header.subarray(0, 16)) === 'sealed') return false;
    if (header.length === HEADER_BYTES && header.readUInt32BE(APPLICATION_ID_AT) === APPLICATION_ID) return true;
    // It was not opened since libraries have the number, or has lost its first page.
    return hasVectors(folder);
  });
}

/** Told by what goes last in a removal, and by what every start writes. */
export function isOwnUserData(folder: string): boolean {
  return hasShape(path.join(folder, REMEMBERED_FILE), rememberedLibrary) || hasShape(path.join(folder, 'settings.json'), ownSettings) || namesIn(path.join(folder, 'ledger')).some((name) => /^installation\.(jsonl|key|anchor)$/.test(name));
}

export function isKeyFile(file: string): boolean {
  try {
    return readKeyFile(path.dirname(file)) !== null;
  } catch {
    return false;
  }
}

function hasVectors(folder: string): boolean {
  return namesIn(folder).some((name) => isVectorTable(name) && statSync(path.join(folder, name, 'chunks.lance'), { throwIfNoEntry: false })?.isDirectory() === true);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function hasShape(file: string, shape: z.ZodType): boolean {
  try {
    return shape.safeParse(JSON.parse(readFileSync(file, 'utf8'))).success;
  } catch {
    return false;
  }
}

/** Null where there is no file that can be read. */
function headerOf(file: string): Buffer | null {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const header = Buffer.alloc(HEADER_BYTES);
      return header.subarray(0, readSync(descriptor, header, 0, HEADER_BYTES, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
}
