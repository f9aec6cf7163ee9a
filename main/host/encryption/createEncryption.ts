// The keys of the library that the host has open, or would open: says whether it can be opened, unlocks and locks it,
// encrypts and decrypts it. In: what the host can do with a library. Out: the routes `keys.*`, and the key for the engine.
// Invariants: a locked library's key is nowhere; whether a library is encrypted is read off its file.
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { DATABASE_FILE, holdsLibrary, lookAtDatabase } from '../../library/databaseFile.ts';
import type { Attempts } from '../../sovereignty/keys/attempts.ts';
import type { Keychain } from '../../sovereignty/keys/keychain.ts';
import { KEY_FILE, readKeyFile, removeKeyFile } from '../../sovereignty/keys/keyFile.ts';
import { makeKeyring, openKeyring, type FirstWays, type Keyring } from '../../sovereignty/keys/keyring.ts';
import type { Engines } from '../engines.ts';
import type { CoreHandlers } from '../handlers.ts';
import { createConversion } from './conversion.ts';
import type { KeyUses } from './keyUses.ts';

type LibraryState = RouteOutput<'library.state'>;

export interface LibraryOfHost {
  state(): LibraryState;
  setState(change: Partial<LibraryState>): LibraryState;
  /** Where the library is that is open; null while none is. */
  openDir(): string | null;
  /** From now on none is open, whatever the engine still has. */
  leave(): void;
  /** Within `inTurn` only. */
  openNow(dir: string, options: { readonly remember: boolean }): Promise<LibraryState>;
  /** Opening, closing and converting, one after the other. */
  inTurn<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Where to make one that a person has picked, or the default place. */
  placeOf(token: string | null): string;
}

export interface Encryption {
  /** Before this library is opened. False: it stays locked. @throws AppError `keys-missing`, `keys-damaged`; `path-not-found` when its keys are all that is there */
  enter(dir: string): boolean;
  /** For the engine, of what was entered; null for a plain library. */
  key(): Uint8Array | null;
  encrypted(): boolean;
  /** Of what was entered, locked or not; null for a plain library. */
  keyring(): Keyring | null;
  /** Drops the key and everything that knows of the library's content. `at-once`: without a word to the engine, before the machine sleeps. */
  lock(how: 'gently' | 'at-once'): Promise<LibraryState>;
  readonly handlers: Pick<CoreHandlers, KeysRoute>;
  close(): void;
}

type KeysRoute = Extract<keyof CoreHandlers, `keys.${string}`>;

export function createEncryption(options: {
  readonly library: LibraryOfHost;
  readonly engines: () => Pick<Engines, 'library' | 'llm' | 'parser'>;
  readonly keychain: Keychain;
  readonly attempts: Attempts;
  readonly uses: KeyUses;
  /** scrypt's N; less in tests. */
  readonly cost?: number;
}): Encryption {
  const { library, keychain, attempts, uses, cost } = options;
  const ringOptions = { keychain, attempts, ...(cost === undefined ? {} : { cost }) };
  const conversion = createConversion(library, options.engines);
  /** Of the library that was entered last; null when that is plain. */
  let current: { readonly dir: string; readonly keyring: Keyring } | null = null;

  function hold(next: typeof current): void {
    if (current?.keyring !== next?.keyring) current?.keyring.lock();
    current = next;
  }

  function ring(): Keyring {
    if (current === null) throw new AppError('bad-request');
    return current.keyring;
  }

  /** The keys of an open library, to be changed by whoever knows a secret of theirs. */
  async function provedRing(proof: string | null): Promise<Keyring> {
    const keyring = ring();
    if (keyring.key() === null) throw new AppError('library-locked');
    if (proof === null) await keyring.prove(proof);
    else await uses.trying(keyring, proof, () => keyring.prove(proof));
    return keyring;
  }

  function enter(dir: string): boolean {
    const known = current?.dir === dir ? current : null;
    const file = lookAtDatabase(dir);
    if (file === 'plain' || (file !== 'sealed' && readKeyFile(dir) === null)) {
      hold(null);
      return true;
    }
    // One that was made and never opened has an empty database beside its keys. Without any, its database is elsewhere, or lost.
    if (!holdsLibrary(dir)) throw new AppError('path-not-found', { path: dir });
    hold(known ?? { dir, keyring: openKeyring(dir, ringOptions) });
    const { keyring } = current!;
    // What a person has locked stays locked until somebody unlocks it.
    if (known === null && keyring.ways().keychain) openByKeychain(keyring);
    return keyring.key() !== null;
  }

  function openByKeychain(keyring: Keyring): void {
    try {
      unlockByKeychain(keyring);
    } catch {
      // Told of where it was tried; there is the passphrase.
    }
  }

  function unlockByKeychain(keyring: Keyring): void {
    try {
      keyring.unlockByKeychain();
      uses.used(keyring, 'keychain', true);
    } catch (error) {
      uses.used(keyring, 'keychain', false);
      throw error;
    }
  }

  async function lock(how: 'gently' | 'at-once'): Promise<LibraryState> {
    const { status, converting } = library.state();
    if (current === null || converting !== null || current.keyring.key() === null) return library.state();
    const { library: engine, llm, parser } = options.engines();
    current.keyring.lock();
    library.leave();
    // One that was lost or could not be opened still says so; entered again, it is locked.
    const locked = status === 'failed' ? library.state() : library.setState({ status: 'locked', embedderReady: false, rebuildingIndex: false });
    uses.locked();
    if (how === 'at-once') engine.discard();
    // A context holds what was read into it, a parser the file that it read last.
    llm.discard();
    parser.discard();
    await library.inTurn(() => engine.end());
    // A call that was on its way may have started them once more.
    llm.discard();
    parser.discard();
    return locked;
  }

  function encrypt(ways: FirstWays): Promise<{ recoveryCode: string }> {
    return library.inTurn(async () => {
      if (current !== null) throw new AppError('bad-request');
      return conversion.during('encrypted', async (dir, convert) => {
        const { keyring, recoveryCode } = await makeKeyring(dir, ways, ringOptions);
        try {
          await convert({ from: null, to: keyring.key() });
        } catch (error) {
          keyring.lock();
          // Unless the file was seen to be plain, these may be its only keys.
          if (lookAtDatabase(dir) === 'plain') removeKeyFile(dir);
          throw error;
        }
        hold({ dir, keyring });
        uses.changed(keyring, 'encrypted');
        return { recoveryCode };
      });
    });
  }

  async function decrypt(proof: string | null): Promise<Record<string, never>> {
    const keyring = await provedRing(proof);
    return library.inTurn(async () => {
      const key = keyring.key();
      if (key === null) throw new AppError('library-locked');
      return conversion.during('plain', async (dir, convert) => {
        await convert({ from: key, to: null });
        hold(null);
        removeKeyFile(dir);
        uses.changed(keyring, 'decrypted');
        return {};
      });
    });
  }

  function makeLibrary(token: string | null, ways: FirstWays): Promise<{ recoveryCode: string }> {
    const dir = library.placeOf(token);
    return library.inTurn(async () => {
      // Keys are never written over: they may be the only way into what can be salvaged here, or put back.
      if (lookAtDatabase(dir) !== 'none' || existsSync(path.join(dir, KEY_FILE))) throw new AppError('library-exists');
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      // Tells keys of a library that was never opened from keys whose database is gone.
      closeSync(openSync(path.join(dir, DATABASE_FILE), 'a', 0o600));
      const { keyring, recoveryCode } = await makeKeyring(dir, ways, ringOptions);
      hold({ dir, keyring });
      uses.changed(keyring, 'encrypted');
      try {
        await library.openNow(dir, { remember: true });
      } catch (error) {
        if (lookAtDatabase(dir) === 'none') {
          hold(null);
          removeKeyFile(dir);
        }
        throw error;
      }
      return { recoveryCode };
    });
  }

  async function unlock(secret: string | null): Promise<LibraryState> {
    const { status } = library.state();
    if (status !== 'locked' || current === null) return library.state();
    const { dir, keyring } = current;
    if (secret === null) unlockByKeychain(keyring);
    else await uses.trying(keyring, secret, () => keyring.unlock(secret));
    return library.inTurn(() => library.openNow(dir, { remember: false }));
  }

  return {
    enter,
    key: () => current?.keyring.key() ?? null,
    encrypted: () => current !== null,
    keyring: () => current?.keyring ?? null,
    lock,
    close: () => current?.keyring.lock(),
    handlers: {
      'keys.state': async () => ({
        encrypted: current !== null,
        ...(current?.keyring.ways() ?? { passphrase: false, keychain: false }),
        keychainBackend: keychain.backend(),
        waitSeconds: current === null ? 0 : attempts.waitSeconds(current.keyring.id),
      }),
      'keys.makeLibrary': ({ token, ways }) => makeLibrary(token, ways),
      'keys.unlock': ({ secret }) => unlock(secret),
      'keys.lock': () => lock('gently'),
      'keys.encrypt': ({ ways }) => encrypt(ways),
      'keys.decrypt': ({ proof }) => decrypt(proof),
      'keys.cancelConversion': async () => {
        conversion.cancel();
        return {};
      },
      'keys.setPassphrase': async ({ proof, passphrase }) => {
        const keyring = await provedRing(proof);
        await keyring.setPassphrase(passphrase);
        uses.changed(keyring, 'passphrase');
        return {};
      },
      'keys.setKeychain': async ({ proof, on }) => {
        const keyring = await provedRing(proof);
        if (on) await keyring.addKeychain();
        else if (proof === null) throw new AppError('bad-request');
        else await keyring.removeKeychain(proof);
        uses.changed(keyring, 'keychain');
        return {};
      },
      'keys.renewRecoveryCode': async ({ proof }) => {
        const keyring = await provedRing(proof);
        const recoveryCode = await keyring.renewRecoveryCode();
        uses.changed(keyring, 'recoveryCode');
        return { recoveryCode };
      },
    },
  };
}
