// The SHA-256 of model files, taken from the files themselves. Kept per file while its size, time and inode stay the
// same, since a model is a gigabyte and more.
import { statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { hashFile } from '../files/hashFile.ts';
import { createJsonFile } from '../files/jsonFile.ts';

export interface ModelHashes {
  /** Null when it was never taken, or the file has changed since, or is gone. */
  known(file: string): string | null;
  /** Reads the file where the hash is not known. Rejects when it can't be read, and on abort. */
  take(file: string, signal: AbortSignal): Promise<string>;
}

const taken = z.object({ state: z.string(), sha256: z.string() });

export function createModelHashes(userDataDir: string): ModelHashes {
  const kept = createJsonFile(path.join(userDataDir, 'model-hashes.json'), z.record(z.string(), taken), {});

  function known(file: string): string | null {
    const hash = kept.read()[file];
    return hash !== undefined && hash.state === stateOf(file) ? hash.sha256 : null;
  }

  return {
    known,
    take: async (file, signal) => {
      const before = stateOf(file);
      const sha256 = known(file) ?? (await hashFile(file, signal));
      // A file that changes while it is read has no hash yet.
      if (before !== null && before === stateOf(file)) kept.write({ ...kept.read(), [file]: { state: before, sha256 } });
      return sha256;
    },
  };
}

function stateOf(file: string): string | null {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.size}:${stats.mtimeMs}:${stats.ino}`;
}
