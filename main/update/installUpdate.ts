// Puts a checked update where it belongs: an AppImage takes the place of the one that runs, any other package is written
// into a folder for the person to open. In: the update file, open. Out: where it lies now. Invariants: a package has its
// name only when it is whole, on the disk, and read back with its hash; until then, whatever happens, the old one runs.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import type { PackageKind } from '../../contract/updateKinds.ts';
import { isAlive } from '../isAlive.ts';
import { syncFile, syncFolder } from '../files/syncFiles.ts';
import { eachBlock, type Following, type KnownUpdate } from './checkUpdate.ts';

/** The program before the update, beside the new one; renaming it takes the update back. */
export const PREVIOUS = '.previous';
const UNFINISHED = /\.update-(\d+)\.tmp$/;
const EXTENSION: Readonly<Record<PackageKind, string>> = { AppImage: 'AppImage', deb: 'deb', dmg: 'dmg', nsis: 'exe' };
const OWN_PACKAGE = /^Freehold-\d+\.\d+\.\d+-[a-z0-9]+-[a-z0-9]+\.(AppImage|deb|dmg|exe)$/;

/** Progress counts twice the payload: written, and read back. `beforeRename` is given the whole new file, which keeps all but its name; when it throws, nothing is changed. @throws AppError `update-damaged`, `update-not-writable`, `disk-full` or `cancelled`; everything is as it was then */
export async function replaceAppImage(handle: FileHandle, update: KnownUpdate, appImage: string, following: Following, beforeRename: (whole: string) => void = () => undefined): Promise<void> {
  const folder = path.dirname(appImage);
  const unfinished = unfinishedOf(appImage);
  const oldMode = await stat(appImage).then(({ mode }) => mode & 0o777, () => 0o755);
  await removeUnfinished(folder, (name) => [path.basename(appImage), `${path.basename(appImage)}${PREVIOUS}`].includes(name));
  await writing(appImage, async () => {
    try {
      await writePackage(handle, update, unfinished, oldMode | 0o500, following);
      beforeRename(unfinished);
      await keepOld(appImage);
      await rename(unfinished, appImage);
    } finally {
      await rm(unfinished, { force: true });
    }
    syncFolder(folder);
  });
}

/** Where the package lies, under a name of its version. @throws as above */
export async function handOver(handle: FileHandle, update: KnownUpdate, folder: string, following: Following): Promise<string> {
  const { version, platform, arch, kind } = update.header;
  const file = path.join(folder, `Freehold-${version}-${platform}-${arch}.${EXTENSION[kind]}`);
  await writing(file, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Of whatever version it is.
    await removeUnfinished(folder, (name) => OWN_PACKAGE.test(name));
    try {
      await writePackage(handle, update, unfinishedOf(file), 0o600, following);
      await rename(unfinishedOf(file), file);
    } finally {
      await rm(unfinishedOf(file), { force: true });
    }
    syncFolder(folder);
    for (const name of await readdir(folder)) if (OWN_PACKAGE.test(name) && name !== path.basename(file)) await rm(path.join(folder, name), { force: true });
  });
  return file;
}

async function writePackage(handle: FileHandle, { front, header: { payloadBytes, sha256 } }: KnownUpdate, file: string, mode: number, { signal, onProgress }: Following): Promise<void> {
  const target = await open(file, 'wx+', 0o600);
  try {
    await eachBlock(handle, { start: front.payloadStart, bytes: payloadBytes, signal }, async (block, doneBytes) => {
      await writeAll(target, block);
      onProgress(doneBytes, 2 * payloadBytes);
    });
    await target.sync();
    const hash = createHash('sha256');
    await eachBlock(target, { start: 0, bytes: payloadBytes, signal }, (block, doneBytes) => {
      hash.update(block);
      onProgress(payloadBytes + doneBytes, 2 * payloadBytes);
    });
    if (hash.digest('hex') !== sha256) throw new AppError('update-damaged');
    await target.chmod(mode);
    await target.sync();
  } finally {
    await target.close();
  }
}

async function writeAll(target: FileHandle, block: Buffer): Promise<void> {
  for (let at = 0; at < block.length; ) at += (await target.write(block, at)).bytesWritten;
}

/** The old program has two names for a moment, so that its own is never without one. */
async function keepOld(appImage: string): Promise<void> {
  const keeping = `${appImage}${PREVIOUS}.update-${process.pid}.tmp`;
  try {
    await rm(keeping, { force: true });
    // FAT knows no second names.
    await link(appImage, keeping).catch(async () => {
      await copyFile(appImage, keeping, constants.COPYFILE_EXCL);
      await syncFile(keeping);
    });
    await rename(keeping, `${appImage}${PREVIOUS}`);
  } finally {
    await rm(keeping, { force: true });
  }
}

const unfinishedOf = (file: string): string => `${file}.update-${process.pid}.tmp`;

/** What killed processes left of files that are Freehold's; another one that is still at it keeps its own. */
async function removeUnfinished(folder: string, isOwn: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [end, pid] = UNFINISHED.exec(name) ?? [];
    if (end !== undefined && isOwn(name.slice(0, -end.length)) && (Number(pid) === process.pid || !isAlive(Number(pid)))) await rm(path.join(folder, name), { force: true });
  }
}

async function writing(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new AppError('disk-full', { path: file }, { cause });
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'EISDIR' || code === 'ENOENT') throw new AppError('update-not-writable', { folder: path.dirname(file) }, { cause });
    throw cause;
  }
}
