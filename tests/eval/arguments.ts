// The arguments of `npm run eval`, resolved: which data, how many questions, which models, where results go. The data's
// place is an argument, or `FREEHOLD_DATA`, default `../shared/data`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

export interface Arguments {
  readonly dataDir: string;
  readonly collections: readonly string[];
  readonly questionFile: string | null;
  /** Answerable questions put to each reader; null for all. */
  readonly count: number | null;
  /** Questions of each refusal set, half of them unanswerable; null for all. */
  readonly refusalCount: number | null;
  /** Null for all that are installed. */
  readonly models: readonly string[] | null;
  /** Tokens of all passages of a prompt; null for what ships. */
  readonly passageTokens: number | null;
  readonly jsonFile: string | null;
  readonly baselineFile: string;
  readonly writeBaseline: boolean;
  readonly setup: { readonly nodeBinary: string; readonly modelsDir: string; readonly cacheDir: string };
}

export function readArguments(root: string): Arguments {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ir: { type: 'string', multiple: true },
      qa: { type: 'string' },
      n: { type: 'string', default: '60' },
      'refusal-n': { type: 'string' },
      json: { type: 'string' },
      full: { type: 'boolean', default: false },
      model: { type: 'string' },
      models: { type: 'string' },
      'passage-tokens': { type: 'string' },
      baseline: { type: 'string' },
      'write-baseline': { type: 'boolean', default: false },
      'no-qa': { type: 'boolean', default: false },
      'no-ir': { type: 'boolean', default: false },
    },
  });
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const given = process.env['FREEHOLD_DATA'];
  const dataDir = given === undefined ? path.join(root, '..', 'shared', 'data') : path.resolve(from, given);
  // `--ir A B` reads as one value and positionals; both are collections.
  const asked = [...(values.ir ?? []), ...positionals].map((dir) => path.resolve(from, dir));
  const defaultFile = asked.length > 0 ? null : firstJson(path.join(dataDir, 'qa'));
  const names = values.model ?? values.models;
  return {
    dataDir,
    collections: values['no-ir'] ? [] : asked.length > 0 ? asked : foldersOf(path.join(dataDir, 'ir')),
    questionFile: values['no-qa'] ? null : values.qa === undefined ? defaultFile : path.resolve(from, values.qa),
    count: values.full ? null : toCount(values.n),
    refusalCount: values.full ? null : toCount(values['refusal-n'] ?? values.n),
    models: names === undefined ? null : names.split(',').filter((name) => name !== ''),
    passageTokens: values['passage-tokens'] === undefined ? null : toCount(values['passage-tokens']),
    jsonFile: values.json === undefined ? null : path.resolve(from, values.json),
    baselineFile: values.baseline === undefined ? path.join(root, 'tests', 'eval', 'baseline.json') : path.resolve(from, values.baseline),
    writeBaseline: values['write-baseline'],
    setup: JSON.parse(readFileSync(path.join(root, 'build', 'setup.json'), 'utf8')) as Arguments['setup'],
  };
}

function toCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`A number must be whole and at least 1, not ${text}.`);
  return count;
}

function foldersOf(dir: string): string[] {
  return existsSync(dir) ? readdirSync(dir).map((name) => path.join(dir, name)).filter((folder) => existsSync(path.join(folder, 'corpus.jsonl'))) : [];
}

function firstJson(dir: string): string | null {
  const name = existsSync(dir) ? readdirSync(dir).find((candidate) => candidate.endsWith('.json')) : undefined;
  return name === undefined ? null : path.join(dir, name);
}
