// Which Electron is used, and when the network is asked for it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureElectron } from '../../../scripts/setup/electron.mjs';
import { keptName } from '../../../scripts/setup/electronFallback.mjs';
import { platformKey } from '../../../scripts/setup/paths.mjs';
import { silentReporter } from '../../../scripts/setup/progress.mjs';
import { temporaryPlaces } from './fixtures.ts';

const fallbackPin = {
  version: '33.0.0', package: '@x/y', packageVersion: '1.0.0', integrity: 'sha512-', bytes: 1,
  zip: 'App.zip', zipSha256: '', rootFolder: 'App', executable: 'App', omit: ['resources/app/', 'resources/app-update.yml'],
};

function setUp({ releaseWorks = false, hasFallback = true } = {}) {
  const at = temporaryPlaces();
  const calls: string[] = [];
  const pins = { release: { version: '45.0.0' }, fallbacks: hasFallback ? { [platformKey]: fallbackPin } : {} };
  const put = (folder: string) => {
    const path = `${folder}/${process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : process.platform === 'win32' ? 'electron.exe' : 'electron'}`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  };
  const run = (retryRelease = false) =>
    ensureElectron({
      pins, at, nodeBinary: 'node', reporter: silentReporter, retryRelease,
      release: async ({ folder }) => {
        calls.push('release');
        if (releaseWorks) put(folder);
        return releaseWorks ? undefined : 'fetch failed';
      },
      fallback: async ({ folder }) => {
        calls.push('fallback');
        put(folder);
      },
    });
  return { run, calls };
}

describe('Electron', () => {
  it('takes the release where it can be had, and asks once', async () => {
    const { run, calls } = setUp({ releaseWorks: true });
    expect(await run()).toMatchObject({ version: '45.0.0', source: 'release' });
    await run();
    expect(calls).toEqual(['release']);
  });

  it('takes the fallback otherwise, and does not try the release again unless told to', async () => {
    const { run, calls } = setUp();
    expect(await run()).toMatchObject({ version: '33.0.0', source: 'fallback' });
    await run();
    expect(calls).toEqual(['release', 'fallback']);
    expect(await run(true)).toMatchObject({ source: 'fallback' });
    expect(calls).toEqual(['release', 'fallback', 'release']);
  });

  it('says what to do where there is neither', async () => {
    const { run } = setUp({ hasFallback: false });
    await expect(run()).rejects.toMatchObject({ detail: 'fetch failed', remedy: expect.stringContaining('ELECTRON_MIRROR') });
  });

  it('leaves out the other app that the archive carries', () => {
    expect(keptName('App/icudtl.dat', fallbackPin)).toBe('icudtl.dat');
    expect(keptName('App/resources/app/index.js', fallbackPin)).toBeUndefined();
    expect(keptName('App/resources/app-update.yml', fallbackPin)).toBeUndefined();
    expect(keptName('elsewhere/file', fallbackPin)).toBeUndefined();
  });
});
