// Which version lies in the AppImage's file, when another one runs: an update that waits for a restart, also one that another
// process of Freehold's put there. In: `installed-version.json` in the folder of settings. Invariant: it counts only as long as
// the file is the very one that was put there; whoever goes back by hand has another one.
import { statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { createJsonFile } from '../files/jsonFile.ts';

const identity = z.object({ inode: z.number(), bytes: z.number(), modifiedMs: z.number() });
const installed = z.object({ version: z.string(), file: identity }).nullable();

export interface InstalledVersion {
  /** Null when nothing was put into this file, or another file is there now. */
  read(): string | null;
  /** @param whole the new file before it has the AppImage's name @throws as a JSON file does */
  write(version: string, whole: string): void;
}

export function installedVersion(userDataDir: string, appImage: string | null): InstalledVersion {
  // Other processes write it, too: it is read anew each time.
  const file = () => createJsonFile(path.join(userDataDir, 'installed-version.json'), installed, null);
  return {
    read: () => {
      const noted = appImage === null ? null : file().read();
      if (appImage === null || noted === null) return null;
      const now = identityOf(appImage);
      return now !== null && JSON.stringify(now) === JSON.stringify(noted.file) ? noted.version : null;
    },
    write: (version, whole) => {
      const found = identityOf(whole);
      if (found !== null) file().write({ version, file: found });
    },
  };
}

function identityOf(file: string): z.infer<typeof identity> | null {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? null : { inode: found.ino, bytes: found.size, modifiedMs: Math.trunc(found.mtimeMs) };
}
