// What a command is, and what it is given. An option belongs to the commands that name it; `--json` and `--help` to all.
import type { parseArgs, ParseArgsConfig } from 'node:util';
import type { Language, Translate } from '../../contract/messages/index.ts';
import type { Host } from '../host/createHost.ts';
import type { HostPaths } from '../host/hostOptions.ts';

export const OPTIONS = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  library: { type: 'string' },
  'passphrase-fd': { type: 'string' },
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
} as const satisfies ParseArgsConfig['options'];

type Option = keyof typeof OPTIONS;

export interface Command {
  /** How it is written, for whoever wrote it otherwise. */
  readonly use: string;
  readonly options: readonly Option[];
  /** What it exits with when it throws; `EXIT.failed` by default. */
  readonly failure?: number;
  /** Null for what is not written like this. */
  read(given: Given): Job | null;
}

export interface Given {
  /** What is no option, behind the command. */
  readonly words: readonly string[];
  readonly values: ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];
  /** Absolute; a relative one is meant from where the command was started. */
  at(place: string): string;
  readonly common: CommonOptions;
}

export interface CommonOptions {
  readonly json: boolean;
  readonly libraryDir: string | null;
  /** Where an encrypted library's passphrase comes from; null: the terminal. */
  readonly passphraseFd: number | null;
}

export type Job = HostJob | LoneJob;

export interface HostJob {
  /** The library that is open when it runs. `must`: it is there, since a mistyped folder must not become a new one. `may`: none is open where none is. */
  readonly library: 'none' | 'may' | 'must' | 'make';
  /** Answers come from this one, whatever the settings say. */
  readonly model?: string | null;
  run(place: Workplace): Promise<number>;
}

/** Runs without a host. */
export interface LoneJob {
  runAlone(paths: HostPaths, t: Translate): Promise<number>;
}

export interface Workplace {
  readonly host: Host;
  /** Named, or the one that the window uses. */
  readonly libraryDir: string;
  readonly unlock: () => Promise<void>;
  readonly t: Translate;
  readonly language: Language;
  readonly signal: AbortSignal;
}
