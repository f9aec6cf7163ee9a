// Entry of the command line: `freehold index|ask|search|status|account|backup|restore|verify|replay|audit|export`. Runs the same host as the window, without Electron.
import '../shutNetwork.ts';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, toWireError } from '../../contract/errors.ts';
import { messagesFor, resolveLanguage } from '../../contract/messages/index.ts';
import { createHost } from '../host/createHost.ts';
import { resolvePaths } from '../host/resolvePaths.ts';
import { holdsLibrary } from '../library/databaseFile.ts';
import { updateOptions } from '../update/updateOptions.ts';
import { parseArguments } from './parseArguments.ts';
import { unlockLibrary } from './passphrase.ts';
import { removeAll } from './removeData.ts';
import { repair } from './repair.ts';
import { EXIT, failureOf, finishReading, mayCreateLibrary, mayGoWithoutLibrary, needsLibrary, runCommand } from './runCommand.ts';
import { update } from './update.ts';
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
  const parsed = parseArguments(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd());
  if (!parsed.ok) {
    process.stderr.write(`${t('cli.badUse', { problem: parsed.problem })}\n\n${t('cli.usage')}\n`);
    return EXIT.badUse;
  }
  const { request } = parsed;
  if (request.command === 'help') {
    process.stdout.write(`${t('cli.usage')}\n`);
    return EXIT.ok;
  }
  failureExit = failureOf(request);
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
  if (request.command === 'remove-data') return removeAll(request, paths, t);
  const updates = updateOptions({ packaged, platform: process.platform, arch: process.arch, resourcesDir: buildDir, environment: process.env }, UPDATE_KEYS);
  const modelId = request.command === 'ask' ? request.model : null;
  const host = await createHost({ paths, appVersion: APP_VERSION, systemLocale: locale, startedAs: 'commandLine', updates, openLast: false, warmModel: false, watch: false, ...(modelId === null ? {} : { modelId }) });
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  try {
    if (request.command === 'repair') {
      const libraryDir = request.common.libraryDir ?? host.lastLibraryDir() ?? paths.defaultLibraryDir;
      if (!existsSync(libraryDir)) throw new AppError('path-not-found', { path: libraryDir });
      return await repair(libraryDir, request.common.json, host, t, { unlock: () => unlockLibrary(host, request.common.passphraseFd, t, controller.signal), read: () => finishReading(host, t, controller.signal) });
    }
    if (request.command === 'update') return await update(request, host, t, language, controller.signal);
    if (!needsLibrary(request)) return await runCommand(request, host, t, controller.signal);
    const libraryDir = request.common.libraryDir ?? host.lastLibraryDir() ?? paths.defaultLibraryDir;
    if (mayGoWithoutLibrary(request) && !holdsLibrary(libraryDir)) return await runCommand(request, host, t, controller.signal);
    if (!mayCreateLibrary(request) && !holdsLibrary(libraryDir)) throw new AppError('path-not-found', { path: libraryDir });
    const { status } = await host.openLibrary(libraryDir, { remember: false });
    if (status === 'locked') await unlockLibrary(host, request.common.passphraseFd, t, controller.signal);
    return await runCommand(request, host, t, controller.signal);
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
