// How far the copy of a library that is encrypted or decrypted has grown, as the disk tells it: the engine that writes it is
// busy with nothing else.
import { statSync } from 'node:fs';
import path from 'node:path';
import { CONVERTING_FILE, DATABASE_FILE } from '../../library/databaseFile.ts';

const LOOK_EVERY_MS = 300;

/** Tells the share that is written, 0 to 1, whenever it has grown by a hundredth. The result ends it. */
export function followConversion(libraryDir: string, onShare: (share: number) => void): () => void {
  let told = 0;
  const sizeOf = (name: string): number => statSync(path.join(libraryDir, name), { throwIfNoEntry: false })?.size ?? 0;
  const timer = setInterval(() => {
    const share = Math.min(1, sizeOf(CONVERTING_FILE) / Math.max(1, sizeOf(DATABASE_FILE)));
    if (share - told < 0.01) return;
    told = share;
    onShare(share);
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
