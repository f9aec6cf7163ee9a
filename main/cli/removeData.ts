// `freehold remove-data [--libraries | --library DIR] [--yes]`: what Freehold keeps on this computer, and its removal. Without
// --yes it only lists; with --library that library and nothing else. 0 when nothing that was chosen is left, 1 when something is. No host: one would write while it is removed.
import { realpathSync } from 'node:fs';
import type { DataPart } from '../../contract/dataParts.ts';
import { AppError } from '../../contract/errors.ts';
import type { Translate } from '../../contract/messages/index.ts';
import type { HostPaths } from '../host/hostOptions.ts';
import { ledgerDirOf } from '../host/ledger.ts';
import { rememberedLibraryIn } from '../host/library/rememberedLibrary.ts';
import { appRuns } from '../removal/appRunning.ts';
import { checkLibrariesFree } from '../removal/librariesFree.ts';
import { isOwnLibrary, isOwnUserData } from '../removal/ownFolder.ts';
import { listData, removeData } from '../removal/removeData.ts';
import { createInstallationLedger } from '../sovereignty/ledger/installationLedger.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { bold, dim, print } from './output.ts';

const MEGABYTE = 1_000_000;

export async function removeAll(request: { readonly libraries: boolean; readonly yes: boolean; readonly common: CommonOptions }, paths: HostPaths, t: Translate): Promise<number> {
  const { userDataDir, sampleLibraryDir, defaultLibraryDir } = paths;
  const { json, libraryDir } = request.common;
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  const size = (bytes: number): string => (bytes / MEGABYTE).toFixed(1);
  if (libraryDir !== null && !isOwnLibrary(libraryDir)) throw new AppError('path-not-found', { path: libraryDir });
  const libraries = libraryDir === null ? [rememberedLibraryIn(userDataDir).read().libraryDir, defaultLibraryDir].filter((dir) => dir !== null) : [libraryDir];
  const places = { userDataDir, sampleLibraryDir, libraries };
  // A folder that somebody named for another one may hold another program's caches, under the names that ours have.
  const ownUserData = isOwnUserData(userDataDir);
  const isChosen = (part: DataPart): boolean => (libraryDir !== null ? part === 'library' : part === 'library' ? request.libraries : ownUserData);
  const items = (await listData(places)).filter(({ part }) => isChosen(part));
  if (!request.yes) {
    if (json) print({ items });
    else {
      line(bold(t('removal.cli.title')));
      for (const { part, location, files, bytes } of items) line(`  ${t('removal.cli.line', { part: t(`removal.part.${part}`), megabytes: size(bytes), count: files, location })}`);
      line(dim(t('removal.cli.yes')));
      if (libraryDir === null && !request.libraries) line(dim(t('removal.cli.libraries')));
    }
    return EXIT.ok;
  }
  if (appRuns(userDataDir)) throw new AppError('app-running');
  await checkLibrariesFree(items.filter(({ part }) => part === 'library').map(({ location }) => location), paths);
  if (libraryDir !== null && ownUserData) noteInUserData(userDataDir, libraryDir);
  const removed = await removeData(places, items.map(({ id }) => id));
  if (json) print({ removed });
  else {
    for (const { part, location, files, bytes, left } of removed) {
      line(t('removal.cli.removed', { part: t(`removal.part.${part}`), megabytes: size(bytes), count: files, location }));
      for (const { name, why } of left) line(`  ${t(`removal.left.${why}`, { name })}`);
    }
    line(dim(t('removal.stays')));
  }
  return removed.some(({ left }) => left.some(({ why }) => why === 'failed')) ? EXIT.failed : EXIT.ok;
}

/** What stays says that the library went, and does not look for it any more. A full disk is a reason to remove something all the same. */
function noteInUserData(userDataDir: string, libraryDir: string): void {
  const file = rememberedLibraryIn(userDataDir);
  const remembered = file.read().libraryDir;
  unlessFailing(() => createInstallationLedger(ledgerDirOf(userDataDir)).record({ kind: 'data.removed', facts: { libraries: 1, parts: '' } }));
  unlessFailing(() => {
    if (remembered !== null && realpathSync(remembered) === realpathSync(libraryDir)) file.write({ libraryDir: null });
  });
}

function unlessFailing(work: () => void): void {
  try {
    work();
  } catch {
    // It is said nowhere: the removal is what was asked for.
  }
}
