// The grammar of the command line: what each command takes, and which library it works with.
import { expect, test } from 'vitest';
import { messagesFor } from '../../../contract/messages/index.ts';
import { OPTIONS } from '../../../main/cli/command.ts';
import { COMMANDS } from '../../../main/cli/commands.ts';
import { EXIT } from '../../../main/cli/exitCodes.ts';
import { parseArguments, type Parsed } from '../../../main/cli/parseArguments.ts';

const t = messagesFor('en');
const parse = (...args: readonly string[]): Parsed => parseArguments(args, '/home', t);
const given = (option: string): string[] => (OPTIONS[option as keyof typeof OPTIONS].type === 'boolean' ? [`--${option}`] : [`--${option}`, '1']);

/** The fewest words that each is written with, and all that it takes. */
const WRITTEN: Readonly<Record<string, readonly [words: readonly string[], options: readonly string[]]>> = {
  index: [['a folder'], ['library', 'passphrase-fd']],
  ask: [['Where?'], ['library', 'passphrase-fd', 'folder', 'model', 'general', 'receipt']],
  search: [['boiler'], ['library', 'passphrase-fd', 'limit']],
  status: [[], ['library', 'passphrase-fd']],
  account: [[], ['library', 'passphrase-fd', 'csv']],
  check: [[], ['quick', 'no-model']],
  repair: [[], ['library', 'passphrase-fd']],
  backup: [['a folder'], ['library', 'passphrase-fd']],
  restore: [['a file'], ['library', 'passphrase-fd']],
  verify: [['a receipt'], ['library', 'passphrase-fd', 'folder']],
  replay: [['a receipt'], ['library', 'passphrase-fd']],
  export: [['--to', 'out'], ['library', 'passphrase-fd', 'to']],
  audit: [['verify'], ['library', 'passphrase-fd', 'export']],
  update: [['a file'], ['check']],
  'remove-data': [[], ['library', 'libraries', 'yes']],
};

test('the commands are these', () => {
  expect(Object.keys(COMMANDS)).toEqual(Object.keys(WRITTEN));
});

test.each(Object.keys(WRITTEN))('%s takes its own options and --json, and no other', (name) => {
  const [words, options] = WRITTEN[name]!;
  for (const option of Object.keys(OPTIONS).filter((one) => one !== 'help')) {
    const parsed = parse(name, ...words, ...given(option));
    expect(parsed).toMatchObject(option === 'json' || options.includes(option) ? { is: 'job' } : { is: 'badUse', problem: `freehold ${name} takes no --${option}.` });
  }
  expect(parse(name, ...words, '--help')).toEqual({ is: 'help' });
});

test.each(['en', 'de'] as const)('the help names every command and every option, %s', (language) => {
  const usage = messagesFor(language)('cli.usage');
  for (const name of Object.keys(COMMANDS)) expect(usage).toContain(`\n  freehold ${name} `);
  for (const option of Object.keys(OPTIONS).filter((one) => one !== 'help')) expect(usage).toContain(` --${option} `);
});

test.each([
  ['', 'Freehold does not understand this: '],
  ['dance', 'Freehold does not understand this: dance'],
  ['constructor', 'Freehold does not understand this: constructor'],
  ['status now', 'It is used like this: freehold status'],
  ['index', 'It is used like this: freehold index DIR…'],
  ['search x --limit 51', 'It is used like this: freehold search "WORDS" [--limit 1…50]'],
  ['backup a b', 'It is used like this: freehold backup FOLDER'],
  ['export', 'It is used like this: freehold export --to DIR'],
  ['audit', 'It is used like this: freehold audit verify [--export FILE]'],
  ['verify r --folder a --library b', 'It is used like this: freehold verify RECEIPT [--library DIR | --folder DIR…]'],
  ['remove-data --libraries --library b', 'It is used like this: freehold remove-data [--libraries | --library DIR] [--yes]'],
  ['status --passphrase-fd x', 'Freehold does not understand this: --passphrase-fd N'],
])('"%s" is said to be wrong', (line, problem) => {
  expect(parse(...line.split(' ').filter((word) => word !== ''))).toEqual({ is: 'badUse', problem });
});

test.each([
  ['index a', 'make'],
  ['ask Where?', 'must'],
  ['ask Where? --folder a', 'make'],
  ['search x', 'must'],
  ['check', 'none'],
  ['repair', 'none'],
  ['restore f --library a', 'none'],
  ['verify r', 'must'],
  ['verify r --folder a', 'none'],
  ['replay r', 'none'],
  ['replay r --library a', 'must'],
  ['audit verify', 'must'],
  ['audit verify --export f', 'may'],
  ['audit verify --export f --library a', 'must'],
  ['update f', 'none'],
])('"%s" is with a library: %s', (line, library) => {
  expect(parse(...line.split(' '))).toMatchObject({ job: { library } });
});

test('what can’t be checked exits otherwise than what does not hold; a relative folder is meant from where it was said', () => {
  expect(['verify r', 'replay r', 'audit verify'].map((line) => parse(...line.split(' ')))).toEqual(Array(3).fill(expect.objectContaining({ failure: EXIT.unreadable })));
  expect(parse('status', '--library', 'mine')).toMatchObject({ failure: EXIT.failed, common: { json: false, libraryDir: '/home/mine', passphraseFd: null } });
});
