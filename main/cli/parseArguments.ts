// The command line's grammar: arguments in, a request or what is wrong with them out.
import path from 'node:path';
import { parseArgs } from 'node:util';

export type CliRequest =
  | { readonly command: 'help' }
  | { readonly command: 'status'; readonly common: CommonOptions }
  | { readonly command: 'repair'; readonly common: CommonOptions }
  | { readonly command: 'backup'; readonly folder: string; readonly common: CommonOptions }
  | { readonly command: 'restore'; readonly file: string; readonly common: CommonOptions }
  | { readonly command: 'account'; readonly csv: string | null; readonly common: CommonOptions }
  | { readonly command: 'index'; readonly folders: readonly string[]; readonly common: CommonOptions }
  | { readonly command: 'search'; readonly question: string; readonly limit: number; readonly common: CommonOptions }
  | { readonly command: 'ask'; readonly question: string; readonly folders: readonly string[]; readonly model: string | null; readonly receipt: string | null; readonly general: boolean; readonly common: CommonOptions }
  | { readonly command: 'check'; readonly quick: boolean; readonly answers: boolean; readonly common: CommonOptions }
  | { readonly command: 'verify'; readonly receipt: string; readonly folders: readonly string[]; readonly common: CommonOptions }
  | { readonly command: 'export'; readonly to: string; readonly common: CommonOptions }
  | { readonly command: 'audit'; readonly export: string | null; readonly common: CommonOptions }
  | { readonly command: 'update'; readonly file: string; readonly check: boolean; readonly common: CommonOptions }
  | { readonly command: 'remove-data'; readonly libraries: boolean; readonly yes: boolean; readonly common: CommonOptions }
  | { readonly command: 'replay'; readonly receipt: string; readonly common: CommonOptions };

export interface CommonOptions {
  readonly json: boolean;
  readonly libraryDir: string | null;
  /** Where an encrypted library's passphrase comes from; null: the terminal. */
  readonly passphraseFd: number | null;
}

export type Parsed = { readonly ok: true; readonly request: CliRequest } | { readonly ok: false; readonly problem: string };

const MAX_DESCRIPTOR = 65_535;

/** Relative paths are meant from `from`. */
export function parseArguments(argv: readonly string[], from: string): Parsed {
  let values: { json?: boolean; help?: boolean; library?: string; folder?: string[]; model?: string; limit?: string; csv?: string; receipt?: string; general?: boolean; quick?: boolean; 'no-model'?: boolean; export?: string; to?: string; check?: boolean; libraries?: boolean; yes?: boolean; 'passphrase-fd'?: string };
  let positionals: string[];
  try {
    ({ values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        library: { type: 'string' },
        folder: { type: 'string', multiple: true },
        model: { type: 'string' },
        limit: { type: 'string' },
        csv: { type: 'string' },
        receipt: { type: 'string' },
        general: { type: 'boolean' },
        quick: { type: 'boolean' },
        'no-model': { type: 'boolean' },
        export: { type: 'string' },
        to: { type: 'string' },
        check: { type: 'boolean' },
        libraries: { type: 'boolean' },
        yes: { type: 'boolean' },
        'passphrase-fd': { type: 'string' },
      },
    }));
  } catch (error) {
    return { ok: false, problem: (error as Error).message };
  }
  const [command, ...rest] = positionals;
  if (values.help === true || command === 'help') return { ok: true, request: { command: 'help' } };
  const absolute = (place: string): string => path.resolve(from, place);
  const passphraseFd = values['passphrase-fd'] === undefined ? null : Number(values['passphrase-fd']);
  if (passphraseFd !== null && !(Number.isInteger(passphraseFd) && passphraseFd >= 0 && passphraseFd <= MAX_DESCRIPTOR)) return { ok: false, problem: '--passphrase-fd N' };
  const common = { json: values.json ?? false, libraryDir: values.library === undefined ? null : absolute(values.library), passphraseFd };
  const folders = (values.folder ?? []).map(absolute);
  const text = rest.join(' ').trim();
  const limit = Number(values.limit ?? '10');

  switch (command) {
    case 'status':
    case 'repair':
      return rest.length > 0 ? { ok: false, problem: `${command}: ${rest[0]}?` } : { ok: true, request: { command, common } };
    case 'account':
      return rest.length > 0 ? { ok: false, problem: `account: ${rest[0]}?` } : { ok: true, request: { command, csv: values.csv === undefined ? null : absolute(values.csv), common } };
    case 'backup':
      return rest.length === 1 ? { ok: true, request: { command, folder: absolute(rest[0]!), common } } : { ok: false, problem: 'backup FOLDER' };
    case 'restore':
      return rest.length === 1 ? { ok: true, request: { command, file: absolute(rest[0]!), common } } : { ok: false, problem: 'restore FILE' };
    case 'index':
      return rest.length === 0 ? { ok: false, problem: 'index DIR' } : { ok: true, request: { command, folders: rest.map(absolute), common } };
    case 'search':
      if (text === '') return { ok: false, problem: 'search "WORDS"' };
      if (!Number.isInteger(limit) || limit < 1 || limit > 50) return { ok: false, problem: '--limit 1…50' };
      return { ok: true, request: { command, question: text, limit, common } };
    case 'ask':
      if (text === '') return { ok: false, problem: 'ask "QUESTION"' };
      return { ok: true, request: { command, question: text, folders, model: values.model ?? null, receipt: values.receipt === undefined ? null : absolute(values.receipt), general: values.general ?? false, common } };
    case 'check':
      return rest.length > 0 ? { ok: false, problem: `check: ${rest[0]}?` } : { ok: true, request: { command, quick: values.quick ?? false, answers: values['no-model'] !== true, common } };
    case 'verify':
      if (rest.length !== 1) return { ok: false, problem: 'verify RECEIPT' };
      if (folders.length > 0 && common.libraryDir !== null) return { ok: false, problem: 'verify: --folder, --library' };
      return { ok: true, request: { command, receipt: absolute(rest[0]!), folders, common } };
    case 'audit':
      if (rest.length !== 1 || rest[0] !== 'verify') return { ok: false, problem: 'audit verify [--export FILE]' };
      return { ok: true, request: { command, export: values.export === undefined ? null : absolute(values.export), common } };
    case 'update':
      return rest.length === 1 ? { ok: true, request: { command, file: absolute(rest[0]!), check: values.check ?? false, common } } : { ok: false, problem: 'update FILE [--check]' };
    case 'remove-data':
      // All of them, or this one: whoever says both may mean either.
      if (values.libraries === true && common.libraryDir !== null) return { ok: false, problem: 'remove-data: --library, --libraries' };
      return rest.length > 0 ? { ok: false, problem: `remove-data: ${rest[0]}?` } : { ok: true, request: { command, libraries: values.libraries ?? false, yes: values.yes ?? false, common } };
    case 'export':
      return rest.length > 0 || values.to === undefined ? { ok: false, problem: 'export --to FOLDER' } : { ok: true, request: { command, to: absolute(values.to), common } };
    case 'replay':
      return rest.length === 1 ? { ok: true, request: { command, receipt: absolute(rest[0]!), common } } : { ok: false, problem: 'replay RECEIPT' };
    default:
      return { ok: false, problem: command ?? '' };
  }
}
