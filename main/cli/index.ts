// Entry of the command line: what `commands.ts` has, over the same host as the window, without Electron. Out: an exit code, and an
// error in plain words.
import '../shutNetwork.ts';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, toWireError } from '../../contract/errors.ts';
import { messagesFor, resolveLanguage } from '../../contract/messages/index.ts';
import { createHost } from '../host/createHost.ts';
import type { HostOptions } from '../host/hostOptions.ts';
import { resolvePaths } from '../host/resolvePaths.ts';
import { holdsLibrary } from '../library/databaseFile.ts';
import { updateOptions } from '../update/updateOptions.ts';
import type { CommonOptions, HostJob } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { parseArguments } from './parseArguments.ts';
import { unlockLibrary } from './passphrase.ts';
import { documentsDirOf, userDataDirOf } from './userFolders.ts';

/** Set by scripts/build.mjs from package.json. */
declare const APP_VERSION: string;
declare const UPDATE_KEYS: unknown;

const locale = process.env['LC_ALL'] ?? process.env['LC_MESSAGES'] ?? process.env['LANG'] ?? 'en';
const language = resolveLanguage([locale.replace('_', '-').split('.')[0]!]);
const t = messagesFor(language);

// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed));

let failureExit: number = EXIT.failed;

async function main(): Promise<number> {
  const parsed = parseArguments(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd(), t);
  if (parsed.is === 'badUse') {
    process.stderr.write(`${parsed.problem}\n\n${t('cli.usage')}\n`);
    return EXIT.badUse;
  }
  if (parsed.is === 'help') {
    process.stdout.write(`${t('cli.usage')}\n`);
    return EXIT.ok;
  }
  failureExit = parsed.failure;
  const buildDir = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  const packaged = path.basename(buildDir) !== 'build';
  const paths = resolvePaths({
    packaged,
    appDir: path.dirname(buildDir),
    resourcesDir: buildDir,
    userDataDir: process.env['FREEHOLD_USER_DATA'] ?? userDataDirOf(process.platform, process.env, os.homedir()),
    documentsDir: documentsDirOf(process.platform, process.env, os.homedir()),
    platform: process.platform,
    environment: process.env,
  });
  if ('runAlone' in parsed.job) return parsed.job.runAlone(paths, t);
  const updates = updateOptions({ packaged, platform: process.platform, arch: process.arch, resourcesDir: buildDir, environment: process.env }, UPDATE_KEYS);
  return runInHost(parsed.job, parsed.common, { paths, updates });
}

async function runInHost({ library, model = null, run }: HostJob, { libraryDir: named, passphraseFd }: CommonOptions, own: Pick<HostOptions, 'paths' | 'updates'>): Promise<number> {
  const host = await createHost({ ...own, appVersion: APP_VERSION, systemLocale: locale, startedAs: 'commandLine', openLast: false, warmModel: false, watch: false, ...(model === null ? {} : { modelId: model }) });
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  const { signal } = controller;
  const libraryDir = named ?? host.lastLibraryDir() ?? own.paths.defaultLibraryDir;
  const unlock = (): Promise<void> => unlockLibrary(host, passphraseFd, t, signal);
  try {
    if (library === 'must' && !holdsLibrary(libraryDir)) throw new AppError('path-not-found', { path: libraryDir });
    if (library === 'must' || library === 'make' || (library === 'may' && holdsLibrary(libraryDir))) {
      const { status } = await host.openLibrary(libraryDir, { remember: false });
      if (status === 'locked') await unlock();
    }
    return await run({ host, libraryDir, unlock, t, language, signal });
  } finally {
    await host.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const { code, data, detail } = toWireError(error);
  process.stderr.write(`${t(`error.${code}.title` as never, data)}\n${t(`error.${code}.remedy` as never, data)}\n`);
  if (code === 'library-damaged') process.stderr.write(`${t('repair.cli.hint', data)}\n`);
  if (code === 'internal' && detail !== undefined) process.stderr.write(`${detail}\n`);
  process.exitCode = failureExit;
}
