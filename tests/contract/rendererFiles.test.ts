// What app://freehold serves, and that nothing outside its folder can be named.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APP_ORIGIN, findRendererFile, plainPath } from '../../main/app/rendererFiles.ts';
import { traversalPaths } from '../support/window/traversalPaths.ts';

const parent = mkdtempSync(join(tmpdir(), 'freehold-files-'));
const root = join(parent, 'renderer');

beforeAll(() => {
  mkdirSync(join(root, 'assets', '.hidden'), { recursive: true });
  mkdirSync(join(parent, 'renderer-evil'));
  for (const file of ['index.html', 'assets/index-AbC_1.js', 'assets/pdf.worker-x.js', 'assets/.hidden/a.js', 'assets/no-type', 'assets/run.exe', '../setup.json', '../renderer-evil/a.js']) {
    writeFileSync(join(root, file), 'x');
  }
  symlinkSync(join(parent, 'setup.json'), join(root, 'link.json'));
  symlinkSync(join(parent, 'renderer-evil'), join(root, 'folder-link'));
  symlinkSync(join(root, 'index.html'), join(root, 'inner-link.html'));
});
afterAll(() => rmSync(parent, { recursive: true }));

test.each([
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/index.html', 'index.html', 'text/html; charset=utf-8'],
  ['/assets/index-AbC_1.js', 'assets/index-AbC_1.js', 'text/javascript; charset=utf-8'],
  ['/inner-link.html', 'index.html', 'text/html; charset=utf-8'],
])('%s is %s', async (path, file, contentType) => {
  const found = await findRendererFile(root, APP_ORIGIN + path);
  expect(found?.path.endsWith(file)).toBe(true);
  expect(found?.contentType).toBe(contentType);
});

test.each(['/link.json', '/folder-link/a.js', '/assets', '/assets/no-type', '/assets/run.exe', '/assets/.hidden/a.js', '/missing.html', '/index.html?x=1', '/index.html#x'])('%s is not served', async (path) => {
  expect(await findRendererFile(root, APP_ORIGIN + path)).toBeNull();
});

test.each(['app://evil/index.html', 'app://freehold.evil/index.html', 'app://freehold@evil/index.html', 'app:index.html', 'http://freehold/index.html', 'app://FREEHOLD/index.html', 'app://freehold:80/index.html', ''])(
  'the address %s is not ours',
  (url) => {
    expect(plainPath(url)).toBeNull();
  },
);

test('two hundred ways out lead nowhere', async () => {
  expect(traversalPaths.length).toBeGreaterThanOrEqual(200);
  const found = await Promise.all(traversalPaths.map(async (path) => ({ path, file: await findRendererFile(root, APP_ORIGIN + path) })));
  expect(found.filter(({ file }) => file !== null)).toEqual([]);
});
