// `keys.json` in an encrypted library's folder: the library's key, wrapped once for each way to open it, with what each
// way needs to be known. In: nothing secret leaves it unwrapped. Invariants: it is checked before any of it is used, and
// its bounds keep a hostile file from costing more than a second or two; a new one takes the place of the old only once it
// lies on the disk whole and was proven there.
import { readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../contract/errors.ts';
import { writeSynced } from '../../files/replaceFile.ts';
import { syncFolder } from '../../files/syncFiles.ts';

export const KEY_FILE = 'keys.json';
const MAX_BYTES = 64 * 1024;
/** scrypt takes 128 * cost * blockSize bytes and as much more time: 16 MB to 256 MB. */
const MIN_COST = 2 ** 14;
const MAX_COST = 2 ** 18;

const bytes = (length: number) => z.base64().refine((text) => Buffer.from(text, 'base64').length === length);

const scryptParameters = z.strictObject({
  name: z.literal('scrypt'),
  cost: z.number().int().min(MIN_COST).max(MAX_COST).refine((cost) => (cost & (cost - 1)) === 0),
  blockSize: z.literal(8),
  parallelization: z.literal(1),
  salt: bytes(16),
});
export type ScryptParameters = z.infer<typeof scryptParameters>;

/** AES-256-GCM: the nonce, and the key with its tag behind it. */
const wrapped = { nonce: bytes(12), key: bytes(32 + 16) };
const bySecret = z.strictObject({ kdf: scryptParameters, ...wrapped });
/** `sealed`: 32 random bytes that the system's keychain has sealed, and that wrap the key. */
const byKeychain = z.strictObject({ backend: z.string().min(1).max(64), sealed: z.base64().max(8_192), ...wrapped });

export const keyFile = z.strictObject({
  version: z.literal(1),
  id: z.uuid(),
  cipher: z.literal('chacha20-poly1305'),
  passphrase: bySecret.nullable(),
  recovery: bySecret,
  keychain: byKeychain.nullable(),
});
export type KeyFile = z.infer<typeof keyFile>;
export type BySecret = z.infer<typeof bySecret>;
export type ByKeychain = z.infer<typeof byKeychain>;

/** Null when there is none. @throws AppError `keys-damaged` */
export function readKeyFile(libraryDir: string): KeyFile | null {
  const file = path.join(libraryDir, KEY_FILE);
  let text: string;
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) throw new AppError('keys-damaged', { path: file });
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw forbidden(error, file);
  }
  try {
    return keyFile.parse(JSON.parse(text));
  } catch {
    // What is in it stays out of the log.
    throw new AppError('keys-damaged', { path: file });
  }
}

export const KEY_FILE_STEPS = ['written', 'synced', 'proven', 'renamed', 'folder synced'] as const;

export interface WriteOptions {
  /** Opens what was just written as it will be opened one day; rejects when that fails. */
  readonly prove: (written: KeyFile) => Promise<void>;
  /** After each step; for tests that end everything there. */
  readonly onStep?: (step: (typeof KEY_FILE_STEPS)[number]) => void;
}

export async function writeKeyFile(libraryDir: string, content: KeyFile, { prove, onStep }: WriteOptions): Promise<void> {
  const file = path.join(libraryDir, KEY_FILE);
  const unproven = `${file}.new`;
  try {
    writeSynced(unproven, `${JSON.stringify(content, null, 2)}\n`, () => onStep?.('written'));
    onStep?.('synced');
    await prove(keyFile.parse(JSON.parse(readFileSync(unproven, 'utf8'))));
    onStep?.('proven');
    renameSync(unproven, file);
  } catch (error) {
    rmSync(unproven, { force: true });
    throw forbidden(error, file);
  }
  onStep?.('renamed');
  syncFolder(libraryDir);
  onStep?.('folder synced');
}

export function removeKeyFile(libraryDir: string): void {
  rmSync(path.join(libraryDir, KEY_FILE), { force: true });
  syncFolder(libraryDir);
}

function forbidden(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? new AppError('no-permission', { path: file }, { cause: error }) : error;
}
