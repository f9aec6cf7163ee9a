// A name in a folder is on the disk only when the folder is. Windows has no such thing for folders.
import { closeSync, fsyncSync, openSync } from 'node:fs';

export function syncFolder(dir: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(dir, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
