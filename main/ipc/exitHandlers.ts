// Where everything is to be written, and showing it afterwards: the system's dialog and its file browser.
import { existsSync } from 'node:fs';
import { shell } from 'electron';
import { AppError } from '../../contract/errors.ts';
import type { Exit } from '../host/exit.ts';
import type { ShellHandlers } from '../host/handlers.ts';
import type { PickedItem } from './shellHandlers.ts';
import { pickSave, type SaveOptions } from './pickSave.ts';

export interface ExitHandlerOptions extends SaveOptions {
  readonly host: { readonly exit: Pick<Exit, 'lastFolder'>; registerPath(path: string, kind: PickedItem['kind']): PickedItem };
}

export function createExitHandlers(options: ExitHandlerOptions): Pick<ShellHandlers, 'exit.pick' | 'exit.reveal'> {
  return {
    'exit.pick': async () => {
      const t = options.translate();
      const folder = await pickSave({ title: t('exit.pickTitle'), defaultPath: t('exit.folderName', { date: new Date().toLocaleDateString('sv-SE') }) }, options);
      return folder === null ? null : options.host.registerPath(folder, 'folder');
    },
    'exit.reveal': async () => {
      const folder = options.host.exit.lastFolder();
      if (folder === null || !existsSync(folder)) throw new AppError('path-not-found');
      shell.showItemInFolder(folder);
      return {};
    },
  };
}
