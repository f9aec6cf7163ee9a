// A backup is made, and restored, by the library engine's service in the test's own process, where whoever is told of a step
// has ended it before the next one: cancelled, or because the engine ends. Nothing of it stays, and the next one works.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BackupProgress } from '../../../contract/backup.ts';
import { createLibraryService, type LibraryService } from '../../../main/engines/library/libraryService.ts';
import type { LibraryHostProtocol } from '../../../main/engines/library/protocol.ts';
import type { Call } from '../../../main/engines/rpc/protocol.ts';
import { noKeychain } from '../../../main/sovereignty/keys/keychain.ts';
import { makeKeys } from '../../../main/sovereignty/keys/keyring.ts';
import { miniLm } from '../../support/embedders.ts';
import { CHEAP } from '../../support/keyring.ts';
import { ledgerIn } from '../../support/ledger.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const silent = { signal: new AbortController().signal, emit: (): void => undefined };
const { file: keys, key } = await makeKeys({ passphrase: 'seven blue kettles sing', keychain: false }, { keychain: noKeychain, cost: CHEAP });
const fileName = 'one.freehold-backup';

class Engine {
  readonly libraryDir: string;
  readonly stick: string;
  private running!: LibraryService;

  constructor(readonly dir = temporaryFolder()) {
    this.libraryDir = path.join(dir, 'library');
    this.stick = path.join(dir, 'stick');
    mkdirSync(this.stick);
  }

  async open(): Promise<this> {
    this.running = createLibraryService((async () => ({})) as unknown as Call<LibraryHostProtocol>);
    onTestFinished(() => this.close());
    await this.running.service['library.open']({ libraryDir: this.libraryDir, key: null, ...ledgerIn(this.dir), embedders: [miniLm], threads: 1, watch: false, ocr: null }, silent);
    return this;
  }

  close(): Promise<void> {
    return this.running.close();
  }

  // A key is overwritten once it is used.
  make(how: Following = silent): Promise<unknown> {
    return this.running.service['backup.write']({ folder: this.stick, fileName, head: { id: randomUUID(), madeMs: 1, keys }, key: Uint8Array.from(key), name: 'Papers', appVersion: '1' }, how);
  }

  restore(file: string, how: Following = silent): Promise<unknown> {
    return this.running.service['backup.unpack']({ file, key: Uint8Array.from(key), id: randomUUID(), keys, folder: path.join(this.dir, 'restored'), ledgerDir: path.join(this.dir, 'ledger') }, how);
  }

  list(): Promise<unknown> {
    return this.running.service['backup.list']({}, silent);
  }
}

interface Following {
  readonly signal: AbortSignal;
  readonly emit: (progress: BackupProgress) => void;
}

/** Ends `work` when it is first told of this step. */
async function endIn(step: string, how: 'cancelled' | 'closed', engine: Engine, work: (following: Following) => Promise<unknown>): Promise<void> {
  const controller = new AbortController();
  let closing: Promise<void> | null = null;
  const emit = (progress: BackupProgress): void => {
    if (progress.step !== step) return;
    if (how === 'cancelled') controller.abort();
    else closing ??= engine.close();
  };
  await expect(work({ signal: controller.signal, emit })).rejects.toThrow(/abort/);
  await closing;
}

const HOW = ['cancelled', 'closed'] as const;

test.each(HOW.flatMap((how) => ['writing', 'checking', 'proving'].map((step) => [how, step] as const)))('%s while one is made, in its step of %s', async (how, step) => {
  const engine = await new Engine().open();
  await endIn(step, how, engine, (following) => engine.make(following));
  expect([readdirSync(engine.stick), existsSync(path.join(engine.libraryDir, 'backup-try'))]).toEqual([[], false]);
  if (how === 'closed') await engine.open();
  expect(await engine.list()).toEqual([]);
  await engine.make();
  expect(await engine.list()).toHaveLength(1);
});

test.each(HOW.flatMap((how) => ['reading', 'proving'].map((step) => [how, step] as const)))('%s while one is restored, in its step of %s', async (how, step) => {
  const engine = await new Engine().open();
  await engine.make();
  const file = path.join(engine.stick, fileName);
  await endIn(step, how, engine, (following) => engine.restore(file, following));
  expect(readdirSync(path.join(engine.dir, 'restored'))).toEqual([]);
  if (how === 'closed') await engine.open();
  await engine.restore(file);
  expect(readdirSync(path.join(engine.dir, 'restored'))).toEqual(['library.db']);
});
