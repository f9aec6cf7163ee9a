// Indexing in a real library: what moves, is copied, changes, goes, or is out of reach. The parser runs in the test's
// process; the rest is the real thing.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { SourceFile } from '../../../contract/domain.ts';
import { forgetSource } from '../../../main/engines/library/forgetSource.ts';
import { scanSource } from '../../../main/ingest/scanSource.ts';
import { LibraryHarness, note, realParser } from '../../support/libraryHarness.ts';

const open = (): Promise<LibraryHarness> => new LibraryHarness().open();

describe('the same bytes are read once', () => {
  test('copies share their chunks, wherever they are; the chunks stay until the last copy is gone', async () => {
    const h = await open();
    for (const name of ['a.md', 'copy.md', 'deep/er/copy.md']) h.write(name, note(1));
    await h.add();
    const rows = h.chunkRows();
    expect(rows).toHaveLength(1);
    for (const name of ['copy.md', 'a.md']) {
      rmSync(path.join(h.filesDir, name));
      await h.rescan();
      expect(h.chunkRows()).toEqual(rows);
    }
    rmSync(path.join(h.filesDir, 'deep'), { recursive: true });
    await h.rescan();
    expect(await h.rowsEverywhere()).toEqual([[], [], [], []]);
  });

  test('renamed, moved and swapped files embed nothing again', async () => {
    const h = await open();
    for (let at = 0; at < 10; at += 1) h.write(`old/note ${at}.md`, note(at));
    await h.add();
    const rows = h.chunkRows();
    renameSync(path.join(h.filesDir, 'old'), path.join(h.filesDir, 'new'));
    renameSync(path.join(h.filesDir, 'new', 'note 1.md'), path.join(h.filesDir, 'other name.md'));
    for (const [from, to] of [['note 2.md', 'x'], ['note 3.md', 'note 2.md'], ['x', 'note 3.md']]) renameSync(path.join(h.filesDir, 'new', from!), path.join(h.filesDir, 'new', to!));
    await h.rescan();
    expect(h.chunkRows()).toEqual(rows);
    expect(Object.keys(h.states()).sort()).toEqual(['new/note 0.md', ...[2, 3, 4, 5, 6, 7, 8, 9].map((at) => `new/note ${at}.md`), 'other name.md']);
    expect((await h.search('locker number of note 2'))[0]).toBe('note 3.md');
  });

  test('a touched file is read, and embeds nothing', async () => {
    const h = await open();
    const file = h.write('a.md', note(1));
    await h.add();
    const rows = h.chunkRows();
    utimesSync(file, new Date(), new Date(Date.now() + 60_000));
    await h.rescan();
    expect(h.chunkRows()).toEqual(rows);
  });

  test('a changed file replaces its old passages', async () => {
    const h = await open();
    h.write('a.md', '# A\n\nThe ferry leaves at noon.\n');
    await h.add();
    h.write('a.md', '# A\n\nThe ferry was sold to a museum.\n');
    await h.rescan();
    expect(h.chunkRows().map(({ text }) => text)).toEqual([expect.stringContaining('museum')]);
    expect(new Set((await h.rowsEverywhere()).map(String)).size).toBe(1);
  });

  test('files cut by an older chunker are read again by themselves, and their old rows go', async () => {
    const h = await open();
    for (let at = 0; at < 3; at += 1) h.write(`${at}.md`, note(at));
    await h.add();
    const rows = h.chunkRows();
    h.library.db.exec("UPDATE versions SET chunker_version = 'old'");
    await h.reopen();
    expect(await h.search('locker number of note 1')).toContain('1.md');
    await h.settle();
    expect(h.chunkRows().map(({ text }) => text)).toEqual(rows.map(({ text }) => text));
    expect(h.chunkRows()[0]!.row).toBeGreaterThan(rows.at(-1)!.row);
    expect(new Set((await h.rowsEverywhere()).map(String)).size).toBe(1);
  });
});

describe('a source', () => {
  test('that is forgotten leaves nothing behind but what others share, not even on the disk', async () => {
    const h = await open();
    h.write('private/diary.md', '# Diary\n\nToday I buried the zephyrcanary under the oak.\n');
    h.write('private/shared.md', note(1));
    const other = path.join(h.dir, 'other');
    mkdirSync(other);
    writeFileSync(path.join(other, 'shared copy.md'), note(1));
    await h.add(path.join(h.filesDir, 'private'));
    await h.add(other);
    const [first] = h.library.sources.list();
    await forgetSource(first!.id, h.library);
    await h.ingest.finished();
    expect(h.states()).toEqual({ 'shared copy.md': 'indexed' });
    expect(await h.search('zephyrcanary under the oak')).not.toContain('diary.md');
    const everywhere = await h.rowsEverywhere();
    expect(everywhere.map((rows) => rows.length)).toEqual([1, 1, 1, 1]);
    const onDisk = readdirSync(h.libraryDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const entry of onDisk) expect(readFileSync(path.join(entry.parentPath, entry.name)).toString('latin1'), entry.name).not.toMatch(/zephyrcanary|diary/);
    expect(existsSync(path.join(h.filesDir, 'private', 'diary.md'))).toBe(true);
  });

  test('that is forgotten while it is read leaves nothing either, and other sources are read on', async () => {
    const h = await open();
    for (let at = 0; at < 40; at += 1) h.write(`a/${at}.md`, note(at));
    for (let at = 100; at < 120; at += 1) h.write(`b/${at}.md`, note(at));
    h.library.sources.add({ path: path.join(h.filesDir, 'a'), kind: 'folder' });
    h.library.sources.add({ path: path.join(h.filesDir, 'b'), kind: 'folder' });
    h.ingest.wake();
    await vi.waitUntil(() => h.library.documents.coverage(null).indexed > 0, { timeout: 20_000 });
    await forgetSource(h.library.sources.list()[0]!.id, h.library);
    await h.settle();
    expect(h.library.documents.coverage(null)).toEqual({ seen: 20, indexed: 20, partly: 0, skipped: 0, failed: 0, waiting: 0 });
    expect((await h.rowsEverywhere()).map((rows) => rows.length)).toEqual([20, 20, 20, 20]);
  });

  test('that is gone loses nothing, and is as before when it is back', async () => {
    const h = await open();
    h.write('a.md', note(1));
    await h.add();
    const away = path.join(h.dir, 'away');
    renameSync(h.filesDir, away);
    await h.rescan();
    expect([h.states(), h.library.sources.list()[0]!.available]).toEqual([{ 'a.md': 'indexed' }, false]);
    expect(await h.search('locker number')).toEqual(['a.md']);
    renameSync(away, h.filesDir);
    await h.rescan();
    expect([h.states(), h.library.sources.list()[0]!.available]).toEqual([{ 'a.md': 'indexed' }, true]);
  });

  test('whose drive left an empty mount point behind loses nothing; a folder that was emptied does', async () => {
    const h = await open();
    h.write('a.md', note(1));
    await h.add();
    const away = path.join(h.dir, 'away');
    renameSync(h.filesDir, away);
    mkdirSync(h.filesDir);
    await h.rescan();
    expect([h.states(), h.library.sources.list()[0]!.available]).toEqual([{ 'a.md': 'indexed' }, false]);
    rmSync(h.filesDir, { recursive: true });
    renameSync(away, h.filesDir);
    rmSync(path.join(h.filesDir, 'a.md'));
    await h.rescan();
    expect([h.states(), h.library.sources.list()[0]!.available]).toEqual([{}, true]);
  });

  test('whose drive is unplugged while its files are read: those wait for its return, none has failed', async () => {
    const h = await open();
    for (let at = 0; at < 30; at += 1) h.write(`${at}.md`, note(at));
    const away = path.join(h.dir, 'away');
    let parsed = 0;
    h.parser = {
      parse: async (file, options) => {
        parsed += 1;
        if (parsed === 10) renameSync(h.filesDir, away);
        return realParser.parse(file, options);
      },
    };
    await h.add();
    const { failed, skipped, waiting, indexed } = h.library.documents.coverage(null);
    expect([failed, skipped, waiting + indexed]).toEqual([0, 0, 30]);
    expect(waiting).toBeGreaterThan(0);
    expect(h.library.sources.list()[0]!.available).toBe(false);
    renameSync(away, h.filesDir);
    h.parser = realParser;
    await h.rescan();
    expect(h.library.documents.coverage(null)).toMatchObject({ indexed: 30, waiting: 0 });
  });

  test('with a folder that cannot be listed for now keeps what is known of it', async () => {
    const h = await open();
    h.write('a.md', note(1));
    h.write('locked/b.md', note(2));
    await h.add();
    const [source] = h.library.sources.list();
    const locked = path.join(h.filesDir, 'locked');
    async function* discover(_root: unknown, options: { onUnreadableFolder?: (folder: string) => void }): AsyncGenerator<SourceFile> {
      options.onUnreadableFolder?.(locked);
      yield { path: locked, name: 'locked', sizeBytes: 0, modifiedMs: 0, kind: null, skip: 'no-permission' };
    }
    await scanSource(source!, { discover, leftOut: () => async () => false }, { store: h.library, signal: new AbortController().signal, turn: async () => undefined, onScan: () => undefined });
    expect(h.states()).toEqual({ locked: 'skipped: no-permission', 'locked/b.md': 'indexed' });
  });

  test('a scan that is broken off drops nothing, and is done again', async () => {
    const h = await open();
    for (const name of ['a.md', 'b.md']) h.write(name, note(1));
    await h.add();
    const [source] = h.library.sources.list();
    const abort = new AbortController();
    async function* discover(): AsyncGenerator<SourceFile> {
      abort.abort();
    }
    const scan = scanSource(source!, { discover, leftOut: () => async () => false }, { store: h.library, signal: abort.signal, turn: async () => undefined, onScan: () => undefined });
    await expect(scan).rejects.toMatchObject({ code: 'cancelled' });
    expect(h.library.documents.coverage(null).indexed).toBe(2);
  });
});
