// The keys of one encrypted library: opens its key by a passphrase, the recovery code or the system's keychain, holds it
// while the library is open, and changes the ways to open it, by wrapping the same key anew. In: secrets. Out: 32 bytes, to
// the library engine only. Invariants: `lock` overwrites the only copy here; whatever fails leaves the old ways working.
import { randomBytes, randomUUID } from 'node:crypto';
import { AppError } from '../../../contract/errors.ts';
import type { Attempts } from './attempts.ts';
import type { Keychain } from './keychain.ts';
import { readKeyFile, writeKeyFile, type ByKeychain, type BySecret, type KeyFile, type WriteOptions } from './keyFile.ts';
import { makeRecoveryCode, readRecoveryCode } from './recoveryCode.ts';
import { KEY_BYTES, keyOf, newParameters, SCRYPT_COST, unwrapKey, wrapKey } from './wrapKey.ts';

export interface Keyring {
  readonly id: string;
  /** Besides the recovery code, which there always is. */
  ways(): { readonly passphrase: boolean; readonly keychain: boolean };
  /** Null while it is locked. Not to be kept by whoever asks. */
  key(): Uint8Array | null;
  /** With a passphrase or the recovery code. @throws AppError `passphrase-wrong`, `passphrase-wait` */
  unlock(secret: string): Promise<void>;
  /** @throws AppError `keychain-unavailable` */
  unlockByKeychain(): void;
  lock(): void;
  /**
   * Rejects unless it is a secret that opens these keys: whoever sits at an unlocked library must not be able to change
   * its locks. Keys without a passphrase ask for nothing.
   * @throws AppError `passphrase-wrong`, `passphrase-wait`
   */
  prove(secret: string | null): Promise<void>;
  /** The first one or another one; the key stays, and is wrapped anew. */
  setPassphrase(passphrase: string): Promise<void>;
  /** @throws AppError `keychain-unavailable` */
  addKeychain(): Promise<void>;
  /** `secret` opens them without it. */
  removeKeychain(secret: string): Promise<void>;
  /** The old one opens nothing any more. */
  renewRecoveryCode(): Promise<string>;
  /** For a backup: without this system's keychain, which opens nothing on another machine. */
  portable(): KeyFile;
}

export interface KeyringOptions {
  readonly keychain: Keychain;
  readonly attempts: Attempts;
  /** scrypt's N; less in tests. */
  readonly cost?: number;
  readonly onStep?: WriteOptions['onStep'];
}

export interface FirstWays {
  readonly passphrase: string | null;
  readonly keychain: boolean;
}

/** What is authenticated along with a wrapped key. */
const about = ({ version, id, cipher }: Pick<KeyFile, 'version' | 'id' | 'cipher'>, way: string, parameters: unknown): unknown => [version, id, cipher, way, parameters];

export interface NewKeys {
  readonly file: KeyFile;
  readonly key: Buffer;
  readonly recoveryCode: string;
}

/** A new random key, wrapped; nothing is encrypted with it yet. */
export async function makeKeys(ways: FirstWays, options: Pick<KeyringOptions, 'keychain' | 'cost'>): Promise<NewKeys> {
  if (ways.passphrase === null && !ways.keychain) throw new AppError('bad-request');
  const head = { version: 1, id: randomUUID(), cipher: 'chacha20-poly1305' } as const;
  const key = randomBytes(KEY_BYTES);
  const recoveryCode = makeRecoveryCode();
  const { cost = SCRYPT_COST } = options;
  const file: KeyFile = {
    ...head,
    passphrase: ways.passphrase === null ? null : await bySecret(key, ways.passphrase, head, 'passphrase', cost),
    recovery: await bySecret(key, readRecoveryCode(recoveryCode)!, head, 'recovery', cost),
    keychain: ways.keychain ? byKeychain(key, head, options.keychain) : null,
  };
  return { file, key, recoveryCode };
}

/** Makes a new random key and writes its file. */
export async function makeKeyring(libraryDir: string, ways: FirstWays, options: KeyringOptions): Promise<{ readonly keyring: Keyring; readonly recoveryCode: string }> {
  const { file, key, recoveryCode } = await makeKeys(ways, options);
  await writeKeyFile(libraryDir, file, { prove: async (written) => void (await opened(written, recoveryCode)).fill(0), ...stepsOf(options) });
  return { keyring: keyringOf(libraryDir, file, key, options), recoveryCode };
}

/** @throws AppError `keys-damaged`, also when there are none */
export function openKeyring(libraryDir: string, options: KeyringOptions): Keyring {
  const file = readKeyFile(libraryDir);
  if (file === null) throw new AppError('keys-missing', { path: libraryDir });
  return keyringOf(libraryDir, file, null, options);
}

/** The key of a file that lies anywhere, by a passphrase or the recovery code. @throws AppError `passphrase-wrong`, `passphrase-wait` */
export async function openKeys(file: KeyFile, secret: string, attempts: Attempts): Promise<Buffer> {
  const found = await attempts.attempt(file.id, () => openBySecret(file, secret));
  if (found === null) throw new AppError('passphrase-wrong', { seconds: attempts.waitSeconds(file.id) });
  return found;
}

function keyringOf(libraryDir: string, first: KeyFile, firstKey: Buffer | null, options: KeyringOptions): Keyring {
  const { keychain, attempts, cost = SCRYPT_COST } = options;
  let file = first;
  let key = firstKey;
  let turn: Promise<unknown> = Promise.resolve();

  /** Changes of the file, one after the other. `reopen` opens what was written in the way that is new in it. */
  function change(make: (held: Buffer, now: KeyFile) => Promise<KeyFile>, reopen: (written: KeyFile) => Promise<Buffer | null>): Promise<void> {
    const mine = turn.then(async () => {
      if (key === null) throw new AppError('library-locked');
      const next = await make(key, file);
      await writeKeyFile(libraryDir, next, {
        prove: async (written) => {
          const again = await reopen(written);
          const same = again !== null && key !== null && again.equals(key);
          again?.fill(0);
          if (!same) throw new AppError('keys-damaged');
        },
        ...stepsOf(options),
      });
      file = next;
    });
    turn = mine.catch(() => undefined);
    return mine;
  }

  const tried = (secret: string): Promise<Buffer> => openKeys(file, secret, attempts);

  function hold(found: Buffer): void {
    key?.fill(0);
    key = found;
  }

  return {
    id: file.id,
    ways: () => ({ passphrase: file.passphrase !== null, keychain: file.keychain !== null }),
    key: () => key,
    unlock: async (secret) => hold(await tried(secret)),
    unlockByKeychain: () => {
      const found = unseal(file, keychain);
      if (found === null) throw new AppError('keychain-unavailable');
      hold(found);
    },
    lock: () => {
      key?.fill(0);
      key = null;
    },
    prove: async (secret) => {
      if (file.passphrase === null) return;
      if (secret === null) throw new AppError('passphrase-wrong', { seconds: 0 });
      (await tried(secret)).fill(0);
    },
    setPassphrase: (passphrase) =>
      change(async (held, now) => ({ ...now, passphrase: await bySecret(held, passphrase, now, 'passphrase', cost) }), (written) => openBySecret(written, passphrase)),
    addKeychain: () => change(async (held, now) => ({ ...now, keychain: byKeychain(held, now, keychain) }), async (written) => unseal(written, keychain)),
    removeKeychain: (secret) =>
      change(async (_held, now) => {
        if (now.passphrase === null) throw new AppError('bad-request');
        return { ...now, keychain: null };
      }, (written) => openBySecret(written, secret)),
    renewRecoveryCode: async () => {
      const code = makeRecoveryCode();
      await change(async (held, now) => ({ ...now, recovery: await bySecret(held, readRecoveryCode(code)!, now, 'recovery', cost) }), (written) => openBySecret(written, code));
      return code;
    },
    portable: () => ({ ...file, keychain: null }),
  };
}

async function bySecret(key: Buffer, secret: string, head: Pick<KeyFile, 'version' | 'id' | 'cipher'>, way: 'passphrase' | 'recovery', cost: number): Promise<BySecret> {
  const kdf = newParameters(cost);
  return { kdf, ...wrapKey(key, await keyOf(secret, kdf), about(head, way, kdf)) };
}

function byKeychain(key: Buffer, head: Pick<KeyFile, 'version' | 'id' | 'cipher'>, keychain: Keychain): ByKeychain {
  const backend = keychain.backend();
  if (backend === null) throw new AppError('keychain-unavailable');
  const wrappingKey = randomBytes(KEY_BYTES);
  let sealed: string;
  try {
    sealed = Buffer.from(keychain.seal(wrappingKey.toString('hex'))).toString('base64');
  } catch (cause) {
    throw new AppError('keychain-unavailable', {}, { cause });
  }
  return { backend, sealed, ...wrapKey(key, wrappingKey, about(head, 'keychain', [backend, sealed])) };
}

/** By the recovery code if it is one, else by the passphrase; null when neither opens. */
async function openBySecret(file: KeyFile, secret: string): Promise<Buffer | null> {
  const code = readRecoveryCode(secret);
  const byCode = code === null ? null : unwrapKey(file.recovery, await keyOf(code, file.recovery.kdf), about(file, 'recovery', file.recovery.kdf));
  if (byCode !== null || file.passphrase === null) return byCode;
  return unwrapKey(file.passphrase, await keyOf(secret, file.passphrase.kdf), about(file, 'passphrase', file.passphrase.kdf));
}

async function opened(file: KeyFile, secret: string): Promise<Buffer> {
  const key = await openBySecret(file, secret);
  if (key === null) throw new AppError('keys-damaged');
  return key;
}

function unseal(file: KeyFile, keychain: Keychain): Buffer | null {
  if (file.keychain === null) return null;
  const { backend, sealed } = file.keychain;
  let wrappingKey: Buffer;
  try {
    wrappingKey = Buffer.from(keychain.unseal(Buffer.from(sealed, 'base64')), 'hex');
  } catch {
    // Another system, another desktop, or a keychain that stays shut: there are other ways.
    return null;
  }
  return wrappingKey.length === KEY_BYTES ? unwrapKey(file.keychain, wrappingKey, about(file, 'keychain', [backend, sealed])) : null;
}

const stepsOf = ({ onStep }: KeyringOptions): Pick<WriteOptions, 'onStep'> => (onStep === undefined ? {} : { onStep });
