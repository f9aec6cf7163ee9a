// The copy of a library that is made before its schema is changed: when there is one, and that nothing is changed without it.
import Database from 'better-sqlite3-multiple-ciphers';
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { initial } from '../../main/library/migrations/0001-initial.ts';
import { openDatabase, SCHEMA_VERSION } from '../../main/library/openDatabase.ts';
import { context, failsWith, machine, OF_LIBRARY } from '../support/machine.ts';
import { canMount, NEEDS_MOUNT, smallDisk } from '../support/smallDisk.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** A library as the first version of the schema left it. */
function oldLibrary(dir: string): void {
  mkdirSync(dir, { recursive: true });
  const old = new Database(path.join(dir, 'library.db'));
  old.exec(initial);
  old.exec("INSERT INTO meta VALUES ('device_id', 'd'), ('library_id', 'l'); PRAGMA user_version = 1");
  old.close();
}

/** Its schema, and the rows of the one table that has any. */
function contentOf(dir: string, name = 'library.db'): unknown {
  const db = new Database(path.join(dir, name), { readonly: true });
  try {
    return [db.pragma('user_version'), db.prepare('SELECT * FROM sqlite_schema').all(), db.prepare('SELECT * FROM meta ORDER BY key').all()];
  } finally {
    db.close();
  }
}

test('before a migration there is a copy, until something is forgotten, or the library encrypted', async () => {
  const mine = await machine();
  oldLibrary(mine.libraryDir);
  await mine.host.openLibrary(mine.libraryDir, { remember: false });
  const copy = path.join(mine.libraryDir, 'library.db.version-1');
  const kept = new Database(copy, { readonly: true });
  expect([kept.pragma('user_version', { simple: true }), kept.prepare("SELECT value FROM meta WHERE key = 'library_id'").pluck().get()]).toEqual([1, 'l']);
  kept.close();
  await mine.fill();
  expect(existsSync(copy)).toBe(true);
  await mine.forget('5.md');
  expect(existsSync(copy)).toBe(false);
  copyFileSync(path.join(mine.libraryDir, 'library.db'), copy);
  await mine.host.handlers['keys.encrypt']({ ways: { passphrase: OF_LIBRARY, keychain: false } }, context);
  expect(existsSync(copy)).toBe(false);
});

test.skipIf(!canMount)(`a migration begins only when the copy is whole: on a full disk the library stays as it was (${NEEDS_MOUNT})`, () => {
  const dir = temporaryFolder();
  const disk = smallDisk(path.join(dir, 'disk'), 1_000);
  const libraryDir = path.join(dir, 'disk', 'library');
  oldLibrary(libraryDir);
  const filling = new Database(path.join(libraryDir, 'library.db'));
  filling.exec("INSERT INTO meta VALUES ('filling', hex(randomblob(300000)))");
  filling.close();
  const before = contentOf(libraryDir);
  expect(() => openDatabase(libraryDir)).toThrowError(failsWith('disk-full') as Error);
  expect(contentOf(libraryDir)).toEqual(before);
  expect(readdirSync(libraryDir).filter((name) => name.includes('version-'))).toEqual([]);
  disk.grow(20_000);
  const db = openDatabase(libraryDir);
  expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
  db.close();
  expect(contentOf(libraryDir, 'library.db.version-1')).toEqual(before);
});
