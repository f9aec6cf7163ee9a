// Removing all that Freehold keeps: every name of its own goes, every file of a person stays and is named, no link is followed,
// and what was cut off in the middle is finished by doing it again.
import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { listData, removeData, type DataPlaces } from '../../../main/removal/removeData.ts';
import { contentOf, FOREIGN_IN_LIBRARY, FOREIGN_IN_USER_DATA, OF_LIBRARY, OF_USER_DATA, write, writeLinks } from '../../support/fullUserData.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const sampleLibraryDir = path.resolve(import.meta.dirname, '..', '..', '..', 'resources', 'sample-library');

/** Every file and link below, as a path; links are not followed. */
const below = (dir: string): string[] =>
  existsSync(dir) ? readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? below(path.join(dir, entry.name)).map((name) => path.join(entry.name, name)) : [entry.name])).sort() : [];

function used(options: { foreign?: boolean; links?: boolean } = {}): DataPlaces & { readonly libraryDir: string; readonly outside: string } {
  const dir = temporaryFolder();
  const [userDataDir, libraryDir, outside] = ['user', 'library', 'outside'].map((name) => path.join(dir, name)) as [string, string, string];
  write(userDataDir, OF_USER_DATA);
  write(libraryDir, OF_LIBRARY);
  symlinkSync('host-1', path.join(userDataDir, 'SingletonLock'));
  mkdirSync(path.join(userDataDir, 'Sample library'));
  copyFileSync(path.join(sampleLibraryDir, 'Garden diary.org'), path.join(userDataDir, 'Sample library', 'Garden diary.org'));
  // A copy that a person went on writing in.
  writeFileSync(path.join(userDataDir, 'Sample library', 'First aid kit.txt'), 'plasters, and mine');
  if (options.foreign === true) {
    write(userDataDir, FOREIGN_IN_USER_DATA);
    write(libraryDir, FOREIGN_IN_LIBRARY);
  }
  if (options.links === true) writeLinks({ userDataDir, libraryDir, outside });
  return { userDataDir, sampleLibraryDir, libraries: [libraryDir, path.join(dir, 'no library')], libraryDir, outside };
}

const all = async (places: DataPlaces): Promise<string[]> => (await listData(places)).map(({ id }) => id);
const KEPT_SAMPLE = 'Sample library/First aid kit.txt';

test('what is listed is all of it, by parts with their sizes, and nothing is touched', async () => {
  const places = used();
  const items = await listData(places);
  expect(items.map(({ part, files, bytes, foreign }) => [part, files, bytes, foreign])).toEqual([
    ['library', OF_LIBRARY.length, OF_LIBRARY.reduce((sum, name) => sum + contentOf(name).length, 0), 0],
    ['models', 5, 50, 0],
    ['caches', expect.any(Number), expect.any(Number), 1],
    ['records', 7, 70, 0],
    ['settings', 11, 100 + contentOf('library.json').length, 0],
  ]);
  // The sample file and the window's lock; the sample that was changed is the person's.
  expect(items.reduce((sum, { files }) => sum + files, 0)).toBe(OF_LIBRARY.length + OF_USER_DATA.length + 2);
  expect(below(places.libraryDir)).toEqual(OF_LIBRARY.toSorted());
});

test('everything that is Freehold’s goes; a library’s folder that is empty goes with it', async () => {
  const places = used();
  const removed = await removeData(places, await all(places));
  expect(removed.flatMap(({ left }) => left)).toEqual([{ name: KEPT_SAMPLE, why: 'foreign' }]);
  expect(existsSync(places.libraryDir)).toBe(false);
  expect(below(places.userDataDir)).toEqual([KEPT_SAMPLE]);
  expect(await listData(places)).toEqual([]);
});

test('what a person put there stays, and is named', async () => {
  const places = used({ foreign: true });
  const removed = await removeData(places, await all(places));
  expect(below(places.libraryDir)).toEqual(FOREIGN_IN_LIBRARY.toSorted());
  expect(below(places.userDataDir)).toEqual([...FOREIGN_IN_USER_DATA, KEPT_SAMPLE].toSorted());
  const left = removed.flatMap((item) => item.left.map(({ name, why }) => `${item.part} ${why} ${name}`)).sort();
  expect(left).toEqual([
    `caches foreign Sample library/changed by hand.txt`,
    `caches foreign ${KEPT_SAMPLE}`,
    'library foreign Letters',
    'library foreign library.db.bak',
    'library foreign notes.txt',
    'library foreign rebuilt/mine.txt',
    'library foreign vectors/logo.svg',
    'models foreign models/by-hand',
    'models foreign models/readme.txt',
    'models foreign ocr-languages/list.txt',
    'records foreign logs/mine.txt',
    'settings foreign todo.md',
  ].sort());
});

test('no link is followed; it stays, and is named', async () => {
  const places = used({ links: true });
  const outside = below(places.outside);
  const removed = await removeData(places, await all(places));
  expect(below(places.outside)).toEqual(outside);
  const links = removed.flatMap(({ left }) => left).filter(({ why }) => why === 'link').map(({ name }) => name).sort();
  expect(links).toEqual(['Session Storage', 'logs/freehold.2.log', 'models/linked-model', 'vectors-3', 'vectors/chunks.lance/data/out'].sort());
  for (const link of ['models/linked-model', 'Session Storage']) expect(lstatSync(path.join(places.userDataDir, link)).isSymbolicLink()).toBe(true);
  expect(below(places.libraryDir)).toEqual(['vectors-3', 'vectors/chunks.lance/data/out']);
});

test('a library behind a link is removed where it is; the link stays', async () => {
  const places = used();
  const link = path.join(path.dirname(places.libraryDir), 'link');
  symlinkSync(places.libraryDir, link);
  const items = await listData({ ...places, libraries: [link, places.libraryDir] });
  expect(items.filter(({ part }) => part === 'library')).toHaveLength(1);
  await removeData({ ...places, libraries: [link] }, items.map(({ id }) => id));
  expect([existsSync(places.libraryDir), lstatSync(link).isSymbolicLink()]).toEqual([false, true]);
});

test('only what was chosen goes', async () => {
  const places = used();
  const before = below(places.userDataDir);
  const items = await listData(places);
  await removeData(places, items.filter(({ part }) => part === 'records').map(({ id }) => id));
  expect(below(places.libraryDir)).toEqual(OF_LIBRARY.toSorted());
  expect(before.filter((name) => !below(places.userDataDir).includes(name))).toEqual(OF_USER_DATA.filter((name) => /^(logs|ledger)\/|^connections/.test(name)).toSorted());
});

test('keys go first, the database last: cut off anywhere, doing it again ends with nothing', { timeout: 60_000 }, async () => {
  const order: string[] = [];
  const whole = used();
  await removeData(whole, await all(whole), { onRemoved: (place) => order.push(place) });
  const ofLibrary = order.filter((place) => place.startsWith(whole.libraryDir)).map((place) => path.relative(whole.libraryDir, place));
  expect([ofLibrary[0], ofLibrary.at(-1)]).toEqual(['keys.json', 'library.db']);
  expect(path.basename(order.at(-1)!)).toBe('library.json');

  for (let cut = 1; cut <= order.length; cut += 1) {
    const places = used();
    const ids = await all(places);
    let count = 0;
    const stopped = removeData(places, ids, {
      onRemoved: () => {
        count += 1;
        if (count === cut) throw new Error('cut off');
      },
    });
    await stopped.catch(() => undefined);
    await removeData(places, await all(places));
    expect([existsSync(places.libraryDir), below(places.userDataDir)]).toEqual([false, [KEPT_SAMPLE]]);
    rmSync(places.userDataDir, { recursive: true });
  }
});
