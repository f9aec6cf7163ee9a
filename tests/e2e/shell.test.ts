// The shell as a person meets it: a window that remembers itself, one instance, menus in two languages, dialogs
// that give names and no paths, and an end that leaves nothing running.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sleep, waitUntilGone } from '../support/processes.ts';
import { App, electronArguments, setupFile, startEnvironment } from './electronApp.ts';
import { engineProcesses } from './processes.ts';

let dir: string;
let app: App | undefined;
const profile = (): { userDataDir: string; libraryDir: string } => ({ userDataDir: join(dir, 'profile'), libraryDir: join(dir, 'Library') });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'freehold-shell-'));
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
});

async function start(options: Parameters<typeof App.launch>[0] = {}): Promise<App> {
  app = await App.launch({ ...profile(), ...options });
  await app.waitUntilLoaded();
  return app;
}

async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadlineMs) throw new Error(`waited ${timeoutMs} ms for nothing`);
    await sleep(50);
  }
}

const enginesOf = (started: App): number[] => [...engineProcesses(started).values()];

const menuLabels = (started: App): Promise<string[]> => started.electron.evaluate(({ Menu }) => (Menu.getApplicationMenu()?.items ?? []).map((item) => item.label));

test('the window comes back where it was, in its theme', async () => {
  const first = await start();
  await first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setBounds({ x: 40, y: 30, width: 900, height: 600 }));
  await first.request('settings.set', { theme: 'dark' });
  await until(() => first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds().width === 900));
  await first.close();
  const second = await start();
  const found = await second.electron.evaluate(({ BrowserWindow, nativeTheme }) => {
    const window = BrowserWindow.getAllWindows()[0]!;
    return { bounds: window.getBounds(), minimum: window.getMinimumSize(), visible: window.isVisible(), theme: nativeTheme.themeSource, background: window.getBackgroundColor() };
  });
  expect(found).toMatchObject({ bounds: { width: 900, height: 600 }, minimum: [480, 420], visible: true, theme: 'dark' });
  expect(found.background.toLowerCase()).toBe('#1c1d1f');
});

test('a damaged memory of the window is a first start', async () => {
  mkdirSync(profile().userDataDir, { recursive: true });
  writeFileSync(join(profile().userDataDir, 'window.json'), '{"bounds":{"x":1e99}');
  const started = await start();
  expect(await started.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible())).toBe(true);
});

test('a second start only brings the first window forward', async () => {
  const first = await start();
  const options = profile();
  const second = spawn(setupFile().electronBinary, electronArguments(options), { env: startEnvironment(options), stdio: 'ignore' });
  const code = await new Promise((ended) => second.once('exit', ended));
  expect(code).toBe(0);
  expect(await first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('a folder named at the start is added to the library', async () => {
  mkdirSync(join(dir, 'papers'));
  writeFileSync(join(dir, 'papers', 'lease.txt'), 'The lease ends on 31 March 2027.');
  const started = await start({ args: [`--folder=${join(dir, 'papers')}`] });
  await until(async () => (await started.request('library.state', {})).status === 'open');
  await until(async () => (await started.request('source.list', {})).length === 1);
});

test('the menu speaks the language of the settings', async () => {
  const started = await start({ locale: 'de-DE' });
  expect((await started.request('app.info', {})).resolvedLanguage).toBe('de');
  expect(await menuLabels(started)).toContain('Datei');
  await started.request('settings.set', { language: 'en' });
  expect(await menuLabels(started)).toContain('File');
});

test('commands of the menu reach the window', async () => {
  const started = await start();
  await started.page.evaluate(() => {
    const page = globalThis as unknown as { commands: unknown[]; freehold: { stream(name: string, input: object, onEvent: (event: unknown) => void, onEnd: () => void): void } };
    page.commands = [];
    page.freehold.stream('app.events', {}, (event) => page.commands.push((event as { command?: unknown }).command), () => undefined);
  });
  for (const command of ['ask', 'library', 'privacy', 'settings', 'new-conversation', 'search', 'add-folder', 'about'] as const) await started.invokeCommand(command);
  const received = (): Promise<unknown[]> => started.page.evaluate(() => (globalThis as unknown as { commands: unknown[] }).commands.filter((command) => command !== undefined));
  await until(async () => (await received()).length === 8);
  expect(await received()).toEqual(['ask', 'library', 'privacy', 'settings', 'new-conversation', 'search', 'add-folder', 'about']);
  await started.page.getByRole('dialog', { name: 'About Freehold' }).waitFor();
});

test('dialogs give names and tokens, never paths', async () => {
  mkdirSync(join(dir, 'folder'));
  writeFileSync(join(dir, 'file.txt'), 'x');
  const started = await start();
  await started.answerDialogWith([join(dir, 'folder'), join(dir, 'file.txt'), join(dir, 'missing')]);
  const picked = await started.request('dialog.pick', { what: 'folders' });
  expect(picked.map(({ name, kind }) => ({ name, kind }))).toEqual([
    { name: 'folder', kind: 'folder' },
    { name: 'file.txt', kind: 'file' },
  ]);
  expect(JSON.stringify(picked)).not.toContain(dir);
});

test('files dropped on the page become tokens', async () => {
  writeFileSync(join(dir, 'dropped.txt'), 'x');
  const started = await start();
  const input = await started.page.evaluateHandle(() => Object.assign(document.body.appendChild(document.createElement('input')), { type: 'file', multiple: true }));
  await input.asElement()!.setInputFiles([join(dir, 'dropped.txt')]);
  const result = await input.evaluate((element) => (globalThis as unknown as { freehold: { dropped(files: File[]): Promise<unknown> } }).freehold.dropped([...(element as HTMLInputElement).files!, new File(['x'], 'made-up.txt')]));
  expect(result).toMatchObject({ ok: true, value: [{ name: 'dropped.txt', kind: 'file' }] });
  expect(JSON.stringify(result)).not.toContain(dir);
});

test('a page that crashes is loaded again', async () => {
  const started = await start();
  // The driver holds on to the dead page, so the new one is judged from main: it is navigated to once more.
  await started.electron.evaluate(({ BrowserWindow }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0]!;
    webContents.once('did-start-navigation', (details) => ((globalThis as { reloaded?: string }).reloaded = details.url));
    webContents.forcefullyCrashRenderer();
  });
  await until(async () => (await started.electron.evaluate(() => (globalThis as { reloaded?: string }).reloaded)) === 'app://freehold/index.html');
});

test.runIf(process.platform === 'linux')('quitting ends every engine', async () => {
  const started = await start();
  await started.request('library.open', { token: null });
  await until(() => enginesOf(started).length > 0);
  const engines = enginesOf(started);
  await started.close();
  for (const engine of engines) await waitUntilGone(engine, 30_000);
});

test.runIf(process.platform === 'linux')('engines end with an app that was killed', async () => {
  const started = await start();
  await started.request('library.open', { token: null });
  await until(() => enginesOf(started).length > 0);
  const engines = enginesOf(started);
  started.electron.process().kill('SIGKILL');
  for (const engine of engines) await waitUntilGone(engine, 30_000);
});
