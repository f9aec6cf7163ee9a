// The routes that only a host with a window can serve: the system's dialogs, its file browser and applications, the
// log folder and what this program is. In: the host, which alone turns paths into tokens and ids into paths.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { app, dialog, shell, type OpenDialogOptions } from 'electron';
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import { pickedItem } from '../../contract/library.ts';
import type { Translate } from '../../contract/messages/index.ts';
import type { ParsedInput, RouteOutput } from '../../contract/routes.ts';
import type { ShellHandlers } from '../host/handlers.ts';
import type { NamedErasure } from '../host/certificateText.ts';
import type { HostLedger } from '../host/ledger.ts';
import { BACKUP_EXTENSION } from '../library/backup/backupFile.ts';
import { mayRun } from '../host/mayRun.ts';
import type { Updates } from '../host/updates.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { proofReport } from '../sovereignty/proofReport.ts';
import { createAnswerHandlers, type AnswerHandlerOptions } from './answerHandlers.ts';
import { createErasureHandlers } from './erasureHandlers.ts';
import { createExitHandlers, type ExitHandlerOptions } from './exitHandlers.ts';
import { createLedgerHandlers } from './ledgerHandlers.ts';
import { pickSave, type SaveOptions } from './pickSave.ts';
import { recoveryPage } from './recoveryPage.ts';

export type PickedItem = z.output<typeof pickedItem>;
export type AppInfo = RouteOutput<'app.info'>;
type What = ParsedInput<'dialog.pick'>['what'];

export interface ShellOptions extends SaveOptions, Omit<AnswerHandlerOptions, keyof SaveOptions | 'host'> {
  readonly host: AnswerHandlerOptions['host'] & {
    registerPath(path: string, kind: PickedItem['kind']): PickedItem;
    pathOfDocument(documentId: ParsedInput<'document.reveal'>['documentId'], to: 'application' | 'fileBrowser'): Promise<string>;
    readonly ledger: Pick<HostLedger, 'exportTo' | 'recordInLibrary'>;
    readonly exit: ExitHandlerOptions['host']['exit'];
    readonly updates: Pick<Updates, 'packageFile'>;
    erasure(id: string, signal: AbortSignal): Promise<NamedErasure>;
    accountCsv(sourceId: ParsedInput<'document.exportAccount'>['sourceId'], t: Translate, signal: AbortSignal): AsyncIterable<string>;
  };
  readonly info: () => AppInfo;
  readonly logDir: string;
  readonly libraryName: () => string;
}

export function createShellHandlers(options: ShellOptions): ShellHandlers {
  const { host, logDir } = options;
  return {
    ...createAnswerHandlers(options),
    ...createLedgerHandlers(options),
    ...createErasureHandlers(options),
    ...createExitHandlers(options),
    'dialog.pick': async ({ what }) => registerExisting(host, await pick(what, options)),
    'document.reveal': async ({ documentId }) => {
      shell.showItemInFolder(await host.pathOfDocument(documentId, 'fileBrowser'));
      return {};
    },
    'document.openInSystem': async ({ documentId }) => {
      const file = await host.pathOfDocument(documentId, 'application');
      const fault = mayRun(file) ? 'not opened' : await shell.openPath(file);
      // Also where the system has no application for it.
      if (fault !== '') shell.showItemInFolder(file);
      return { done: fault === '' ? 'opened' : 'shown' };
    },
    'document.exportAccount': async ({ sourceId }, { signal }) => {
      const t = options.translate();
      const file = await pickSave({ title: t('export.save'), defaultPath: t('export.fileName'), filters: [{ name: 'CSV', extensions: ['csv'] }] }, options);
      if (file === null) return { saved: false };
      await host.ledger.recordInLibrary({ kind: 'account.exported', facts: {} });
      await writeWhole(file, host.accountCsv(sourceId, t, signal));
      return { saved: true };
    },
    'keys.printRecoveryCode': async ({ recoveryCode }) => ({
      printed: await options.paper.print(recoveryPage(recoveryCode, { t: options.translate(), language: options.language(), name: options.libraryName() })),
    }),
    'privacy.openLog': async () => {
      await openLogFolder(logDir);
      return {};
    },
    'privacy.saveProof': async ({ rows, atMs }) => {
      const t = options.translate();
      const file = await pickSave({ title: t('proof.save'), defaultPath: t('proof.fileName'), filters: [{ name: 'Markdown', extensions: ['md'] }] }, options);
      if (file === null) return { saved: false };
      await writeWhole(file, [proofReport(rows, { t, at: new Date(atMs), about: options.info() })]);
      return { saved: true };
    },
    'update.show': async () => {
      const file = host.updates.packageFile();
      if (file === null) throw new AppError('not-found');
      shell.showItemInFolder(file);
      return {};
    },
    'removal.quit': async () => {
      // The answer goes out first.
      setImmediate(() => app.quit());
      return {};
    },
    'app.info': async () => options.info(),
  };
}

/** Gives tokens for what is really there: folders and regular files; anything else on the list is left out. */
export async function registerExisting(host: ShellOptions['host'], paths: readonly string[]): Promise<PickedItem[]> {
  const items: PickedItem[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) items.push(host.registerPath(path, 'folder'));
    else if (found?.isFile()) items.push(host.registerPath(path, 'file'));
  }
  return items;
}

export async function openLogFolder(logDir: string): Promise<void> {
  const fault = await shell.openPath(logDir);
  if (fault !== '') throw new AppError('path-not-found', { name: basename(logDir) }, { cause: new Error(fault) });
}

async function pick(what: What, { window, translate, testPick }: ShellOptions): Promise<string[]> {
  const forTest = testPick();
  if (forTest !== null) return z.array(z.string()).parse(JSON.parse(forTest));
  const parent = window();
  const dialogOptions = optionsFor(what, translate());
  const { canceled, filePaths } = parent === undefined ? await dialog.showOpenDialog(dialogOptions) : await dialog.showOpenDialog(parent, dialogOptions);
  return canceled ? [] : filePaths;
}

function optionsFor(what: What, t: Translate): OpenDialogOptions {
  switch (what) {
    case 'folders':
      return { title: t('dialog.addFolders'), buttonLabel: t('dialog.add'), properties: ['openDirectory', 'multiSelections', 'dontAddToRecent'] };
    case 'files':
      return { title: t('dialog.addFiles'), buttonLabel: t('dialog.add'), properties: ['openFile', 'multiSelections', 'dontAddToRecent'] };
    case 'library-folder':
      return { title: t('dialog.libraryFolder'), buttonLabel: t('dialog.choose'), properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'] };
    case 'backup-folder':
      return { title: t('dialog.backupFolder'), buttonLabel: t('dialog.choose'), properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'] };
    case 'backup-file':
      return { title: t('dialog.backupFile'), buttonLabel: t('dialog.choose'), filters: [{ name: t('dialog.backupFiles'), extensions: [BACKUP_EXTENSION] }], properties: ['openFile', 'dontAddToRecent'] };
    case 'embedder-folder':
      return { title: t('dialog.embedderFolder'), buttonLabel: t('dialog.choose'), properties: ['openDirectory', 'dontAddToRecent'] };
    case 'language-file':
      return {
        title: t('dialog.languageFile'),
        buttonLabel: t('dialog.choose'),
        filters: [{ name: t('dialog.languageFiles'), extensions: ['traineddata'] }],
        properties: ['openFile', 'dontAddToRecent'],
      };
    case 'update-file':
      return {
        title: t('update.pick'),
        buttonLabel: t('dialog.choose'),
        filters: [{ name: t('update.files'), extensions: ['freehold-update'] }],
        properties: ['openFile', 'dontAddToRecent'],
      };
    case 'model-file':
      return {
        title: t('dialog.modelFile'),
        buttonLabel: t('dialog.choose'),
        filters: [{ name: t('dialog.modelFiles'), extensions: ['gguf'] }],
        properties: ['openFile', 'dontAddToRecent'],
      };
  }
}
