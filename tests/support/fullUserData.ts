// A folder of settings and a library as they are after long use, without any engine: every name under which Freehold keeps
// something, and beside it what a person may have put there.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { APPLICATION_ID } from '../../main/library/databaseFile.ts';
import { keyFile } from '../../main/sovereignty/keys/keyFile.ts';

export const OF_LIBRARY = [
  'keys.json',
  'keys.json.new',
  'library.db',
  'library.db-wal',
  'library.db-shm',
  'library.db.converting',
  'library.db.converting-journal',
  'library.db.key',
  'library.db.damaged-1/library.db',
  'library.db.damaged-1/library.db-wal',
  'library.db.damaged-1/vectors/chunks.lance/data/d.lance',
  'library.db.version-9',
  'library.db.version-9.part',
  'library.db.version-9.part-wal',
  'library.db.restoring',
  'backup-try/library.db',
  'backup-try/keys.json',
  'rebuilt/library.db',
  'rebuilt.part/library.db-journal',
  'rebuilt.part/damaged.db',
  'rebuilt.part/damaged.db-wal',
  'vectors/chunks.lance/_versions/1.manifest',
  'vectors/chunks.lance/data/a.lance',
  'vectors-2/chunks.lance/data/b.lance',
  'vectors.damaged-1/chunks.lance/data/c.lance',
];
export const OF_USER_DATA = [
  ...['settings', 'library', 'window', 'installed-version', 'unlock-attempts', 'imported-models', 'added-embedders', 'model-hashes', 'model-speeds', 'model-pins', 'connections'].map((name) => `${name}.json`),
  'settings.json.previous',
  'settings.json.damaged',
  'settings.json.4711.tmp',
  'logs/freehold.log',
  'logs/freehold.1.log',
  'ledger/installation.jsonl',
  'ledger/installation.key',
  'ledger/installation.anchor',
  'ledger/01890a5d-ac96-774b-bcce-b302099a8057.key.damaged-1700000000000',
  'models/some-model/download.json',
  'models/some-model/model.gguf',
  'models/other.part/state.json',
  'models/other.part/other.gguf',
  'ocr-languages/fra.traineddata',
  `prompt-states/${'a'.repeat(32)}-${'b'.repeat(32)}.state`,
  'updates/Freehold-0.2.0-linux-x64.deb',
  'Cache/Cache_Data/data_0',
  'Code Cache/js/index',
  'GPUCache/index',
  'DawnGraphiteCache/index',
  'GrShaderCache/index',
  'Local Storage/leveldb/LOG',
  'Cookies',
  'Cookies-journal',
  'Preferences',
  'Local State',
];
/** What is a person's, in both places. */
export const FOREIGN_IN_LIBRARY = ['notes.txt', 'Letters/bank.pdf', 'vectors/logo.svg', 'library.db.bak', 'rebuilt/mine.txt'];
export const FOREIGN_IN_USER_DATA = ['logs/mine.txt', 'models/by-hand/model.gguf', 'models/readme.txt', 'Sample library/changed by hand.txt', 'todo.md', 'ocr-languages/list.txt'];

/** As a library's own file begins that is not encrypted. */
export function plainHeader(applicationId = APPLICATION_ID): Buffer {
  const header = Buffer.alloc(100);
  header.write('SQLite format 3\0', 'latin1');
  header.writeUInt32BE(applicationId, 68);
  return header;
}

export function keysText(): string {
  const base64 = (bytes: number): string => Buffer.alloc(bytes, 7).toString('base64');
  const bySecret = { kdf: { name: 'scrypt', cost: 2 ** 14, blockSize: 8, parallelization: 1, salt: base64(16) }, nonce: base64(12), key: base64(48) } as const;
  return JSON.stringify(keyFile.parse({ version: 1, id: '01890a5d-ac96-774b-bcce-b302099a8057', cipher: 'chacha20-poly1305', passphrase: bySecret, recovery: bySecret, keychain: null }));
}

/** What has to be told from another program's by its content has that of Freehold's. */
export function contentOf(name: string): Buffer {
  switch (path.basename(name)) {
    case 'library.db':
      return plainHeader();
    case 'library.json':
      return Buffer.from('{"libraryDir":null}');
    case 'keys.json':
      return Buffer.from(keysText());
    default:
      return Buffer.alloc(10, 'x');
  }
}

export function write(dir: string, names: readonly string[]): void {
  for (const name of names) {
    const file = path.join(dir, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, contentOf(name));
  }
}

/** Links at names of Freehold's, that lead to a folder and a file of the person's. */
export function writeLinks({ userDataDir, libraryDir, outside }: { readonly userDataDir: string; readonly libraryDir: string; readonly outside: string }): void {
  write(outside, ['kept/download.json', 'kept/photo.jpg', 'document.txt']);
  symlinkSync(path.join(outside, 'kept'), path.join(userDataDir, 'models', 'linked-model'));
  symlinkSync(path.join(outside, 'kept'), path.join(userDataDir, 'Session Storage'));
  symlinkSync(path.join(outside, 'document.txt'), path.join(userDataDir, 'logs', 'freehold.2.log'));
  symlinkSync(path.join(outside, 'kept'), path.join(libraryDir, 'vectors', 'chunks.lance', 'data', 'out'));
  symlinkSync(path.join(outside, 'kept'), path.join(libraryDir, 'vectors-3'));
}
