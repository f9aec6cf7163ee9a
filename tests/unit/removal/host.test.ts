// Removal at the host, with a ledger, a stop and a look at other programs that fail as they do in practice: a full disk keeps
// nothing from being removed, and whatever goes wrong after everything was stopped says that there is no way back.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../../contract/errors.ts';
import { createRemoval, type Removal, type RemovalContext } from '../../../main/host/removal.ts';
import { OF_LIBRARY, OF_USER_DATA, write } from '../../support/fullUserData.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const context = { signal: new AbortController().signal } as never;

interface Used {
  readonly userDataDir: string;
  readonly libraryDir: string;
  readonly removal: Removal;
  readonly said: string[];
}

function used(change: Partial<RemovalContext> = {}): Used {
  const dir = temporaryFolder();
  const [userDataDir, libraryDir] = [path.join(dir, 'user'), path.join(dir, 'library')];
  write(userDataDir, OF_USER_DATA);
  write(libraryDir, OF_LIBRARY);
  const said: string[] = [];
  const removal = createRemoval({
    places: () => ({ userDataDir, sampleLibraryDir: temporaryFolder(), libraries: [libraryDir] }),
    openDir: () => null,
    checkFree: async (folders) => void said.push(`looked at ${folders.map((folder) => path.basename(folder)).join()}`),
    record: ({ kind }) => void said.push(kind),
    log: (_level, event) => void said.push(event),
    stop: async () => void said.push('stopped'),
    ...change,
  });
  return { userDataDir, libraryDir, removal, said };
}

async function run({ removal }: Used, parts: readonly string[]): Promise<unknown> {
  const items = await removal.handlers['removal.list']({}, context);
  return removal.handlers['removal.run']({ ids: items.filter(({ part }) => parts.includes(part)).map(({ id }) => id) }, context);
}

const full = (): never => {
  throw new AppError('disk-full');
};

test('a ledger on a full disk is logged; what was chosen goes', async () => {
  const app = used({ record: full });
  await run(app, ['library', 'models']);
  expect([existsSync(app.libraryDir), existsSync(path.join(app.userDataDir, 'models/some-model'))]).toEqual([false, false]);
  expect(app.said).toEqual(['looked at library', 'ledger.not-written', 'stopped']);
  expect(JSON.parse(readFileSync(path.join(app.userDataDir, 'library.json'), 'utf8'))).toEqual({ libraryDir: null });
});

test('a library that could not be forgotten is gone all the same', async () => {
  const app = used();
  // Nothing can be written under a name that a folder has.
  mkdirSync(path.join(app.userDataDir, `library.json.${process.pid}.tmp`));
  await expect(run(app, ['library'])).resolves.toHaveLength(1);
  expect(existsSync(app.libraryDir)).toBe(false);
  expect(app.said).toContain('library.not-forgotten');
});

test('when not everything could be stopped, nothing is removed, and the window is told that it is over', async () => {
  const app = used({ stop: full });
  await expect(run(app, ['library', 'settings'])).rejects.toMatchObject({ code: 'removal-cut-off' });
  expect([existsSync(path.join(app.libraryDir, 'library.db')), existsSync(path.join(app.userDataDir, 'settings.json'))]).toEqual([true, true]);
  expect(await app.removal.finish()).toBe(false);
});

test('a library that another program has open keeps everything from being removed, and nothing is stopped; the own one is not asked for', async () => {
  const held = used({ checkFree: async ([folder]) => { throw new AppError('library-in-use', { path: folder! }); } });
  await expect(run(held, ['library', 'models'])).rejects.toMatchObject({ code: 'library-in-use' });
  expect([existsSync(path.join(held.libraryDir, 'library.db')), existsSync(path.join(held.userDataDir, 'models/some-model')), held.said]).toEqual([true, true, []]);
  let openDir: string | null = null;
  const own = used({ openDir: () => openDir });
  openDir = own.libraryDir;
  await run(own, ['library']);
  expect(own.said[0]).toBe('looked at ');
});
