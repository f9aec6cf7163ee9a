// Deleted means gone: what was forgotten is searched for in every file by the test itself, beside the certificate, which
// has to say the same, and has to say so where something is left.
import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { DocumentId, SourceId } from '../../../contract/domain.ts';
import type { Certificate } from '../../../contract/erasure.ts';
import { forgetDocuments, forgetFolder, forgetOld, previewOf } from '../../../main/engines/library/forgetDocuments.ts';
import { forgetSource } from '../../../main/engines/library/forgetSource.ts';
import { miniLm } from '../../support/embedders.ts';
import { LibraryHarness, note } from '../../support/libraryHarness.ts';

const CANARY = 'zephyrcanary';
const secret = `# Diary\n\nToday I buried the ${CANARY} under the oak, and nobody has seen it.\n`;

function filesWith(h: LibraryHarness, piece: string | Buffer): string[] {
  const below = (dir: string): string[] => readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return [...below(h.libraryDir), ...below(path.join(h.dir, 'ledger')), ...below(path.join(h.dir, 'app'))].filter((file) => readFileSync(file).includes(piece)).map((file) => path.basename(file));
}

async function open(): Promise<LibraryHarness> {
  const h = await new LibraryHarness().open();
  mkdirSync(path.join(h.dir, 'app'));
  return h;
}

async function withSecret(): Promise<LibraryHarness> {
  const h = await open();
  h.write(`deep/${CANARY}.md`, secret);
  for (let at = 0; at < 12; at += 1) h.write(`note ${at}.md`, note(at));
  await h.add();
  await h.library.semantic!.vectors.sync({ force: true });
  h.library.db.pragma('wal_checkpoint(TRUNCATE)');
  return h;
}

const idOf = (h: LibraryHarness, name: string): DocumentId => h.library.db.prepare("SELECT id FROM documents WHERE name = ? AND deleted_at_ms IS NULL").pluck().get(name) as DocumentId;
const sourceOf = (h: LibraryHarness): SourceId => h.library.sources.list()[0]!.id;
const vectorOf = (h: LibraryHarness): Buffer => h.library.db.prepare(`SELECT vector FROM chunk_embeddings JOIN chunks ON row = chunk_row WHERE text LIKE '%${CANARY}%'`).pluck().get() as Buffer;
const found = ({ checks }: Certificate): Record<string, number> => Object.fromEntries(checks.map((check) => [check.store, check.found]));
const names = (h: LibraryHarness): string[] => Object.keys(h.states()).sort();

describe('a file that is forgotten', () => {
  test('leaves nothing in any file, and its certificate says so by looking', async () => {
    const h = await withSecret();
    const vector = vectorOf(h);
    expect([filesWith(h, CANARY), filesWith(h, vector)]).toEqual([expect.arrayContaining(['library.db']), expect.arrayContaining([expect.stringMatching(/\.lance$/)])]);
    const { certificate, erased } = await forgetDocuments([idOf(h, `${CANARY}.md`)], 'erased', h.library);
    expect([filesWith(h, CANARY), filesWith(h, vector)]).toEqual([[], []]);
    expect(erased).toMatchObject({ files: 1, texts: 1, passages: 1, names: 1 });
    expect(certificate).toMatchObject({ resumed: false, backups: [], lookedFor: { texts: 2, names: 2, vectors: 1 } });
    expect(found(certificate!)).toEqual({ rows: 0, database: 0, writeAheadLog: 0, vectors: 0, otherFiles: 0 });
    expect(certificate!.checks.find(({ store }) => store === 'database')).toMatchObject({ how: 'bytes', files: 1 });
    expect(certificate!.checks.find(({ store }) => store === 'vectors')!.bytes).toBeGreaterThan(0);
    expect(JSON.stringify(certificate)).not.toContain(CANARY);
    expect((await h.search('locker number of note 3'))[0]).toBe('note 3.md');
  });

  test('costs the library its lock at no time', async () => {
    const h = await withSecret();
    await forgetDocuments([idOf(h, `${CANARY}.md`)], 'erased', h.library);
    const other = spawnSync(process.execPath, [path.join(import.meta.dirname, '..', '..', 'support', 'holdLibrary.ts'), h.libraryDir], { encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'inherit'] });
    expect(other.stdout).toBe('library-in-use\n');
  });

  test('that is left somewhere is found by the certificate', async () => {
    const h = await withSecret();
    const vector = vectorOf(h);
    const vectors = h.library.semantic!.vectors;
    vi.spyOn(vectors, 'startOver').mockResolvedValue(undefined);
    writeFileSync(path.join(h.dir, 'app', 'cache'), `something ${secret}`);
    appendFileSync(path.join(h.libraryDir, 'left.bin'), vector);
    const { certificate } = await forgetDocuments([idOf(h, `${CANARY}.md`)], 'erased', h.library);
    expect(found(certificate!)).toEqual({ rows: 0, database: 0, writeAheadLog: 0, vectors: 1, otherFiles: 3 });
  });

  test('does not come back with a scan, under another name, or in another library folder, until it is allowed to', async () => {
    const h = await withSecret();
    await forgetDocuments([idOf(h, `${CANARY}.md`)], 'kept', h.library);
    await h.rescan();
    expect(names(h)).not.toContain(`deep/${CANARY}.md`);
    renameSync(path.join(h.filesDir, 'deep', `${CANARY}.md`), path.join(h.filesDir, 'harmless.md'));
    await h.rescan();
    await h.reopen();
    await h.settle();
    expect(names(h)).not.toContain('harmless.md');
    expect([filesWith(h, CANARY), filesWith(h, 'harmless')]).toEqual([[], []]);
    const places = h.library.places.list();
    expect(places.map(({ kind }) => kind)).toEqual(['file']);
    for (const { id } of places) h.library.places.revoke(id);
    await h.rescan();
    expect(h.states()['harmless.md']).toBe('indexed');
  });

  test('whose bytes another file has leaves that one alone', async () => {
    const h = await withSecret();
    h.write('copy.md', secret);
    await h.rescan();
    expect(previewOf([idOf(h, 'copy.md')], null, h.library)).toEqual({ files: 1, answers: 0, copies: 1 });
    const { erased, certificate } = await forgetDocuments([idOf(h, `${CANARY}.md`)], 'kept', h.library);
    expect(erased).toMatchObject({ files: 1, texts: 0 });
    expect(Object.values(found(certificate!))).toEqual([0, 0, 0, 0, 0]);
    await h.rescan();
    expect(h.states()).toMatchObject({ 'copy.md': 'indexed' });
    expect(names(h)).not.toContain(`deep/${CANARY}.md`);
  });

  test('inside of another file can’t be forgotten by itself', async () => {
    const h = await withSecret();
    h.library.db.exec(`UPDATE documents SET parent_id = (SELECT id FROM documents WHERE name = 'note 1.md') WHERE name = 'note 2.md'`);
    await expect(forgetDocuments([idOf(h, 'note 2.md')], 'kept', h.library)).rejects.toMatchObject({ code: 'bad-request' });
    const { erased } = await forgetDocuments([idOf(h, 'note 1.md')], 'kept', h.library);
    expect(erased).toMatchObject({ files: 1, members: 1, texts: 2 });
  });

  test('is in the ledger, without a name, with the hash of its certificate', async () => {
    const h = await withSecret();
    await forgetDocuments([idOf(h, `${CANARY}.md`)], 'kept', h.library);
    const entries = h.library.db.prepare("SELECT kind, facts FROM ledger WHERE kind IN ('files.forgotten', 'erasure.finished') ORDER BY sequence").all() as { kind: string; facts: string }[];
    expect(entries.map(({ kind }) => kind)).toEqual(['files.forgotten', 'erasure.finished']);
    expect(JSON.parse(entries[1]!.facts)).toMatchObject({ files: 1, found: 0, certificate: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });
});

describe('a folder that is forgotten', () => {
  test('goes with everything below it, and what comes into it later is not read', async () => {
    const h = await withSecret();
    h.write('deep/er/second.md', `${secret} A second time.`);
    h.write('deeper.md', note(40));
    await h.rescan();
    const { erased, certificate } = await forgetFolder(sourceOf(h), 'deep', 'erased', h.library);
    expect(erased.files).toBe(2);
    expect(Object.values(found(certificate!))).toEqual([0, 0, 0, 0, 0]);
    h.write('deep/er/third.md', note(41));
    await h.rescan();
    expect(names(h).filter((name) => name.startsWith('deep'))).toEqual(['deeper.md']);
    expect(filesWith(h, CANARY)).toEqual([]);
  });

  test('does not come back when it is renamed, or a file is moved out of it; allowed again, all of it does', async () => {
    const h = await withSecret();
    h.write('deep/er/second.md', `${secret} A second time.`);
    await h.rescan();
    await forgetFolder(sourceOf(h), 'deep', 'erased', h.library);
    renameSync(path.join(h.filesDir, 'deep', 'er', 'second.md'), path.join(h.filesDir, 'moved.md'));
    renameSync(path.join(h.filesDir, 'deep'), path.join(h.filesDir, 'renamed'));
    await h.rescan();
    await h.reopen();
    await h.rescan();
    expect(names(h).filter((name) => !name.startsWith('note'))).toEqual([]);
    expect(filesWith(h, CANARY)).toEqual([]);
    // As one, which is what a person forgot.
    expect(h.library.places.list().map(({ kind }) => kind)).toEqual(['folder']);
    h.library.places.revoke(h.library.places.list()[0]!.id);
    await h.rescan();
    expect(names(h).filter((name) => !name.startsWith('note'))).toEqual(['moved.md', `renamed/${CANARY}.md`]);
  });

  test('leaves a copy of one of its files alone that lies elsewhere', async () => {
    const h = await withSecret();
    h.write('copy.md', secret);
    await h.rescan();
    await forgetFolder(sourceOf(h), 'deep', 'erased', h.library);
    h.library.db.exec("UPDATE documents SET state = 'waiting' WHERE name = 'copy.md'");
    await h.rescan();
    expect(h.states()).toMatchObject({ 'copy.md': 'indexed' });
  });
});

describe('without the library’s embedder', () => {
  test('forgetting ends all the same: no table is left, nor what was set aside; the next opening with it makes the table anew', async () => {
    const h = await withSecret();
    const vector = vectorOf(h);
    // Half read, and of a file that was moved: nobody comes for them now.
    h.library.db.exec(`INSERT INTO versions (hash, kind, title, text, size_bytes, chunker_version, created_at_ms, complete)
      SELECT 'half', kind, title, text, size_bytes, chunker_version, 1, 0 FROM versions WHERE text LIKE '%note 3%' UNION ALL SELECT 'moved', kind, title, text, size_bytes, chunker_version, 1, 1 FROM versions WHERE text LIKE '%note 4%'`);
    await h.close();
    cpSync(path.join(h.libraryDir, 'vectors'), path.join(h.libraryDir, 'vectors-2.damaged-1'), { recursive: true });
    for (const name of ['library.db.damaged-1', 'rebuilt.part']) {
      mkdirSync(path.join(h.libraryDir, name));
      copyFileSync(path.join(h.libraryDir, 'library.db'), path.join(h.libraryDir, name, 'library.db'));
    }
    copyFileSync(path.join(h.libraryDir, 'library.db'), path.join(h.libraryDir, 'library.db.version-10'));
    h.embedders = [];
    await h.open();
    expect(h.library.semantic).toBeNull();
    const { certificate } = await forgetDocuments([idOf(h, `${CANARY}.md`)], 'erased', h.library);
    expect(found(certificate!)).toEqual({ rows: 0, database: 0, writeAheadLog: 0, vectors: 0, otherFiles: 0 });
    expect([filesWith(h, CANARY), filesWith(h, vector)]).toEqual([[], []]);
    expect(readdirSync(h.libraryDir).filter((name) => !/^library\.db(-wal)?$/.test(name))).toEqual([]);
    h.embedders = [miniLm];
    await h.reopen();
    await h.settle();
    expect((await h.search('locker number of note 3'))[0]).toBe('note 3.md');
    expect(new Set((await h.rowsEverywhere()).map(String)).size).toBe(1);
  });
});

describe('what has grown too old', () => {
  test('is not read when it is new, and forgotten on a word when it is not', async () => {
    const h = await withSecret();
    const longAgo = Date.now() / 1000 - 3 * 365 * 86_400;
    utimesSync(path.join(h.filesDir, 'note 1.md'), longAgo, longAgo);
    await h.rescan();
    h.library.retention.setLibrary(24);
    writeFileSync(path.join(h.filesDir, 'old.md'), note(50));
    utimesSync(path.join(h.filesDir, 'old.md'), longAgo, longAgo);
    await h.rescan();
    expect(h.states()).toMatchObject({ 'old.md': 'skipped: older-than-kept', 'note 1.md': 'indexed' });
    expect(h.library.retention.show()).toMatchObject({ months: 24, sources: [{ months: 24, own: false, due: 1, examples: ['note 1.md'] }] });
    const row = await forgetOld(({ retention }) => retention.due(null), 'kept', h.library);
    expect(row).toMatchObject({ erased: { because: 'age', files: 1 } });
    await h.rescan();
    expect(h.states()).toMatchObject({ 'old.md': 'skipped: older-than-kept', 'note 1.md': 'skipped: older-than-kept' });
    h.library.retention.setSource(sourceOf(h), null, false);
    await h.rescan();
    expect(h.states()).toMatchObject({ 'old.md': 'indexed', 'note 1.md': 'indexed' });
  });
});

describe('a kill while something is forgotten', () => {
  test.each(['before its texts are taken out', 'before the disk is tidied', 'before it is certified'])('%s ends in a certificate at the next opening, which says that it looked less', async (moment) => {
    const h = await withSecret();
    const vector = vectorOf(h);
    const dies = (): never => {
      throw new Error('killed');
    };
    const { library } = h;
    if (moment.includes('texts')) vi.spyOn(library.versions, 'releaseIfUnused').mockImplementation(dies);
    else if (moment.includes('disk')) vi.spyOn(library.semantic!.vectors, 'startOver').mockImplementation(dies);
    else vi.spyOn(library.erasures, 'certify').mockImplementation(dies);
    h.ingest.pause();
    await expect(forgetDocuments([idOf(h, `${CANARY}.md`)], 'erased', library)).rejects.toThrow('killed');
    expect(library.erasures.list()).toMatchObject([{ certificate: null }]);
    await h.reopen();
    expect([filesWith(h, CANARY), filesWith(h, vector)]).toEqual([[], []]);
    expect(h.library.erasures.list()).toMatchObject([{ certificate: { resumed: true, lookedFor: { texts: 0 } }, hasNames: false }]);
    expect(h.library.erasures.pending()).toBe(0);
  });
});

test('a source that is forgotten has a certificate, and leaves no rule behind', async () => {
  const h = await withSecret();
  await forgetDocuments([idOf(h, 'note 1.md')], 'kept', h.library);
  const vector = vectorOf(h);
  const { certificate, erased } = await forgetSource(sourceOf(h), h.library);
  expect(erased.files).toBe(12);
  expect(Object.values(found(certificate!))).toEqual([0, 0, 0, 0, 0]);
  expect([filesWith(h, CANARY), filesWith(h, vector), h.library.places.list()]).toEqual([[], [], []]);
});
