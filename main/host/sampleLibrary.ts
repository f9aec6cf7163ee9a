// The sample files, copied once to the person's own data: the app's folder may be elsewhere at the next start, as an
// AppImage's is. Out: the folder to add. It is whole or not there.
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

export function copySampleLibrary(shippedDir: string, userDataDir: string): string {
  const dir = path.join(userDataDir, 'Sample library');
  if (existsSync(dir)) return dir;
  const copying = `${dir}.${process.pid}.tmp`;
  mkdirSync(userDataDir, { recursive: true, mode: 0o700 });
  try {
    cpSync(shippedDir, copying, { recursive: true });
    renameSync(copying, dir);
  } finally {
    rmSync(copying, { recursive: true, force: true });
  }
  return dir;
}
