// Where a person wants a file to be written: the system's dialog, asked by main alone, so that no window ever names a
// path. Null when they cancelled.
import { dialog, type BrowserWindow, type SaveDialogOptions } from 'electron';
import { z } from 'zod';
import type { Translate } from '../../contract/messages/index.ts';

export interface SaveOptions {
  readonly window: () => BrowserWindow | undefined;
  readonly translate: () => Translate;
  /** What the next dialog answers, without opening one; null outside tests. */
  readonly testPick: () => string | null;
}

export async function pickSave(what: Pick<SaveDialogOptions, 'title' | 'defaultPath' | 'filters'>, { window, testPick }: SaveOptions): Promise<string | null> {
  const forTest = testPick();
  if (forTest !== null) return z.array(z.string()).parse(JSON.parse(forTest))[0] ?? null;
  const parent = window();
  const dialogOptions = { ...what, properties: ['showOverwriteConfirmation' as const] };
  const { canceled, filePath } = parent === undefined ? await dialog.showSaveDialog(dialogOptions) : await dialog.showSaveDialog(parent, dialogOptions);
  return canceled || filePath === '' ? null : filePath;
}
