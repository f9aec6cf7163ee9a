// Files that a cloud's program shows although their content is not on this computer. Reading one would fetch it from
// the network, so they are told by name and size alone. Linux shows none of this: a file without blocks there is a
// sparse one, or one that its file system keeps elsewhere, and is read like any other.
import type { BigIntStats } from 'node:fs';

/** NTFS keeps what is smaller inside its table of files, where it takes no blocks either. */
const RESIDENT_BYTES = 1_024n;

/**
 * macOS gives a dataless file, and Windows the placeholder of OneDrive and its kind, a size but no blocks. (Windows'
 * own attribute for it can't be read from Node.) A file of nothing but zeros may be taken for one; nothing is lost.
 */
export function isOnlineOnly({ blocks, size }: Pick<BigIntStats, 'blocks' | 'size'>, platform: NodeJS.Platform = process.platform): boolean {
  if (blocks !== 0n || size === 0n) return false;
  return platform === 'darwin' || (platform === 'win32' && size >= RESIDENT_BYTES);
}

/** iCloud on older systems puts `.Report.pdf.icloud` in the place of `Report.pdf`. Returns the file's own name, or null. */
export function icloudName(name: string): string | null {
  return /^\.(.+)\.icloud$/su.exec(name)?.[1] ?? null;
}
