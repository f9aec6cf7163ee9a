// The passphrase of an encrypted library, or of a backup, on the command line: from a file descriptor, or typed on the terminal without a
// sign of it. Never from an argument or a variable: those are for every program to see.
import { createReadStream } from 'node:fs';
import { AppError } from '../../contract/errors.ts';
import type { Translate } from '../../contract/messages/index.ts';
import type { Host } from '../host/createHost.ts';

const MAX_BYTES = 4_096;
const [CTRL_C, CTRL_D, CTRL_U, BACKSPACE, DELETE] = ['\u0003', '\u0004', '\u0015', '\b', '\u007f'];

export async function unlockLibrary(host: Host, descriptor: number | null, t: Translate, signal: AbortSignal): Promise<void> {
  const secret = await secretFrom(descriptor, t('cli.passphrase'));
  await host.handlers['keys.unlock']({ secret }, { signal });
}

/** From the descriptor, or with null typed behind `prompt`. @throws AppError `passphrase-needed` */
export async function secretFrom(descriptor: number | null, prompt: string): Promise<string> {
  const secret = descriptor === null ? await ask(prompt) : await readLine(descriptor);
  if (secret === '') throw new AppError('passphrase-needed');
  return secret;
}

/** Up to the first line's end. */
async function readLine(descriptor: number): Promise<string> {
  let text = '';
  try {
    for await (const chunk of createReadStream('', { fd: descriptor, autoClose: false, encoding: 'utf8' })) {
      text += chunk as string;
      if (text.includes('\n') || text.length > MAX_BYTES) break;
    }
  } catch (cause) {
    throw new AppError('passphrase-needed', {}, { cause });
  }
  return text.split(/\r?\n/u, 1)[0]!;
}

function ask(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return Promise.reject(new AppError('passphrase-needed'));
  stderr.write(prompt);
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (finish: () => void): void => {
      stdin.off('data', onData).setRawMode(false).pause();
      stderr.write('\n');
      finish();
    };
    const onData = (data: string): void => {
      for (const sign of data) {
        if (sign === '\r' || sign === '\n' || sign === CTRL_D) return end(() => resolve(typed));
        if (sign === CTRL_C) return end(() => reject(new AppError('cancelled')));
        if (sign === BACKSPACE || sign === DELETE) typed = Array.from(typed).slice(0, -1).join('');
        else if (sign === CTRL_U) typed = '';
        else if (sign >= ' ') typed += sign;
      }
    };
    stdin.setRawMode(true).setEncoding('utf8').on('data', onData).resume();
  });
}
