// The certificate of forgetting in an encrypted library: on the disk nothing can be read before or after, so it looks at what
// SQLite decrypts, and has to find there what is left.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { DocumentId } from '../../../contract/domain.ts';
import type { Certificate } from '../../../contract/erasure.ts';
import { forgetDocuments } from '../../../main/engines/library/forgetDocuments.ts';
import { LibraryHarness, note } from '../../support/libraryHarness.ts';

const CANARY = 'zephyrcanary';
const SECRET = `Today I buried the ${CANARY} under the oak, and nobody has seen it.`;

async function withSecret(): Promise<LibraryHarness> {
  const h = new LibraryHarness();
  h.key = randomBytes(32);
  await h.open();
  mkdirSync(path.join(h.dir, 'app'));
  h.write(`${CANARY}.md`, `# Diary\n\n${SECRET}\n`);
  for (let at = 0; at < 12; at += 1) h.write(`note ${at}.md`, note(at));
  await h.add();
  return h;
}

const idOf = (h: LibraryHarness): DocumentId => h.library.db.prepare('SELECT id FROM documents WHERE name = ? AND deleted_at_ms IS NULL').pluck().get(`${CANARY}.md`) as DocumentId;
const found = ({ checks }: Certificate): Record<string, number> => Object.fromEntries(checks.map((check) => [check.store, check.found]));
const decrypted = (h: LibraryHarness): Buffer => h.library.db.serialize();

/** As they lie on the disk. */
function filesWith(h: LibraryHarness, piece: string | Buffer): string[] {
  const files = readdirSync(h.libraryDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.filter((entry) => readFileSync(path.join(entry.parentPath, entry.name)).includes(piece)).map(({ name }) => name);
}

test('what was forgotten is gone from what SQLite decrypts, and the certificate says that it looked there', async () => {
  const h = await withSecret();
  const vector = h.library.db.prepare(`SELECT vector FROM chunk_embeddings JOIN chunks ON row = chunk_row WHERE text LIKE '%${CANARY}%'`).pluck().get() as Buffer;
  expect([filesWith(h, CANARY), filesWith(h, vector)]).toEqual([[], []]);
  expect([decrypted(h).includes(CANARY), decrypted(h).includes(vector)]).toEqual([true, true]);
  const { certificate, erased } = await forgetDocuments([idOf(h)], 'erased', h.library);
  expect([decrypted(h).includes(CANARY), decrypted(h).includes(vector)]).toEqual([false, false]);
  expect(erased).toMatchObject({ files: 1, texts: 1, passages: 1, names: 1 });
  expect(certificate).toMatchObject({ resumed: false, lookedFor: { texts: 2, names: 2, vectors: 1 } });
  expect(found(certificate!)).toEqual({ rows: 0, database: 0, writeAheadLog: 0, vectors: 0, otherFiles: 0 });
  const database = certificate!.checks.find(({ store }) => store === 'database')!;
  expect(database).toMatchObject({ how: 'decrypted', files: 1 });
  expect(database.bytes).toBeGreaterThan(0);
  // Vectors of an encrypted library are in memory alone.
  expect(certificate!.checks.find(({ store }) => store === 'vectors')).toMatchObject({ files: 0 });
  expect((await h.search('locker number of note 3'))[0]).toBe('note 3.md');
  // As it will be at the next start, too.
  await h.reopen();
  expect([decrypted(h).includes(CANARY), filesWith(h, CANARY)]).toEqual([false, []]);
  expect(h.library.erasures.list()[0]!.certificate).toEqual(certificate);
});

test('what was set aside of it in the open, before it was encrypted, goes with the next forgetting', async () => {
  const h = await withSecret();
  const aside = ['vectors.damaged-1', 'vectors-2.damaged-3', 'library.db.damaged-1'];
  for (const name of aside) {
    mkdirSync(path.join(h.libraryDir, name));
    writeFileSync(path.join(h.libraryDir, name, 'left.bin'), SECRET);
  }
  const { certificate } = await forgetDocuments([idOf(h)], 'erased', h.library);
  expect(found(certificate!)).toMatchObject({ vectors: 0, otherFiles: 0 });
  expect(filesWith(h, CANARY)).toEqual([]);
  expect(readdirSync(h.libraryDir).filter((name) => aside.includes(name))).toEqual([]);
});

test('what is left below the encryption, or in the open beside it, is found', async () => {
  const h = await withSecret();
  h.library.db.exec('CREATE TABLE left_behind (text TEXT)');
  h.library.db.prepare('INSERT INTO left_behind VALUES (?)').run(SECRET);
  writeFileSync(path.join(h.dir, 'app', 'cache'), SECRET);
  const { certificate } = await forgetDocuments([idOf(h)], 'erased', h.library);
  const { database, otherFiles } = found(certificate!);
  expect(database).toBeGreaterThan(0);
  expect(otherFiles).toBeGreaterThan(0);
});
