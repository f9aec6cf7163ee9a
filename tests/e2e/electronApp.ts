// The page object of every end-to-end test: starts the real app in a fresh profile, speaks of it in the words of
// a person, and cleans up. In: folders and variables for one start. Out: the running app. Each `launch` gets a
// profile and a library folder of its own unless it is given one, so that no test sees another's leftovers.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright';
import type { AppEvent } from '../../contract/app.ts';
import type { Bridge, Result } from '../../contract/bridge.ts';
import { ANSWER_STATUSES, type AnswerStatus } from '../../contract/domain.ts';
import type { RequestName, RouteInput, RouteOutput } from '../../contract/routes.ts';

export const repoRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const LOAD_TIMEOUT_MS = 30_000;
const READ_TIMEOUT_MS = 120_000;
/** The real model on a slow machine. */
const ANSWER_TIMEOUT_MS = 240_000;

export interface LaunchOptions {
  /** Kept after `close`, for a second start on the same data. */
  readonly userDataDir?: string;
  readonly libraryDir?: string;
  /** BCP 47; the words on screen depend on it. Default `en-US`. */
  readonly locale?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

type Command = Extract<AppEvent, { type: 'command.invoked' }>['command'];
type WithBridge = typeof globalThis & { readonly freehold: Bridge };

export class App {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly userDataDir: string;
  readonly libraryDir: string;
  /** Errors of the page's console and its uncaught exceptions, oldest first. */
  readonly pageErrors: string[] = [];
  private readonly temporaryDirs: readonly string[];
  private closed = false;

  private constructor(electron: ElectronApplication, page: Page, dirs: { userDataDir: string; libraryDir: string; temporary: readonly string[] }) {
    this.electron = electron;
    this.page = page;
    this.userDataDir = dirs.userDataDir;
    this.libraryDir = dirs.libraryDir;
    this.temporaryDirs = dirs.temporary;
    page.on('pageerror', (error) => this.pageErrors.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.pageErrors.push(message.text());
    });
  }

  /** Starts the app and waits for its window, not for anything in it. */
  static async launch(options: LaunchOptions = {}): Promise<App> {
    const temporary: string[] = [];
    const fresh = (name: string): string => {
      const dir = mkdtempSync(join(tmpdir(), `freehold-${name}-`));
      temporary.push(dir);
      return dir;
    };
    const dirs = { userDataDir: options.userDataDir ?? fresh('profile'), libraryDir: options.libraryDir ?? join(fresh('library'), 'Library') };
    const electron = await _electron.launch({
      executablePath: setupFile().electronBinary,
      args: electronArguments(options, join(repoRoot, 'tests', 'e2e', 'heldApp')),
      cwd: repoRoot,
      env: startEnvironment({ ...options, ...dirs }),
    });
    const page = await electron.firstWindow({ timeout: LOAD_TIMEOUT_MS });
    return new App(electron, page, { ...dirs, temporary });
  }

  /** Starts the app for the first time, and makes the library at the offered place. */
  static async launchWithLibrary(): Promise<App> {
    const app = await App.launch();
    await app.waitUntilLoaded();
    await app.page.getByTestId('first-run-default').click();
    await app.page.getByTestId('add-folder').first().waitFor();
    return app;
  }

  /** Until the window shows its content and main answers. */
  async waitUntilLoaded(): Promise<void> {
    await this.page.waitForLoadState('load', { timeout: LOAD_TIMEOUT_MS });
    await this.page.waitForFunction(() => (document.querySelector('#app')?.childElementCount ?? 0) > 0, undefined, { timeout: LOAD_TIMEOUT_MS });
    await this.request('app.info', {});
  }

  /** Asks main through the page's own bridge; throws when the answer is an error. */
  async request<Name extends RequestName>(name: Name, input: RouteInput<Name>): Promise<RouteOutput<Name>> {
    const result = await this.rawRequest(name, input);
    if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`);
    return result.value as RouteOutput<Name>;
  }

  /** Sends anything under any name, as a page gone bad would. */
  rawRequest(name: unknown, input: unknown): Promise<Result<unknown>> {
    return this.page.evaluate(([sentName, sentInput]) => (globalThis as WithBridge).freehold.request(sentName as string, sentInput), [name, input]);
  }

  /** What the system's dialog answers from now on, instead of opening. */
  async answerDialogWith(paths: readonly string[]): Promise<void> {
    await this.electron.evaluate((_electronModule, answer) => void (process.env['FREEHOLD_TEST_PICK'] = answer), JSON.stringify(paths));
  }

  /** Adds folders or files as the system's dialog would, without a click. */
  async addSources(paths: readonly string[]): Promise<void> {
    await this.answerDialogWith(paths);
    const tokens = (await this.request('dialog.pick', { what: 'files' })).map((item) => item.token);
    await this.request('source.add', { tokens });
  }

  /** Until so many files are known and none of them waits any more. */
  async waitUntilRead(seen: number): Promise<void> {
    for (const startedMs = performance.now(); ; await this.page.waitForTimeout(100)) {
      const coverage = await this.request('document.coverage', {});
      if (coverage.seen === seen && coverage.waiting === 0) return;
      if (performance.now() - startedMs > READ_TIMEOUT_MS) throw new Error(`not read: ${JSON.stringify(coverage)}, expected ${seen} files`);
    }
  }

  /** Asks in the place Ask, and waits for nothing. */
  async ask(question: string): Promise<void> {
    await this.page.getByTestId('place-ask').click();
    await this.page.getByTestId('composer').fill(question);
    await this.page.getByTestId('ask-button').click();
  }

  get lastAnswer(): Locator {
    return this.page.getByTestId('answer').last();
  }

  async waitUntilAnswered(status: AnswerStatus = 'answered'): Promise<void> {
    const ended = await this.page.waitForFunction(
      (statuses) => statuses.find((one) => [...document.querySelectorAll('[data-testid="answer"]')].at(-1)?.getAttribute('data-status') === one),
      ANSWER_STATUSES,
      { timeout: ANSWER_TIMEOUT_MS, polling: 200 },
    );
    const found = await ended.jsonValue();
    if (found !== status) throw new Error(`the answer ended as ${found}, not as ${status}: ${await this.lastAnswer.innerText()}`);
  }

  /** Picks the menu's entry for a command, shortcuts' targets too. */
  async invokeCommand(command: Command): Promise<void> {
    await this.electron.evaluate(({ Menu }, id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.click(), command);
  }

  /** Quits as a person would, and removes what was made for this start. Twice does nothing more. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.electron.close();
    for (const dir of this.temporaryDirs) rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

export function setupFile(): { electronBinary: string; nodeBinary: string; electronVersion: string } {
  return JSON.parse(readFileSync(join(repoRoot, 'build', 'setup.json'), 'utf8'));
}

/** For starts without Playwright, too. */
export function electronArguments({ locale = 'en-US', args = [] }: LaunchOptions, appDir: string = repoRoot): string[] {
  const linuxFlags = process.platform === 'linux' ? ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] : [];
  return [...linuxFlags, `--lang=${locale}`, appDir, ...args];
}

export function startEnvironment({ locale = 'en-US', userDataDir, libraryDir, environment }: LaunchOptions): Record<string, string> {
  const posixLocale = `${locale.replace('-', '_')}.UTF-8`;
  const variables = {
    ...process.env,
    // Editors' terminals set it for their own use; with it, Electron would start as a plain Node.
    ELECTRON_RUN_AS_NODE: undefined,
    FREEHOLD_TEST: '1',
    FREEHOLD_USER_DATA: userDataDir,
    FREEHOLD_LIBRARY: libraryDir,
    LANGUAGE: posixLocale,
    LC_ALL: posixLocale,
    ...environment,
  };
  return Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
