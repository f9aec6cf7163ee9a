// `freehold remove-data [--libraries] [--library DIR] [--yes]`: what Freehold keeps on this computer, and its removal. Without
// --yes it only lists; with --library that library alone, no other. 0 when nothing that was chosen is left, 1 when something is. No host: one would write while it is removed.
import { AppError } from '../../contract/errors.ts';
import type { Translate } from '../../contract/messages/index.ts';
import type { HostPaths } from '../host/hostOptions.ts';
import { appRuns } from '../removal/appRunning.ts';
import { checkLibrariesFree } from '../removal/librariesFree.ts';
import { isOwnLibrary, isOwnUserData } from '../removal/ownFolder.ts';
import { listData, rememberedLibrary, removeData } from '../removal/removeData.ts';
import { bold, dim, print } from './output.ts';
import type { CliRequest } from './parseArguments.ts';

const MEGABYTE = 1_000_000;

export async function removeAll(request: Extract<CliRequest, { command: 'remove-data' }>, paths: HostPaths, t: Translate): Promise<number> {
  const { userDataDir, sampleLibraryDir, defaultLibraryDir } = paths;
  const { json, libraryDir } = request.common;
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  const size = (bytes: number): string => (bytes / MEGABYTE).toFixed(1);
  if (libraryDir !== null && !isOwnLibrary(libraryDir)) throw new AppError('path-not-found', { path: libraryDir });
  const libraries = libraryDir === null ? [rememberedLibrary(userDataDir), defaultLibraryDir].filter((dir) => dir !== null) : [libraryDir];
  const places = { userDataDir, sampleLibraryDir, libraries };
  // A folder that somebody named for another one may hold another program's caches, under the names that ours have.
  const ownUserData = isOwnUserData(userDataDir);
  const items = (await listData(places)).filter(({ part }) => (part === 'library' ? request.libraries : ownUserData));
  if (!request.yes) {
    if (json) print({ items });
    else {
      line(bold(t('removal.cli.title')));
      for (const { part, location, files, bytes } of items) line(`  ${t('removal.cli.line', { part: t(`removal.part.${part}`), megabytes: size(bytes), count: files, location })}`);
      line(dim(t('removal.cli.yes')));
    }
    return 0;
  }
  if (appRuns(userDataDir)) throw new AppError('app-running');
  await checkLibrariesFree(items.filter(({ part }) => part === 'library').map(({ location }) => location), paths);
  const removed = await removeData(places, items.map(({ id }) => id));
  if (json) print({ removed });
  else {
    for (const { part, location, files, bytes, left } of removed) {
      line(t('removal.cli.removed', { part: t(`removal.part.${part}`), megabytes: size(bytes), count: files, location }));
      for (const { name, why } of left) line(`  ${t(`removal.left.${why}`, { name })}`);
    }
    line(dim(t('removal.stays')));
  }
  return removed.some(({ left }) => left.some(({ why }) => why === 'failed')) ? 1 : 0;
}
