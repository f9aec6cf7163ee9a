// Writes a small file for good: to a temporary name, synced, renamed into place, the folder synced. Whoever reads the file,
// also after a power cut, finds the old content or the new one, whole. Files belong to the person alone.
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { syncFolder } from './syncFiles.ts';

/** The content is on the disk when this returns; its name is not yet. `onWritten` is called before the sync. */
export function writeSynced(file: string, text: string, onWritten?: () => void): void {
  const descriptor = openSync(file, 'w', 0o600);
  try {
    // By descriptor it writes until all is written; a disk that is nearly full takes a part of it at first.
    writeFileSync(descriptor, text);
    onWritten?.();
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes the folder where it is missing. `beforeRename`: the new content is on the disk, the old one still in place. */
export function replaceFile(file: string, text: string, { beforeRename }: { readonly beforeRename?: () => void } = {}): void {
  const folder = path.dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeSynced(temporary, text);
    beforeRename?.();
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true, recursive: true });
    throw error;
  }
  syncFolder(folder);
}
