// The app at work, seen from outside: by the record that strace keeps of every call to the system, nothing goes to any
// Internet address; and the same record catches a build with a planted leak. A short session on the unpackaged app;
// `npm run test:security` has the long one on the packaged app (tests/packaged/offline.mjs).
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hasRecorder, internetCalls, localCalls, recorder } from '../packaged/networkCalls.mjs';
import { runSession, writeHostileFiles } from '../packaged/offlineSession.mjs';
import { startPiped, type PipedApp } from '../packaged/pipedApp.mjs';
import { leakInMain, planted } from '../packaged/plantLeak.mjs';
import { root, setup } from '../support/host.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const QUESTIONS = 3;

async function start(appDir: string): Promise<{ app: PipedApp; record: () => string }> {
  const dir = temporaryFolder();
  const folder = path.join(dir, 'Akten');
  writeHostileFiles(folder, path.join(root, 'tests', 'fixtures', 'hostileAnswers.json'), QUESTIONS);
  const file = path.join(dir, 'strace');
  const env = { PATH: process.env['PATH'] ?? '', DISPLAY: process.env['DISPLAY'] ?? '', XAUTHORITY: process.env['XAUTHORITY'] ?? '', HOME: dir, LANG: 'de_DE.UTF-8', FREEHOLD_USER_DATA: path.join(dir, 'user') };
  const flags = ['--disable-gpu', '--lang=de-DE', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const app = await startPiped({ command: [...recorder(file), setup.electronBinary, ...flags, appDir, `--folder=${folder}`], cwd: dir, env });
  onTestFinished(() => void app.kill());
  return { app, record: () => readFileSync(file, 'utf8') };
}

test.skipIf(!hasRecorder())('start, index hostile files, ask, settings, quit: not one call to an Internet address', async () => {
  const { app, record } = await start(root);
  const { indexed, answers, allowedRequests } = await runSession(app, QUESTIONS, { model: null });
  expect(await app.quit()).toBe(0);
  expect({ indexed, found: answers.filter(({ found }) => found).length, allowedRequests }).toEqual({ indexed: QUESTIONS, found: QUESTIONS, allowedRequests: 0 });
  expect(localCalls(record())).toBeGreaterThan(0);
  expect(internetCalls(record())).toEqual([]);
});

test.skipIf(!hasRecorder())('a planted leak is caught', async () => {
  const appDir = path.join(temporaryFolder(), 'app');
  mkdirSync(path.join(appDir, 'build', 'main'), { recursive: true });
  for (const name of ['package.json', 'resources', 'node_modules']) symlinkSync(path.join(root, name), path.join(appDir, name));
  for (const name of readdirSync(path.join(root, 'build'))) if (name !== 'main') symlinkSync(path.join(root, 'build', name), path.join(appDir, 'build', name));
  writeFileSync(path.join(appDir, 'build', 'main', 'index.js'), leakInMain(readFileSync(path.join(root, 'build', 'main', 'index.js'), 'utf8')));
  const { app, record } = await start(appDir);
  await expect.poll(() => internetCalls(record()).some((call) => planted['a socket taken before the guard'].test(call)), { timeout: 60_000 }).toBe(true);
  await expect.poll(() => internetCalls(record()).some((call) => planted['a native look-up taken before the guard'].test(call)), { timeout: 60_000 }).toBe(true);
  await app.quit();
});
