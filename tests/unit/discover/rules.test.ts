// Which files of a folder are read: a person's patterns, the folder's own .gitignore files, hidden files, and the places
// that are never indexed. The walk and the tester have to say the same of every path.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { DEFAULT_RULES, type SourceRules } from '../../../contract/domain.ts';
import { concernsSource } from '../../../main/ingest/1-discover/concernsSource.ts';
import { discoverFiles } from '../../../main/ingest/1-discover/discover.ts';
import { createExplainer } from '../../../main/ingest/1-discover/explainRules.ts';
import { icloudName, isOnlineOnly } from '../../../main/ingest/1-discover/onlineOnly.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const isWindows = process.platform === 'win32';
let root: string;
beforeEach(() => {
  root = temporaryFolder();
});

function files(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), 'text');
  }
}
const write = (name: string, content: string): void => (files(name), writeFileSync(path.join(root, name), content));
const rules = (change: Partial<SourceRules>): SourceRules => ({ ...DEFAULT_RULES, ...change });

/** `name` for what is read, `name: reason` for what is listed as left out. */
async function walk(change: Partial<SourceRules> = {}, where = root): Promise<string[]> {
  const found: string[] = [];
  const walked = discoverFiles({ path: where, kind: 'folder' }, { signal: new AbortController().signal, rules: rules(change) });
  for await (const { path: own, name, skip } of walked) {
    const place = path.relative(where, own).replaceAll(path.sep, '/') + (name.endsWith('/') ? '/' : '');
    found.push(skip === undefined ? place : `${place}: ${skip}`);
  }
  return found.sort();
}

describe('patterns', () => {
  it('exclude files, listed each, and folders, listed as one', async () => {
    files('a.md', 'a.txt', 'drafts/b.md', 'drafts/deep/c.md', 'kept/drafts.md');
    expect(await walk({ exclude: ['*.txt', 'drafts/'] })).toEqual(['a.md', 'a.txt: excluded', 'drafts/: excluded', 'kept/drafts.md']);
  });

  it('include nothing but what they name, wherever it lies', async () => {
    files('a.md', 'A.PDF', 'deep/er/b.pdf', 'contracts/c.txt');
    expect(await walk({ include: ['*.pdf', 'contracts/'] })).toEqual(['A.PDF', 'a.md: excluded', 'contracts/c.txt', 'deep/er/b.pdf']);
  });

  it('exclude wins over include, and a later pattern over an earlier one', async () => {
    files('a.md', 'b.md', 'c.txt');
    expect(await walk({ include: ['*.md'], exclude: ['*', '!b.md'] })).toEqual(['a.md: excluded', 'b.md', 'c.txt: excluded']);
  });

  it('that mean nothing do no harm', async () => {
    files('a.md');
    expect(await walk({ exclude: ['[', '!', '#', '\\', '(('] })).toEqual(['a.md']);
  });
});

describe('.gitignore', () => {
  it('counts where it lies, deeper ones over those above; off, it is a file like others', async () => {
    write('.gitignore', '*.log\n/build/\n!deep/keep.log\n');
    write('deep/.gitignore', 'secret.md\n!wanted.log\n');
    files('a.log', 'build/x.md', 'deep/build/x.md', 'deep/a.log', 'deep/keep.log', 'deep/wanted.log', 'deep/secret.md', 'secret.md');
    expect(await walk()).toEqual(['.gitignore: excluded', 'a.log: excluded', 'build/: excluded', 'deep/.gitignore: excluded', 'deep/a.log: excluded', 'deep/build/x.md', 'deep/keep.log', 'deep/secret.md: excluded', 'deep/wanted.log', 'secret.md']);
    expect(await walk({ gitignore: false })).toHaveLength(10);
  });

  it.skipIf(isWindows)('that is a pipe or a link is none', async () => {
    write('patterns', '*.md\n');
    symlinkSync(path.join(root, 'patterns'), path.join(root, '.gitignore'));
    mkdirSync(path.join(root, 'deep'));
    execFileSync('sh', ['-c', 'mkfifo "$0"', path.join(root, 'deep', '.gitignore')]);
    files('a.md', 'deep/b.md');
    expect(await walk()).toEqual(['.gitignore: excluded', 'a.md', 'deep/b.md', 'patterns']);
  });

  it('agrees with git on what is left out', async ({ skip }) => {
    write('.gitignore', '*.tmp.md\n/only-top.md\nsub/**/gen-*.md\n!sub/x/gen-keep.md\n\\#literal.md\n  \n# note\na?c.md\n[xy].md\nend/ \n');
    write('sub/.gitignore', '*.md\n!keep*.md\n');
    const names = ['a.tmp.md', 'only-top.md', 'deep/only-top.md', 'sub/x/gen-a.md', 'sub/x/gen-keep.md', 'sub/keep-this.md', '#literal.md', 'abc.md', 'ac.md', 'x.md', 'z.md', 'end/e.md', 'other.md'];
    files(...names);
    try {
      execFileSync('git', ['init', '-q'], { cwd: root, env: { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' } });
    } catch {
      skip('git is not installed');
    }
    const listed = execFileSync('git', ['-c', 'core.quotepath=off', 'ls-files', '-o', '--exclude-standard'], { cwd: root, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' } });
    const byGit = listed.split('\n').filter((name) => name !== '' && !path.basename(name).startsWith('.')).sort();
    expect((await walk()).filter((line) => !line.includes(': '))).toEqual(byGit);
  });
});

describe('hidden files', () => {
  it('are listed as left out, or read when that is wanted; places that are never indexed stay out', async () => {
    files('.notes.md', '.plans/a.md', '.ssh/config.txt', '.git/x.md', '.mozilla/profile/y.md', '.config/google-chrome/z.md', '.config/app/kept.md', 'a.md');
    expect(await walk()).toEqual(['.config/: excluded', '.notes.md: excluded', '.plans/: excluded', 'a.md']);
    expect(await walk({ hidden: true })).toEqual(['.config/app/kept.md', '.notes.md', '.plans/a.md', 'a.md']);
  });
});

describe('places that are never indexed', () => {
  it('are passed over whatever the rules say, also under other capitals', async () => {
    files('node_modules/x.md', 'Library/Keychains/k.md', 'AppData/Local/Google/Chrome/h.md', 'Google/Chrome/mine.md', 'snap/firefox/common/p.md', '$Recycle.Bin/r.md');
    expect(await walk({ hidden: true, gitignore: false, include: ['**'], exclude: ['!**'] })).toEqual(['Google/Chrome/mine.md']);
  });

  it('are known by their whole path when the root lies in the middle of it', async () => {
    files('home/AppData/Local/Google/Chrome/h.md', 'home/AppData/Local/notes/n.md');
    expect(await walk({}, path.join(root, 'home/AppData/Local'))).toEqual(['notes/n.md']);
  });

  it('keys and profiles are not read even when they were added themselves; tools’ folders are', async () => {
    files('.ssh/keys/config.txt', 'node_modules/thing/readme.md');
    expect(await walk({ hidden: true }, path.join(root, '.ssh'))).toEqual([': excluded']);
    expect(await walk({ hidden: true }, path.join(root, '.ssh/keys'))).toEqual([': excluded']);
    expect(await walk({}, path.join(root, 'node_modules/thing'))).toEqual(['readme.md']);
  });

  it.skipIf(isWindows)('are not reached over a link', async () => {
    files('.ssh/config.txt', 'a.md');
    symlinkSync('.ssh/config.txt', path.join(root, 'harmless.txt'));
    expect(await walk({ hidden: true })).toEqual(['a.md', 'harmless.txt: excluded']);
  });
});

describe('files that are online only', () => {
  it.each<[NodeJS.Platform, bigint, bigint, boolean]>([
    ['darwin', 0n, 5n, true],
    ['darwin', 8n, 5n, false],
    ['darwin', 0n, 0n, false],
    ['win32', 0n, 4096n, true],
    ['win32', 0n, 600n, false],
    ['linux', 0n, 4096n, false],
  ])('on %s with %i blocks and %i bytes: %s', (platform, blocks, size, expected) => {
    expect(isOnlineOnly({ blocks, size }, platform)).toBe(expected);
  });

  it('a stand-in of iCloud is the file that it stands in for', async () => {
    expect([icloudName('.Report.pdf.icloud'), icloudName('Report.icloud'), icloudName('.icloud')]).toEqual(['Report.pdf', null, null]);
    files('deep/.Report.pdf.icloud', 'a.md', '.hidden.md');
    expect(await walk()).toEqual(['.hidden.md: excluded', 'a.md', 'deep/Report.pdf: online-only']);
    expect(await walk({ exclude: ['*.pdf'] })).toEqual(['.hidden.md: excluded', 'a.md', 'deep/Report.pdf: excluded']);
  });
});

describe('the tester', () => {
  it('names the pattern that decides', async () => {
    write('.gitignore', 'build/\n');
    write('src/.gitignore', '*.gen.md\n');
    const { explain } = createExplainer(root, rules({ include: ['*.md', 'all/'], exclude: ['drafts/', '!drafts/keep.md', 'old*.md'] }));
    const says = async (place: string): Promise<string> => {
      const { read, because, pattern } = await explain(place, false);
      return `${read ? 'read' : 'not'} ${because} ${pattern}`;
    };
    expect(await says('a.md')).toBe('read included *.md');
    expect(await says('all/b.txt')).toBe('read included all/');
    expect(await says('b.txt')).toBe('not not-included null');
    expect(await says('drafts/keep.md')).toBe('not excluded drafts/');
    expect(await says('deep/OLD-plan.md')).toBe('not excluded old*.md');
    expect(await says('build/x/y.md')).toBe('not gitignore build/');
    expect(await says('src/deep/a.gen.md')).toBe('not gitignore *.gen.md');
    expect(await says('.plans/a.md')).toBe('not hidden null');
    expect(await says('x/node_modules/y/a.md')).toBe('not never node_modules');
    expect(await says('all/song.mp3')).toBe('not unsupported-type null');
  });

  const segment = fc.constantFrom('a', 'b', 'drafts', '.h', 'node_modules', 'x y');
  const place = fc.tuple(fc.array(segment, { maxLength: 3 }), fc.constantFrom('f.md', 'g.txt', '.d.md', 'a')).map(([folders, name]) => [...folders, name].join('/'));
  const pattern = fc.constantFrom('*.md', 'drafts/', '/a/', 'b/**', '!g.txt', '!drafts/', '.h', 'x*', '**/f.md', '*', '!*/');

  test('says of every path what the walk makes of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(place, { minLength: 1, maxLength: 12 }),
        fc.array(pattern, { maxLength: 2 }),
        fc.array(pattern, { maxLength: 3 }),
        fc.array(fc.tuple(fc.constantFrom('', 'a/', 'a/b/', 'drafts/'), fc.array(pattern, { minLength: 1, maxLength: 2 })), { maxLength: 2 }),
        fc.boolean(),
        async (places, include, exclude, ignored, hidden) => {
          rmSync(root, { recursive: true, force: true });
          // A name can't be a file and a folder at once.
          const real = places.filter((one) => !places.some((other) => other.startsWith(`${one}/`)));
          files(...real);
          for (const [folder, patterns] of ignored) if (!real.includes(folder.slice(0, -1)) && !real.includes(folder.split('/')[0]!)) write(`${folder}.gitignore`, patterns.join('\n'));
          const given = rules({ include, exclude, hidden });
          const { explain } = createExplainer(root, given);
          const read = (await walk(given)).filter((line) => !line.includes(': ') && !line.endsWith('.gitignore'));
          const explained = [];
          for (const one of real) if ((await explain(one, false)).read) explained.push(one);
          expect(explained.sort()).toEqual(read.sort());
        },
      ),
      { numRuns: 150 },
    );
  });
});

test('changes where no scan would look concern nobody', () => {
  const concerns = concernsSource('/home/me', rules({ exclude: ['build/', '*.log'] }), ['/home/me/Library of mine']);
  const at = (place: string): boolean => concerns(path.join('/home/me', place));
  expect(['a.md', 'deep/b.pdf', 'x.log', '.gitignore', '.Report.pdf.icloud', 'new folder'].map(at)).toEqual([true, true, true, true, true, true]);
  expect(['.cache/x', '.config/google-chrome/History', 'build/o.md', 'p/node_modules/q.js', '.swap.md', 'Library of mine/library.db', 'Library of mine'].map(at)).toEqual(Array(7).fill(false));
  expect(concerns('/home/me')).toBe(true);
});
