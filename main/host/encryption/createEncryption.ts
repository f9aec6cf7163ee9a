// The keys of the library that the host has open, or would open: says whether it can be opened, unlocks and locks it,
// encrypts and decrypts it. In: what the host can do with a library. Out: the routes `keys.*`, and the key for the engine.
// Invariants: a locked library's key is nowhere; whether a library is encrypted is read off its file.
import { mkdirSync } from 'node:fs';
import { AppError } from '../../../contract/errors.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { lookAtDatabase } from '../../library/databaseFile.ts';
import type { Attempts } from '../../sovereignty/keys/attempts.ts';
import type { Keychain } from '../../sovereignty/keys/keychain.ts';
import { readKeyFile, removeKeyFile } from '../../sovereignty/keys/keyFile.ts';
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
  /** Before this library is opened. False: it stays locked. @throws AppError `keys-missing`, `keys-damaged` */
  enter(dir: string): boolean;
  /** For the engine, of what was entered; null for a plain library. */
  key(): Uint8Array | null;
  encrypted(): boolean;
  /** Of what was entered, locked or not; null for a plain library. */
  keyring(): Keyring | null;
  /** True once the key of what was entered is gone again. */
  locked(): boolean;
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
    // One that was made and never opened has its keys, and no content yet.
    if (file === 'plain' || (file === 'none' && readKeyFile(dir) === null)) {
      hold(null);
      return true;
    }
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
    if (current === null || converting !== null || (status !== 'open' && status !== 'opening')) return library.state();
    const { library: engine, llm, parser } = options.engines();
    current.keyring.lock();
    library.leave();
    const locked = library.setState({ status: 'locked', embedderReady: false, rebuildingIndex: false });
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
          removeKeyFile(dir);
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
      if (lookAtDatabase(dir) !== 'none') throw new AppError('library-exists');
      mkdirSync(dir, { recursive: true, mode: 0o700 });
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
    locked: () => current !== null && current.keyring.key() === null,
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
