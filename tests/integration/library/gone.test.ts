// Files that are gone at once: they are held and stay findable until the person has said what they meant, or they are
// found again. A person's own rules are no accident.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_RULES } from '../../../contract/domain.ts';
import { LibraryHarness, note } from '../../support/libraryHarness.ts';

async function withNotes(count: number): Promise<LibraryHarness> {
  const h = await new LibraryHarness().open();
  for (let at = 0; at < count; at += 1) h.write(`${at < count / 2 ? 'a' : 'b'}/${at}.md`, note(at));
  await h.add();
  expect(h.library.documents.coverage(null).indexed).toBe(count);
  return h;
}
const source = (h: LibraryHarness) => h.library.sources.list()[0]!;
/** The person's word, as the route gives it. */
function answer(h: LibraryHarness, drop: boolean): Promise<void> {
  const { held, id } = source(h);
  if (drop) h.library.documents.dropUnseenSince(id, held!.scan);
  h.library.sources.setHeld(id, drop ? null : { ...held!, kept: true });
  return h.rescan();
}

test('half of a source gone: nothing is dropped before the person says so', async () => {
  const h = await withNotes(20);
  rmSync(path.join(h.filesDir, 'a'), { recursive: true });
  for (let round = 0; round < 2; round += 1) {
    await h.rescan();
    expect(source(h).held).toMatchObject({ gone: 10, of: 20, kept: false });
    expect(h.library.documents.coverage(null)).toMatchObject({ seen: 20, indexed: 20 });
    expect((await h.search('locker number of note 3'))[0]).toBe('3.md');
  }
  await answer(h, true);
  expect(source(h).held).toBeNull();
  expect(h.library.documents.coverage(null)).toMatchObject({ seen: 10, indexed: 10 });
  expect((await h.rowsEverywhere()).map((rows) => rows.length)).toEqual([10, 10, 10, 10]);
});

test('found again they are as before, and nothing is asked any more', async () => {
  const h = await withNotes(20);
  const rows = h.chunkRows();
  const away = path.join(h.dir, 'away');
  renameSync(path.join(h.filesDir, 'a'), away);
  await h.rescan();
  expect(source(h).held).toMatchObject({ gone: 10 });
  await answer(h, false);
  expect(source(h).held).toMatchObject({ gone: 10, kept: true });
  expect(h.library.documents.coverage(null).indexed).toBe(20);
  // Few more go: those leave, the kept ones stay.
  rmSync(path.join(h.filesDir, 'b', '19.md'));
  await h.rescan();
  expect([h.library.documents.coverage(null).seen, source(h).held?.kept]).toEqual([19, true]);
  renameSync(away, path.join(h.filesDir, 'a'));
  await h.rescan();
  expect([source(h).held, h.library.documents.coverage(null)]).toMatchObject([null, { seen: 19, indexed: 19 }]);
  expect(h.chunkRows()).toEqual(rows.slice(0, 19));
});

test('a folder that was renamed, or moved within the source, is not missed; few files may go', async () => {
  const h = await withNotes(20);
  const rows = h.chunkRows();
  mkdirSync(path.join(h.filesDir, 'archive'));
  renameSync(path.join(h.filesDir, 'a'), path.join(h.filesDir, 'archive', '2024'));
  for (const name of ['10', '11', '12', '13']) rmSync(path.join(h.filesDir, 'b', `${name}.md`));
  await h.rescan();
  expect([source(h).held, h.library.documents.coverage(null)]).toMatchObject([null, { seen: 16, indexed: 16 }]);
  expect(h.chunkRows()).toEqual(rows.filter((_, at) => at < 10 || at > 13));
});

test('what the person’s rules leave out is listed and leaves the search; without the rules it is back', async () => {
  const h = await withNotes(20);
  const { id } = source(h);
  h.library.sources.setRules(id, { ...DEFAULT_RULES, exclude: ['a/', '19.md'] });
  await h.rescan();
  expect(source(h).held).toBeNull();
  expect(h.library.documents.coverage(null)).toMatchObject({ seen: 11, indexed: 9, skipped: 2 });
  expect(h.library.documents.account(null)).toEqual([{ state: 'indexed', reason: null, count: 9 }, { state: 'skipped', reason: 'excluded', count: 2 }]);
  expect(await h.search('locker number of note 3')).not.toContain('3.md');
  h.library.sources.setRules(id, DEFAULT_RULES);
  await h.rescan();
  expect([source(h).held, h.library.documents.coverage(null)]).toMatchObject([null, { seen: 20, indexed: 20, skipped: 0 }]);
});

test('hiding many files by a rule, or by a .gitignore, asks nobody', async () => {
  const h = await new LibraryHarness().open();
  for (let at = 0; at < 10; at += 1) h.write(`.plans/${at}.md`, note(at));
  for (let at = 10; at < 20; at += 1) h.write(`kept/${at}.md`, note(at));
  h.library.sources.setRules(h.library.sources.add({ path: h.filesDir, kind: 'folder' })!.id, { ...DEFAULT_RULES, hidden: true });
  await h.settle();
  expect(h.library.documents.coverage(null).indexed).toBe(20);
  h.library.sources.setRules(source(h).id, DEFAULT_RULES);
  await h.rescan();
  expect([source(h).held, h.library.documents.coverage(null)]).toMatchObject([null, { seen: 11, indexed: 10 }]);
  writeFileSync(path.join(h.filesDir, '.gitignore'), 'kept/\n');
  await h.rescan();
  expect([source(h).held, h.states()]).toEqual([null, { '.gitignore': 'skipped: excluded', '.plans/': 'skipped: excluded', 'kept/': 'skipped: excluded' }]);
  expect((await h.rowsEverywhere()).map((rows) => rows.length)).toEqual([0, 0, 0, 0]);
});
