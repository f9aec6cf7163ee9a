// Updates at the host: the routes of the window, and the same for the command line. In: a file that a person named. Out: what
// was found, what was done; both are in the installation's ledger. Invariant: one piece of work at a time, and what is
// installed is the file that was checked.
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { AppError, toWireError } from '../../contract/errors.ts';
import type { LedgerEvent } from '../../contract/ledger.ts';
import type { RouteOutput } from '../../contract/routes.ts';
import type { FoundUpdate, InstalledUpdate } from '../../contract/update.ts';
import type { Policy } from '../sovereignty/policy.ts';
import { checkFront, checkPayload, isNewer, type Following, type KnownUpdate } from '../update/checkUpdate.ts';
import { installedVersion } from '../update/installedVersion.ts';
import { handOver, replaceAppImage } from '../update/installUpdate.ts';
import type { UpdateHeader } from '../update/updateFile.ts';
import type { Log } from '../ipc/log.ts';
import type { UpdateOptions } from '../update/updateOptions.ts';
import type { CoreHandlers } from './handlers.ts';
import { createTurn } from './turn.ts';

export interface Updates {
  readonly handlers: Pick<CoreHandlers, 'update.state' | 'update.check' | 'update.install'>;
  state(): RouteOutput<'update.state'>;
  /** @throws AppError of the check that failed */
  check(file: string, following: Following): Promise<FoundUpdate>;
  install(id: string, following: Following): Promise<InstalledUpdate>;
  /** Ends what is under way; the old program is there then, or the whole new one. Nothing is begun after it. */
  close(): Promise<void>;
  /** The package that was handed over, for the shell and the command line alone; null before. */
  packageFile(): string | null;
}

export interface UpdatesContext {
  /** Absent: a host that takes none. */
  readonly options: UpdateOptions | null;
  readonly policy: Policy;
  readonly version: string;
  readonly userDataDir: string;
  take(token: string): { readonly path: string };
  record(event: LedgerEvent): void;
  readonly log: Log;
}

const UPDATES_FOLDER = 'updates';

export function createUpdates({ options, policy, version, userDataDir, take, record, log }: UpdatesContext): Updates {
  const installation = options?.installation ?? { kind: null, platform: process.platform, arch: process.arch, appImage: null };
  const keys = options?.keys ?? [];
  let checked: { readonly file: string; readonly found: FoundUpdate; readonly headerBytes: Buffer } | null = null;
  let handedOver: string | null = null;
  const installed = installedVersion(userDataDir, installation.appImage);
  const turn = createTurn('update-busy');

  const takes = (): RouteOutput<'update.state'>['takes'] => (!policy.updates ? 'forbidden' : keys.length === 0 ? 'no-keys' : installation.kind === null ? 'not-here' : 'yes');
  /** Another process may have put it there. */
  const waiting = (): string | null => {
    const there = installed.read();
    return there !== null && isNewer(there, version) ? there : null;
  };
  const newest = (): string => waiting() ?? version;
  const state = (): RouteOutput<'update.state'> => ({ version, takes: takes(), kind: installation.kind, waiting: waiting() });

  /** Opens the file for one piece of work. A folder, a pipe or a device is no update, and none may keep the program waiting. */
  async function withFile<Value>(file: string, { signal, onProgress }: Following, work: (handle: FileHandle, following: Following) => Promise<Value>): Promise<Value> {
    const why = takes();
    if (why !== 'yes') throw new AppError(why === 'forbidden' ? 'update-forbidden' : why === 'no-keys' ? 'update-no-keys' : 'update-not-here');
    return turn.run(signal, async (mine) => {
      const handle = await openFile(file);
      try {
        return await work(handle, { signal: mine, onProgress });
      } finally {
        await handle.close();
      }
    });
  }

  /** What is done is done: a full disk must not make it look otherwise. */
  function recordIfPossible(event: LedgerEvent): void {
    try {
      record(event);
    } catch (error) {
      log('error', 'ledger.not-written', { code: toWireError(error).code });
    }
  }

  async function check(file: string, wanted: Following): Promise<FoundUpdate> {
    checked = null;
    let header: UpdateHeader | null = null;
    const entry = (outcome: 'accepted' | 'refused', why: string | null): LedgerEvent => ({ kind: 'update.checked', facts: { version: header?.version ?? null, sha256: header?.sha256 ?? null, outcome, why } });
    try {
      return await withFile(file, wanted, async (handle, following) => {
        const update = await checkFront(handle, { keys, installation, version: newest(), onHeader: (signed) => (header = signed) });
        await checkPayload(handle, update, following);
        const found = describe(update);
        record(entry('accepted', null));
        checked = { file, found, headerBytes: update.front.headerBytes };
        return found;
      });
    } catch (error) {
      const { code } = toWireError(error);
      if (code !== 'cancelled' && code !== 'update-busy') recordIfPossible(entry('refused', code));
      throw error;
    }
  }

  async function install(id: string, wanted: Following): Promise<InstalledUpdate> {
    const known = checked;
    if (known === null || known.found.id !== id) throw new AppError('token-expired');
    return withFile(known.file, wanted, async (handle, following) => {
      const update = await checkFront(handle, { keys, installation, version: newest() });
      // Another update in the meantime is not the one that the person agreed to.
      if (!update.front.headerBytes.equals(known.headerBytes)) throw new AppError('update-damaged');
      const note = (outcome: 'replaced' | 'handedOver' | 'failed'): void => recordIfPossible({ kind: 'update.applied', facts: { version: update.header.version, sha256: update.header.sha256, outcome } });
      try {
        const installed = await put(handle, update, following);
        note(installed.how);
        checked = null;
        return installed;
      } catch (error) {
        if (toWireError(error).code !== 'cancelled') note('failed');
        throw error;
      }
    });
  }

  async function put(handle: FileHandle, update: KnownUpdate, following: Following): Promise<InstalledUpdate> {
    const { version: next, kind } = update.header;
    if (kind === 'AppImage') {
      if (installation.appImage === null) throw new AppError('update-not-here');
      await replaceAppImage(handle, update, installation.appImage, following, (whole) => {
        // While it was written another process may have put a newer one there.
        if (!isNewer(next, newest())) throw new AppError('update-not-newer', { version: next, current: newest() });
        installed.write(next, whole);
      });
      return { version: next, how: 'replaced', kind, fileName: path.basename(installation.appImage) };
    }
    handedOver = await handOver(handle, update, path.join(userDataDir, UPDATES_FOLDER), following);
    return { version: next, how: 'handedOver', kind, fileName: path.basename(handedOver) };
  }

  return {
    state,
    check,
    install,
    close: turn.close,
    packageFile: () => handedOver,
    handlers: {
      'update.state': async () => state(),
      'update.check': async ({ token }, { signal, emit }) => {
        const update = await check(take(token).path, { signal, onProgress: (doneBytes, totalBytes) => emit({ type: 'progress', doneBytes, totalBytes }) });
        emit({ type: 'found', update });
      },
      'update.install': async ({ id }, { signal, emit }) => {
        const update = await install(id, { signal, onProgress: (doneBytes, totalBytes) => emit({ type: 'progress', doneBytes, totalBytes }) });
        emit({ type: 'installed', update });
      },
    },
  };
}

/** Never waits for what is on the other side of a pipe. */
async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new AppError('path-not-found', { path: file }, { cause });
    if (code === 'EACCES' || code === 'EPERM') throw new AppError('no-permission', { path: file }, { cause });
    if (code === 'EISDIR' || code === 'ENXIO') throw new AppError('update-invalid', {}, { cause });
    throw cause;
  }
}

function describe({ header, signedBy, keyId }: KnownUpdate): FoundUpdate {
  const { version, kind, madeAtMs, notes, payloadBytes } = header;
  return { id: randomBytes(16).toString('hex'), version, kind, madeAtMs, notes, signedBy, keyId, sizeBytes: payloadBytes };
}
