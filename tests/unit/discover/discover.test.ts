// Walking folders as people have them, and as nobody should: every file is accounted for, nothing loops or throws.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classifyFile } from '../../../main/ingest/1-discover/classifyFile.ts';
import { discoverFiles, type DiscoverOptions } from '../../../main/ingest/1-discover/discover.ts';

/** Node has no call for it. */
const makePipe = (target: string): Buffer => execFileSync('sh', ['-c', 'mkfifo "$0"', target]);

const isWindows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;
let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'freehold-discover-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = (name: string, content = 'text'): void => {
  const target = path.join(root, name);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
};

async function discover(options: Partial<DiscoverOptions> = {}, where = root, kind: 'folder' | 'file' = 'folder'): Promise<string[]> {
  const found: string[] = [];
  for await (const { path: own, kind: reader, skip } of discoverFiles({ path: where, kind }, { signal: new AbortController().signal, ...options })) {
    found.push(`${path.relative(root, own).replaceAll(path.sep, '/')}: ${reader ?? skip}`);
  }
  return found;
}

describe('a folder', () => {
  it('yields each file with its reader or why there is none, in order of names', async () => {
    file('b.txt');
    file('a/lease.pdf', '%PDF');
    file('a/empty.md', '');
    file('a/song.mp3');
    file('Über uns 🏡.html');
    file('Makefile');
    file('readme');
    expect(await discover()).toEqual(['Makefile: code', 'b.txt: text', 'readme: text', 'Über uns 🏡.html: html', 'a/empty.md: empty', 'a/lease.pdf: pdf', 'a/song.mp3: unsupported-type']);
  });

  it('says size, time and path', async () => {
    file('b.txt', '12345');
    for await (const found of discoverFiles({ path: root, kind: 'folder' }, { signal: new AbortController().signal })) {
      expect(found).toMatchObject({ path: path.join(root, 'b.txt'), name: 'b.txt', sizeBytes: 5, kind: 'text' });
      expect(Math.abs(found.modifiedMs - Date.now())).toBeLessThan(60_000);
    }
  });

  it('leaves tools and keys alone, and lists what is hidden as left out', async () => {
    for (const folder of ['.git', 'node_modules', '.ssh', '.gnupg', '.config', 'a/node_modules']) file(`${folder}/x.txt`);
    file('.hidden.txt');
    file('a/x.txt');
    expect(await discover()).toEqual(['.config: excluded', '.hidden.txt: excluded', 'a/x.txt: text']);
  });

  it('may itself be hidden when a person picked it', async () => {
    file('.notes/x.txt');
    expect(await discover({}, path.join(root, '.notes'))).toEqual(['.notes/x.txt: text']);
  });

  it('that is not there yields nothing', async () => {
    expect(await discover({}, path.join(root, 'gone'))).toEqual([]);
    expect(await discover({}, path.join(root, 'gone.txt'), 'file')).toEqual([]);
  });

  it('stops when told to', async () => {
    for (let index = 0; index < 200; index += 1) file(`${index}.txt`);
    const controller = new AbortController();
    let seen = 0;
    for await (const _ of discoverFiles({ path: root, kind: 'folder' }, { signal: controller.signal })) if ((seen += 1) === 10) controller.abort();
    expect(seen).toBeLessThan(100);
  });

  it('goes 64 folders deep and counts what lies below as one', async () => {
    let folder = root;
    for (let depth = 0; depth < 70; depth += 1) mkdirSync((folder = path.join(folder, 'd')));
    writeFileSync(path.join(folder, 'x.txt'), 'text');
    file('y.txt');
    expect(await discover()).toEqual(['y.txt: text', expect.stringMatching(/d: read-error$/)]);
  });
});

describe('a single file', () => {
  it('is yielded whatever its name', async () => {
    file('.env.txt');
    expect(await discover({}, path.join(root, '.env.txt'), 'file')).toEqual(['.env.txt: text']);
    expect(await discover({}, root, 'file')).toEqual([': unsupported-type']);
  });
});

describe.skipIf(isWindows)('links', () => {
  it('that loop end', async () => {
    file('a/x.txt');
    symlinkSync(root, path.join(root, 'a/loop'));
    symlinkSync('b', path.join(root, 'c'));
    symlinkSync('c', path.join(root, 'b'));
    expect(await discover()).toEqual(['b: read-error', 'c: read-error', 'a/x.txt: text']);
  });

  it('to files are followed inside the root only', async () => {
    const outside = mkdtempSync(path.join(tmpdir(), 'freehold-outside-'));
    writeFileSync(path.join(outside, 'secret.txt'), 'secret');
    file('.store/x.txt');
    symlinkSync('.store/x.txt', path.join(root, 'inside.txt'));
    symlinkSync(path.join(outside, 'secret.txt'), path.join(root, 'outside.txt'));
    symlinkSync(outside, path.join(root, 'outside'));
    symlinkSync('nowhere.txt', path.join(root, 'broken.txt'));
    expect(await discover()).toEqual(['.store: excluded', 'broken.txt: vanished', 'inside.txt: text', 'outside.txt: unsupported-type']);
    rmSync(outside, { recursive: true });
  });

  it('as the root are walked', async () => {
    file('real/x.txt');
    symlinkSync('x.txt', path.join(root, 'real/y.txt'));
    symlinkSync('real', path.join(root, 'link'));
    expect(await discover({}, path.join(root, 'link'))).toEqual(['link/x.txt: text', 'link/y.txt: text']);
  });
});

describe.skipIf(isWindows)('odd entries', () => {
  it('names that are not UTF-8 are counted, each on its own, with what lies under them', async ({ skip }) => {
    const bad = (name: string): Buffer => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')]);
    try {
      writeFileSync(bad('r\xe9sum\xe9.txt'), 'text');
    } catch {
      skip('this file system insists on UTF-8 in names');
    }
    writeFileSync(bad('r\xe8sum\xe8.txt'), 'text');
    mkdirSync(bad('d\xff'));
    writeFileSync(bad('d\xff/inner.txt'), 'text');
    file('fine.txt');
    expect(await discover()).toEqual(['fine.txt: text', 'r\\xe8sum\\xe8.txt: read-error', 'r\\xe9sum\\xe9.txt: read-error', 'd\\xff/inner.txt: read-error']);
    // What made them has to unmake them: the usual clean-up goes by strings.
    execFileSync('rm', ['-rf', root]);
  });

  it('pipes are not files', async () => {
    makePipe(path.join(root, 'pipe.txt'));
    file('x.txt');
    expect(await discover()).toEqual(['x.txt: text']);
  });

  it.skipIf(isRoot)('a folder that may not be listed is one entry, and is told of', async () => {
    file('locked/x.txt');
    file('y.txt');
    chmodSync(path.join(root, 'locked'), 0o000);
    const unreadable: string[] = [];
    expect(await discover({ onUnreadableFolder: (folder) => unreadable.push(folder) })).toEqual(['y.txt: text', 'locked: no-permission']);
    expect(unreadable).toEqual([path.join(root, 'locked')]);
    chmodSync(path.join(root, 'locked'), 0o700);
  });
});

describe('classifying', () => {
  it.each([
    ['a.txt', 1, 'text'],
    ['A.PDF', 1, 'pdf'],
    ['notes.MarkDown', 1, 'markdown'],
    ['LICENSE', 1, 'text'],
    ['Dockerfile', 1, 'code'],
    ['paper.tex', 1, 'latex'],
    ['archive.tar.gz', 1, 'unsupported-type'],
    ['constructor', 1, 'text'],
    ['noextension', 1, 'text'],
    ['a.txt', 0, 'empty'],
    ['a.txt', 50 * 1024 ** 2 + 1, 'too-large'],
    ['a.pdf', 50 * 1024 ** 2 + 1, 'pdf'],
    ['a.pdf', 100 * 1024 ** 2 + 1, 'too-large'],
  ])('%s of %i bytes: %s', (name, sizeBytes, expected) => {
    const classified = classifyFile(name, sizeBytes);
    expect(classified.kind ?? classified.skip).toBe(expected);
  });
});

describe('the folder of the library itself', () => {
  it('is passed over, also when it is the root', async () => {
    file('Library/library.db');
    file('Library/vectors/chunks.lance');
    file('Library 2/x.txt');
    file('x.txt');
    const except = path.join(root, 'Library');
    expect(await discover({ except: [except] })).toEqual(['x.txt: text', 'Library 2/x.txt: text']);
    expect(await discover({ except: [`${except}${path.sep}`] }, except)).toEqual([]);
  });

  it.skipIf(isWindows)('is known under another name', async () => {
    file('real/Library/library.db');
    file('real/x.txt');
    symlinkSync('real', path.join(root, 'link'));
    expect(await discover({ except: [path.join(root, 'link/Library')] })).toEqual(['real/x.txt: text']);
    expect(await discover({ except: [path.join(root, 'real/Library')] }, path.join(root, 'link'))).toEqual(['link/x.txt: text']);
  });
});
