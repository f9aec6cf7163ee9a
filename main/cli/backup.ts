// `freehold backup FOLDER` and `freehold restore FILE`: one encrypted file of a library, and a library of it again. 0 when
// it is made and was restored for a try, or restored.
import path from 'node:path';
import type { BackupProgress } from '../../contract/backup.ts';
import { AppError } from '../../contract/errors.ts';
import type { Translate } from '../../contract/messages/index.ts';
import { MIN_PASSPHRASE } from '../../contract/passphrase.ts';
import type { Host } from '../host/createHost.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { percent, print, withShareLine, type ShareLine } from './output.ts';
import { secretFrom } from './passphrase.ts';

export async function backup({ folder, common }: { readonly folder: string; readonly common: CommonOptions }, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
  const { encrypted } = await host.handlers['library.state']({}, { signal });
  const passphrase = encrypted ? null : await newPassphrase(common.passphraseFd, t);
  const { token } = host.registerPath(folder, 'folder');
  await withShareLine((line) => host.handlers['backup.make']({ token, passphrase }, {
    signal,
    emit: (event) => {
      if (event.type === 'progress') return showStep(line, event, t);
      line.clear();
      const { backup: made, recoveryCode } = event;
      const file = path.join(made.folder, made.name);
      if (common.json) return print({ file, bytes: made.bytes, documents: made.documents, conversations: made.conversations, recoveryCode });
      process.stdout.write(`${t('cli.backup.made', { file, files: made.documents, bytes: made.bytes })}\n`);
      if (recoveryCode !== null) process.stdout.write(`${t('cli.backup.code', { code: recoveryCode })}\n`);
    },
  }));
  return EXIT.ok;
}

export async function restore({ file, common }: { readonly file: string; readonly common: CommonOptions }, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
  const { token } = host.registerPath(file, 'file');
  // Before anybody is asked for anything.
  await host.handlers['backup.inspect']({ token }, { signal });
  const secret = await secretFrom(common.passphraseFd, t('cli.passphrase'));
  const folder = common.libraryDir === null ? null : host.registerPath(common.libraryDir, 'folder').token;
  await withShareLine((line) => host.handlers['backup.restore']({ token, secret, folder }, {
    signal,
    emit: (event) => {
      if (event.type === 'progress') return showStep(line, event, t);
      line.clear();
      const { state, documents, conversations } = event;
      if (common.json) return print({ folder: state.location, documents, conversations });
      process.stdout.write(`${t('cli.backup.restored', { folder: state.location ?? '', files: documents, count: conversations })}\n`);
    },
  }));
  return EXIT.ok;
}

const showStep = (line: ShareLine, { step, doneBytes, totalBytes }: BackupProgress, t: Translate): void => line.show(`${t(`backup.step.${step}`)} ${percent(doneBytes, totalBytes)}`, doneBytes, totalBytes);

/** Twice, where it is typed. */
async function newPassphrase(descriptor: number | null, t: Translate): Promise<string> {
  const passphrase = await secretFrom(descriptor, t('cli.backup.newPassphrase'));
  if (passphrase.length < MIN_PASSPHRASE) throw new AppError('passphrase-short', { count: MIN_PASSPHRASE });
  if (descriptor === null && (await secretFrom(null, t('cli.backup.again'))) !== passphrase) throw new AppError('passphrase-differs');
  return passphrase;
}
