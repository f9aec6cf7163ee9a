// Backups as the host makes and restores them: it knows the keys and the places, the engine does the work. In: what the host
// can do with libraries and keys. Out: the routes `backup.*` that the engine does not answer by itself. Invariant: a key is
// here for as long as one call takes.
import { existsSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import type { RouteOutput } from '../../contract/routes.ts';
import { BACKUP_EXTENSION, readBackupHead, type BackupHead } from '../library/backup/backupFile.ts';
import { isFree } from '../library/backup/leftovers.ts';
import type { Attempts } from '../sovereignty/keys/attempts.ts';
import { noKeychain } from '../sovereignty/keys/keychain.ts';
import { makeKeys, openKeys, type Keyring } from '../sovereignty/keys/keyring.ts';
import type { Engines } from './engines.ts';
import type { KeyUses } from './encryption/keyUses.ts';
import type { CoreHandlers } from './handlers.ts';
import type { PickedPath } from './pathTokens.ts';
import { createTurn } from './turn.ts';

type BackupRoute = 'backup.make' | 'backup.inspect' | 'backup.restore';
type LibraryState = RouteOutput<'library.state'>;

export interface HostBackupsOptions {
  readonly engine: Engines['library'];
  /** Of the library that is open; null for a plain one. */
  readonly keyring: () => Keyring | null;
  readonly attempts: Attempts;
  readonly uses: KeyUses;
  readonly ledgerDir: string;
  readonly appVersion: string;
  readonly defaultLibraryDir: string;
  readonly tokens: { look(token: string): PickedPath; take(token: string): PickedPath };
  readonly library: {
    state(): LibraryState;
    open(dir: string): Promise<LibraryState>;
    unlock(secret: string): Promise<LibraryState>;
  };
  /** scrypt's N; less in tests. */
  readonly cost?: number;
}

export interface HostBackups {
  readonly handlers: Pick<CoreHandlers, BackupRoute>;
  /** One is being made or restored: a library that nobody uses must not lock itself in the middle of it. */
  busy(): boolean;
}

export function createHostBackups(options: HostBackupsOptions): HostBackups {
  const { engine, keyring, attempts, uses, ledgerDir, appVersion, defaultLibraryDir, tokens, library, cost } = options;

  /** The library's own, or new ones under a passphrase for this backup alone. */
  async function keysFor(passphrase: string | null): Promise<{ readonly keys: BackupHead['keys']; readonly key: Uint8Array; readonly recoveryCode: string | null }> {
    const ring = keyring();
    if (ring === null) {
      if (passphrase === null) throw new AppError('bad-request');
      const { file, key, recoveryCode } = await makeKeys({ passphrase, keychain: false }, { keychain: noKeychain, ...(cost === undefined ? {} : { cost }) });
      return { keys: file, key, recoveryCode };
    }
    const key = ring.key();
    if (passphrase !== null) throw new AppError('bad-request');
    if (key === null) throw new AppError('library-locked');
    return { keys: ring.portable(), key: Uint8Array.from(key), recoveryCode: null };
  }

  async function folderOfLast(): Promise<string> {
    const [last] = await engine.call('backup.list', {});
    if (last === undefined) throw new AppError('bad-request');
    return last.folder;
  }

  /** The usual place, or one beside it that is free. */
  function newFolder(): string {
    for (let number = 1; ; number += 1) {
      const folder = number === 1 ? defaultLibraryDir : `${defaultLibraryDir} ${number}`;
      if (!existsSync(folder) || isFree(folder)) return folder;
    }
  }

  const turn = createTurn('backup-busy');

  const handlers: HostBackups['handlers'] = {
    'backup.make': ({ token, passphrase }, { signal: cancelled, emit }) => turn.run(cancelled, async (signal) => {
      const { status, name } = library.state();
      if (status !== 'open' || name === null) throw new AppError('library-not-open');
      const folder = token === null ? await folderOfLast() : tokens.take(token).path;
      let key: Uint8Array | null = null;
      try {
        const { keys, recoveryCode, ...own } = await keysFor(passphrase);
        key = own.key;
        const made = new Date();
        const head = { id: randomUUID(), madeMs: made.getTime(), keys };
        const backup = await engine.call('backup.write', { folder, fileName: fileName(folder, name, made), head, key, name, appVersion }, { signal, onEvent: emit });
        emit({ type: 'made', backup, recoveryCode });
      } finally {
        key?.fill(0);
      }
    }),
    'backup.inspect': async ({ token }) => {
      const { path: file } = tokens.look(token);
      const { madeMs, keys } = await readBackupHead(file);
      return { name: path.basename(file), madeMs, hasPassphrase: keys.passphrase !== null };
    },
    'backup.restore': ({ token, secret, folder }, { signal: cancelled, emit }) => turn.run(cancelled, async (signal) => {
      // A wrong passphrase leaves the choice as it is.
      const { path: file } = tokens.look(token);
      const to = folder === null ? newFolder() : tokens.look(folder).path;
      const { id, keys } = await readBackupHead(file);
      const key = await openKeys(keys, secret, attempts).then(
        (opened) => (uses.used(keys, 'backup', true), opened),
        (error: unknown) => {
          uses.used(keys, 'backup', false);
          throw error;
        },
      );
      try {
        const { documents, conversations } = await engine.call('backup.unpack', { file, key, id, keys, folder: to, ledgerDir }, { signal, onEvent: emit });
        const opened = await library.open(to);
        emit({ type: 'restored', state: opened.status === 'locked' ? await library.unlock(secret) : opened, documents, conversations });
      } finally {
        key.fill(0);
      }
    }),
  };
  return { handlers, busy: turn.busy };
}

/** Free in its folder, and a name on every system. */
function fileName(folder: string, library: string, made: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${made.getFullYear()}-${two(made.getMonth() + 1)}-${two(made.getDate())}`;
  const base = `${library.replaceAll(/[\p{Cc}<>:"/\\|?*]/gu, ' ').trim() || 'Freehold'} ${day} ${two(made.getHours())}.${two(made.getMinutes())}`;
  for (let number = 1; ; number += 1) {
    const name = `${base}${number === 1 ? '' : ` (${number})`}.${BACKUP_EXTENSION}`;
    if (!existsSync(path.join(folder, name))) return name;
  }
}
