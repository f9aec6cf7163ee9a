// `freehold update FILE [--check]`: checks an update file and installs it, or hands its package over. 0 when it is done, or
// may be; a file that is refused is the caller's error.
import type { Language, Translate } from '../../contract/messages/index.ts';
import type { Host } from '../host/createHost.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { bold, dim, percent, print, withShareLine } from './output.ts';

export async function update(request: { readonly file: string; readonly check: boolean; readonly common: CommonOptions }, { updates }: Pick<Host, 'updates'>, t: Translate, language: Language, signal: AbortSignal): Promise<number> {
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  const { json } = request.common;
  const found = await withShareLine((share) => updates.check(request.file, { signal, onProgress: (done, total) => share.show(`${t('update.checking')} ${percent(done, total)}`, done, total) }));
  if (!json) {
    line(bold(t('update.cli.found', { version: found.version, date: new Date(found.madeAtMs).toLocaleDateString(language), name: found.signedBy, id: found.keyId })));
    if (found.notes[language] !== '') line(printable(found.notes[language]));
  }
  if (request.check) {
    if (json) print({ found });
    else line(t('update.cli.fine'));
    return EXIT.ok;
  }
  const installed = await withShareLine((share) => updates.install(found.id, { signal, onProgress: (done, total) => share.show(`${t('update.installing')} ${percent(done, total)}`, done, total) }));
  const file = updates.packageFile();
  if (json) print({ found, installed, file });
  else if (file === null) line(`${t('update.cli.replaced', { version: installed.version, file: installed.fileName })}\n${t('update.next.AppImage')}`);
  else {
    line(t('update.cli.handedOver', { version: installed.version, file }));
    if (installed.kind === 'deb') line(dim(t('update.cli.command', { command: `sudo apt install "${file}"` })));
    else line(t(`update.next.${installed.kind}`));
  }
  return EXIT.ok;
}

/** Signed or not, notes must not steer the terminal. */
const printable = (text: string): string => text.replace(/[^\P{C}\n]/gu, '');
