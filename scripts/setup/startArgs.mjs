// @ts-check
// What a person may write after `npm start --`.
// In: the arguments and the folder they were typed in. Out: a request, or what is wrong with them.
// Invariant: a folder is absolute in the result, since npm changes the working folder before the script runs.

import { resolve } from 'node:path';

export const usage = `usage: npm start -- [options]
  --folder DIR      work with this folder (the bundled sample library if left out)
  --ask QUESTION    answer in the terminal instead of opening the window
  --help            show this
  -- FLAGS …        pass the rest to Electron unchanged
`;

/** @typedef {{ folder?: string, question?: string, help: boolean, electronFlags: readonly string[] }} StartRequest */

/** @param {readonly string[]} args @param {string} from @returns {StartRequest | { error: string }} */
export function parseStartArgs(args, from) {
  /** @type {{ folder?: string, question?: string, help: boolean, electronFlags: readonly string[] }} */
  const request = { help: false, electronFlags: [] };
  const waiting = [...args];
  for (let argument = waiting.shift(); argument !== undefined; argument = waiting.shift()) {
    if (argument === '--') return { ...request, electronFlags: waiting };
    const [name, attached] = splitOption(argument);
    if (name === '--help' || name === '-h') {
      request.help = true;
      continue;
    }
    if (name !== '--folder' && name !== '--ask') return { error: `Unknown option: ${argument}` };
    const value = attached ?? waiting.shift();
    if (!value?.trim()) return { error: `${name} needs a value.` };
    if (name === '--folder') request.folder = resolve(from, value);
    else request.question = value;
  }
  return request;
}

/** @param {string} arg @returns {[string, string | undefined]} */
function splitOption(arg) {
  const at = arg.startsWith('--') ? arg.indexOf('=') : -1;
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}
