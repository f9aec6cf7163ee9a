// `freehold update FILE [--check]`: checks an update file and installs it, or hands its package over. 0 when it is done, or
// may be; a file that is refused is the caller's error.
import type { Language, Translate } from '../../contract/messages/index.ts';
import type { Host } from '../host/createHost.ts';
import { bold, dim, print } from './output.ts';
import type { CliRequest } from './parseArguments.ts';

export async function update(request: Extract<CliRequest, { command: 'update' }>, { updates }: Pick<Host, 'updates'>, t: Translate, language: Language, signal: AbortSignal): Promise<number> {
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  const { json } = request.common;
  const found = await updates.check(request.file, { signal, onProgress: progress(t('update.checking')) });
  if (!json) {
    line(bold(t('update.cli.found', { version: found.version, date: new Date(found.madeAtMs).toLocaleDateString(language), name: found.signedBy, id: found.keyId })));
    if (found.notes[language] !== '') line(printable(found.notes[language]));
  }
  if (request.check) {
    if (json) print({ found });
    else line(t('update.cli.fine'));
    return 0;
  }
  const installed = await updates.install(found.id, { signal, onProgress: progress(t('update.installing')) });
  const file = updates.packageFile();
  if (json) print({ found, installed, file });
  else if (file === null) line(`${t('update.cli.replaced', { version: installed.version, file: installed.fileName })}\n${t('update.next.AppImage')}`);
  else {
    line(t('update.cli.handedOver', { version: installed.version, file }));
    if (installed.kind === 'deb') line(dim(t('update.cli.command', { command: `sudo apt install "${file}"` })));
    else line(t(`update.next.${installed.kind}`));
  }
  return 0;
}

/** In one line of the terminal, gone when it is through. */
function progress(what: string): (doneBytes: number, totalBytes: number) => void {
  if (process.stderr.isTTY !== true) return () => undefined;
  return (doneBytes, totalBytes) => process.stderr.write(doneBytes < totalBytes ? `\r\u001b[2K${what} ${Math.floor((doneBytes / totalBytes) * 100)} %` : '\r\u001b[2K');
}

/** Signed or not, notes must not steer the terminal. */
const printable = (text: string): string => text.replace(/[^\P{C}\n]/gu, '');
