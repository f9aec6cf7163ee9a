// The command line's grammar: arguments in, what is to be done or what is wrong with them out.
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Translate } from '../../contract/messages/index.ts';
import { OPTIONS, type CommonOptions, type Given, type Job } from './command.ts';
import { COMMANDS } from './commands.ts';
import { EXIT } from './exitCodes.ts';

export type Parsed =
  | { readonly is: 'job'; readonly job: Job; readonly common: CommonOptions; readonly failure: number }
  | { readonly is: 'help' }
  /** In a sentence. */
  | { readonly is: 'badUse'; readonly problem: string };

const MAX_DESCRIPTOR = 65_535;
const OF_ALL = ['json', 'help'];

/** Relative paths are meant from `from`. */
export function parseArguments(argv: readonly string[], from: string, t: Translate): Parsed {
  const bad = (problem: string): Parsed => ({ is: 'badUse', problem: t('cli.badUse', { problem }) });
  let values: Given['values'];
  let positionals: string[];
  try {
    ({ values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS }));
  } catch (error) {
    return bad((error as Error).message);
  }
  const [name = '', ...words] = positionals;
  if (values.help === true || name === 'help') return { is: 'help' };
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) return bad(name);
  const other = Object.keys(values).find((option) => ![...OF_ALL, ...command.options].includes(option));
  if (other !== undefined) return { is: 'badUse', problem: t('cli.otherOption', { command: name, option: other }) };
  const at = (place: string): string => path.resolve(from, place);
  const passphraseFd = values['passphrase-fd'] === undefined ? null : Number(values['passphrase-fd']);
  if (passphraseFd !== null && !(Number.isInteger(passphraseFd) && passphraseFd >= 0 && passphraseFd <= MAX_DESCRIPTOR)) return bad('--passphrase-fd N');
  const common = { json: values.json ?? false, libraryDir: values.library === undefined ? null : at(values.library), passphraseFd };
  const job = command.read({ words, values, at, common });
  return job === null ? { is: 'badUse', problem: t('cli.usedAs', { use: command.use }) } : { is: 'job', job, common, failure: command.failure ?? EXIT.failed };
}
