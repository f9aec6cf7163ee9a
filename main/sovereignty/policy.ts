// What an administrator has decided for this computer, in a file that only an administrator can write. In: the file.
// Out: the policy; without a file, none. Invariant: a policy that can't be read is an error, never no policy.
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import { isWithin } from '../files/isWithin.ts';

export interface Policy {
  /** Nothing goes out, whatever the person's switch says. */
  readonly sealed: boolean;
  /** Ids of the catalog, or the SHA-256 of a model's file; null: any. */
  readonly models: readonly string[] | null;
  /** Files may be added from below these folders only; null: from anywhere. */
  readonly folders: readonly string[] | null;
  /** False: Freehold takes no update from a file; whoever manages the computer brings them. */
  readonly updates: boolean;
}

export const NO_POLICY: Policy = { sealed: false, models: null, folders: null, updates: true };

const MAX_BYTES = 1_000_000;
const policyFile = z.strictObject({
  sealed: z.boolean().default(false),
  models: z.array(z.string().min(1)).nullable().default(null),
  folders: z.array(z.string().refine((folder) => path.isAbsolute(folder), 'not absolute')).nullable().default(null),
  updates: z.boolean().default(true),
});

/** Where the systems keep what is for everybody on a computer. */
export function policyFileOf(platform: NodeJS.Platform, environment: Readonly<Record<string, string | undefined>>): string {
  if (platform === 'win32') return path.join(environment['ProgramData'] ?? 'C:\\ProgramData', 'Freehold', 'policy.json');
  return platform === 'darwin' ? '/Library/Application Support/Freehold/policy.json' : '/etc/freehold/policy.json';
}

/** @throws AppError `policy-invalid` */
export function readPolicy(file: string): Policy {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return NO_POLICY;
    throw new AppError('policy-invalid', { path: file }, { cause });
  }
  try {
    if (text.length > MAX_BYTES) throw new Error('too large');
    return policyFile.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('policy-invalid', { path: file }, { cause });
  }
}

/** By its id, or by what its file is. `sha256` is null while nobody has taken it. */
export function allowsModel({ models }: Pick<Policy, 'models'>, model: { readonly id: string; readonly sha256: string | null }): boolean {
  return models === null || models.includes(model.id) || (model.sha256 !== null && models.includes(model.sha256));
}

/** Whether a model whose hash nobody knows yet could turn out to be an allowed one. */
export const namesHashes = ({ models }: Pick<Policy, 'models'>): boolean => models?.some((entry) => /^[0-9a-f]{64}$/.test(entry)) ?? false;

/** By where they really are: a link out of an allowed folder leads nowhere. @throws AppError `folder-not-allowed` */
export function checkFolders({ folders }: Policy, paths: readonly string[]): void {
  if (folders === null) return;
  const allowed = folders.map(real);
  for (const place of paths.map(real)) if (!allowed.some((folder) => isWithin(place, folder))) throw new AppError('folder-not-allowed', { name: path.basename(place) });
}

function real(place: string): string {
  try {
    return realpathSync(place);
  } catch {
    // What is not there can't be a link either.
    return path.resolve(place);
  }
}
