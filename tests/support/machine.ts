// A machine of a test's own: a real host with its engines, files, and a library of notes, of which backups are made and which
// restores them.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { BackupRow } from '../../contract/backup.ts';
import type { DocumentId } from '../../contract/domain.ts';
import type { Certificate } from '../../contract/erasure.ts';
import type { Host } from '../../main/host/createHost.ts';
import { startHost } from './host.ts';
import { CHEAP, MemoryKeychain } from './keyring.ts';
import { temporaryFolder } from './temporaryFolder.ts';

export const OF_LIBRARY = 'correct horse battery staple';
export const OF_BACKUP = 'seven blue kettles sing';
export const FILES = 12;
export const context = { signal: new AbortController().signal };
export const failsWith = (code: string): unknown => expect.objectContaining({ code });

/** A folder of its own with a profile, files and a library. */
export class Machine {
  readonly dir = temporaryFolder();
  readonly libraryDir = path.join(this.dir, 'Papers');
  readonly filesDir = path.join(this.dir, 'files');
  host!: Host;

  async start(keychain = false): Promise<this> {
    this.host = await startHost(path.join(this.dir, 'user'), { keyCost: CHEAP, ...(keychain ? { keychain: new MemoryKeychain() } : {}) });
    onTestFinished(() => this.host.close());
    return this;
  }

  /** Notes, and one question with its answer. */
  async fill(): Promise<void> {
    mkdirSync(this.filesDir, { recursive: true });
    for (let at = 0; at < FILES; at += 1) this.note(at);
    await this.host.handlers['settings.set']({ modelId: null }, context);
    await this.host.addPaths([{ path: this.filesDir, kind: 'folder' }]);
    await this.settled();
    await this.host.handlers['answer.ask']({ question: 'What is the locker number of Oduya 3?', conversationId: null, scope: null }, { ...context, emit: () => undefined });
  }

  note(at: number): void {
    writeFileSync(path.join(this.filesDir, `${at}.md`), `# Oduya ${at}\n\nThe locker number of Oduya ${at} is L-${at * 37 + 11}.\n`);
  }

  async settled(): Promise<void> {
    await this.host.engines.library.call('ingest.finished', {});
  }

  async plain(): Promise<this> {
    await this.host.openLibrary(this.libraryDir, { remember: false });
    await this.fill();
    return this;
  }

  async encrypted(keychain = false): Promise<string> {
    const { token } = this.host.registerPath(this.libraryDir, 'folder');
    const { recoveryCode } = await this.host.handlers['keys.makeLibrary']({ token, ways: keychain ? { passphrase: null, keychain } : { passphrase: OF_LIBRARY, keychain } }, context);
    await this.fill();
    return recoveryCode;
  }

  async backUp(folder: string, passphrase: string | null, signal = context.signal, onStep: (step: string, share: number) => void = () => undefined): Promise<{ backup: BackupRow; recoveryCode: string | null; file: string }> {
    let made: { backup: BackupRow; recoveryCode: string | null } | null = null;
    mkdirSync(folder, { recursive: true });
    await this.host.handlers['backup.make']({ token: this.host.registerPath(folder, 'folder').token, passphrase }, { signal, emit: (event) => (event.type === 'made' ? void (made = event) : onStep(event.step, event.doneBytes / event.totalBytes)) });
    const { backup, recoveryCode } = made!;
    return { backup, recoveryCode, file: path.join(folder, backup.name) };
  }

  async restore(file: string, secret: string, folder: string | null = null, signal = context.signal, onStep: (step: string) => void = () => undefined): Promise<{ documents: number; conversations: number }> {
    let restored: { documents: number; conversations: number } | null = null;
    const token = this.host.registerPath(file, 'file').token;
    await this.host.handlers['backup.restore']({ token, secret, folder: folder === null ? null : this.host.registerPath(folder, 'folder').token }, { signal, emit: (event) => (event.type === 'restored' ? void (restored = event) : onStep(event.step)) });
    return restored!;
  }

  async finds(at: number): Promise<boolean> {
    const { passages } = await this.host.handlers['search.passages']({ question: `locker number of Oduya ${at}`, scope: null, limit: 20 }, context);
    return passages.some(({ text }) => text.includes(`L-${at * 37 + 11}.`));
  }

  async documentId(name: string): Promise<DocumentId> {
    const { rows } = await this.host.handlers['document.list']({ sourceId: null, state: 'indexed', nameContains: name, offset: 0, limit: 5 }, context);
    return rows[0]!.id;
  }

  async forget(name: string): Promise<Certificate> {
    return (await this.host.handlers['document.forget']({ documentIds: [await this.documentId(name)], quotes: 'erased' }, context)).certificate!;
  }

  list(): Promise<BackupRow[]> {
    return this.host.handlers['backup.list']({}, context) as Promise<BackupRow[]>;
  }
}

export const machine = (keychain = false): Promise<Machine> => new Machine().start(keychain);
