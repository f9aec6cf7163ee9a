// @ts-check
// Starts a packaged app as a person with nothing on this machine would: empty home, a path with spaces and other
// letters, the repository and the set-up's cache out of sight. In: the package. Out: its page, driven over Chromium's
// debugging port. Invariant: only processes started here are ever ended.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';

import { until } from './report.mjs';

/** @typedef {{ folder: string, mounts: boolean, hidden: readonly string[] }} Stage `mounts`: whether other folders can be put in place of ours */
/** @typedef {{ args?: readonly string[], env?: Readonly<Record<string, string>>, replaced?: readonly { file: string, by: string }[] }} StartOptions */

/** A name as a person might choose it. */
const oddName = 'Frei hold – Prüfung 日本';

export class Place {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.root = mkdtempSync(join(tmpdir(), 'freehold-packaged-'));
    this.home = join(this.root, 'home');
    mkdirSync(this.home);
    /** Where the app believes that it is installed. */
    this.app = stage.mounts ? join(this.root, oddName) : stage.folder;
    if (stage.mounts) mkdirSync(this.app);
  }

  /** @param {string} program below the package @param {readonly string[]} args @param {StartOptions} [options] */
  spawn(program, args, { env = {}, replaced = [] } = {}) {
    const { PATH = '', DISPLAY = '', XAUTHORITY = '' } = process.env;
    const environment = { PATH, DISPLAY, XAUTHORITY, HOME: this.home, TMPDIR: this.root, LANG: 'en_US.UTF-8', ...env };
    const command = [join(this.app, program), ...args];
    const [file = '', ...rest] = this.stage.mounts ? ['unshare', '--mount', '--propagation', 'private', 'sh', '-ec', this.#mountScript(replaced), 'sh', ...command] : command;
    return spawn(file, rest, { cwd: this.home, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** @param {readonly { file: string, by: string }[]} replaced */
  #mountScript(replaced) {
    return [
      `mount --bind ${quoted(this.stage.folder)} ${quoted(this.app)}`,
      ...replaced.map(({ file, by }) => `mount --bind ${quoted(by)} ${quoted(join(this.app, file))}`),
      ...this.stage.hidden.map((path) => `mount -t tmpfs none ${quoted(path)}`),
      'exec "$@"',
    ].join('\n');
  }

  /** Runs a program of the package to its end. @param {string} program @param {readonly string[]} args @returns {Promise<{ code: number | null, stdout: string, stderr: string }>} */
  run(program, args) {
    const child = this.spawn(program, args);
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (text) => (output.stdout += text));
    child.stderr.on('data', (text) => (output.stderr += text));
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...output })));
  }

  /** Programs of this package that run, by their command lines. @returns {string[]} */
  running() {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(commandLine).filter((command) => command.startsWith(this.app + '/'));
  }

  remove() {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** @param {string} pid @returns {string} '' for a process that ended, or waits to be counted */
export function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ');
  } catch {
    return '';
  }
}

/** @param {Place} place @param {StartOptions} [options] */
export async function startApp(place, options = {}) {
  const port = await freePort();
  const flags = ['--disable-gpu', `--remote-debugging-port=${port}`, '--lang=en-US', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const startedMs = performance.now();
  const child = place.spawn('freehold', [...flags, ...(options.args ?? [])], options);
  let output = '';
  child.stderr.on('data', (text) => (output += text));
  child.stdout.on('data', (text) => (output += text));
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => child.on('exit', (code) => resolve(code)));
  let over = false;
  void ended.then(() => (over = true));
  try {
    // Playwright waits for ever on a page that it meets before the page has an address.
    const loaded = () => fetch(`http://127.0.0.1:${port}/json/list`).then((list) => list.json(), () => []).then((/** @type {{ url: string }[]} */ pages) => over || pages.some(({ url }) => url.startsWith('app://')));
    await until(loaded, Boolean, 30_000, 'the page has an address');
    if (over) throw new Error(`the app ended:\n${output.slice(-4_000)}`);
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const pages = () => browser.contexts().flatMap((context) => context.pages());
    const [page] = await until(pages, (found) => found.length > 0, 30_000, 'pages');
    if (page === undefined) throw new Error('no page');
    /** @type {string[]} */
    const pageErrors = [];
    page.on('pageerror', (error) => pageErrors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && pageErrors.push(message.text()));
    return { page, browser, child, port, ended, startedMs, pageErrors, output: () => output, kill: () => child.kill('SIGKILL') };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** Asks main through the page's own bridge. @param {import('playwright').Page} page @param {string} name @param {object} [input] @returns {Promise<any>} */
export async function request(page, name, input = {}) {
  const result = await page.evaluate(([route, data]) => /** @type {any} */ (globalThis).freehold.request(route, data), [name, input]);
  if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** @param {string} path */
function quoted(path) {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
