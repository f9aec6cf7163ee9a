// Has the system write files to the disk for good. Whoever renames a file has its folder synced too: without that a
// power cut may leave the old name, or none.
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Names in the folder are on the disk. Where a system can't sync a folder (Windows), its file system keeps names by itself. */
export function syncFolder(folder: string): void {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
  } catch {
    // It is the file's own sync that must not fail.
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** Every file below the folder is on the disk, with its name. @throws when one can't be synced */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(place);
    else if (entry.isFile()) await syncFile(place);
  }
  syncFolder(folder);
}

/** What is in the file is on the disk. @throws when it can't be synced */
export async function syncFile(file: string): Promise<void> {
  // Windows syncs only what is open for writing; elsewhere a file that nobody may write to is synced, too.
  const handle = await open(file, process.platform === 'win32' ? 'r+' : 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
