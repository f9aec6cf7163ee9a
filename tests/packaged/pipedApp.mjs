// @ts-check
// Starts the app and drives it over two pipes (Chromium's --remote-debugging-pipe), so that not even the test opens a
// port. In: a command line that starts the app. Out: a handle that looks into its page and presses what a person would.
// Invariant: the app's own sockets are all that a recorder of system calls can see.
import { spawn } from 'node:child_process';

import { until } from './report.mjs';

/** @typedef {Awaited<ReturnType<typeof startPiped>>} PipedApp */

/** @param {{ command: readonly string[], cwd: string, env: Readonly<Record<string, string>> }} options `command` ends with the app's own arguments */
export async function startPiped({ command, cwd, env }) {
  const [file = '', ...args] = command;
  const child = spawn(file, [...args, '--remote-debugging-pipe'], { cwd, env, stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
  let over = false;
  void ended.then(() => (over = true));

  const [toApp, fromApp] = /** @type {[import('node:stream').Writable, import('node:stream').Readable]} */ (/** @type {unknown} */ ([child.stdio[3], child.stdio[4]]));
  // The app's end shows as its exit; a write after it is no failure of its own.
  toApp.on('error', () => undefined);
  /** @type {Map<number, (answer: any) => void>} */
  const waiting = new Map();
  let lastId = 0;
  let received = '';
  fromApp.setEncoding('utf8').on('data', (text) => {
    const messages = (received + text).split('\0');
    received = messages.pop() ?? '';
    for (const message of messages) {
      const answer = JSON.parse(message);
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    }
  });

  /** @param {string} method @param {object} [params] @param {string} [sessionId] @returns {Promise<any>} */
  function send(method, params = {}, sessionId) {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(`${method}: ${error.message}`))));
      void ended.then((code) => reject(new Error(`${method}: the app ended with ${code}:\n${output.slice(-4_000)}`)));
      toApp.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    });
  }

  const ours = (/** @type {{ type: string, url: string }} */ { type, url }) => type === 'page' && url.startsWith('app://');
  const pages = async () => /** @type {{ targetInfos: { targetId: string, type: string, url: string }[] }} */ (await send('Target.getTargets')).targetInfos.filter(ours);
  const [page] = await until(pages, (found) => found.length > 0, 60_000, 'the page');
  const { sessionId } = await send('Target.attachToTarget', { targetId: page?.targetId, flatten: true });

  /** @param {string} expression @returns {Promise<any>} */
  async function evaluate(expression) {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, sessionId);
    if (exceptionDetails !== undefined) throw new Error(`${exceptionDetails.exception?.description ?? exceptionDetails.text}\nin ${expression}`);
    return result.value;
  }

  const element = (/** @type {string} */ testId) => `document.querySelector('[data-testid=${JSON.stringify(testId)}]')`;
  /** @param {string} testId */
  async function present(testId) {
    await until(() => evaluate(`${element(testId)} !== null && !${element(testId)}.disabled`), Boolean, 120_000, testId);
  }
  // Until the page is there, nothing can be evaluated in it.
  await until(() => evaluate("document.readyState === 'complete' && location.protocol === 'app:' && document.querySelector('main') !== null").catch(() => false), Boolean, 60_000, 'the window');

  return {
    evaluate,
    present,
    /** @param {string} testId */
    async click(testId) {
      await present(testId);
      await evaluate(`${element(testId)}.click()`);
    },
    /** As typing would: the frameworks listen for the event. @param {string} testId @param {string} text */
    async fill(testId, text) {
      await present(testId);
      await evaluate(`{ const field = ${element(testId)}; field.value = ${JSON.stringify(text)}; field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true })); }`);
    },
    /** Asks main through the page's own bridge. @param {string} name @param {object} [input] @returns {Promise<any>} */
    async request(name, input = {}) {
      const result = await evaluate(`freehold.request(${JSON.stringify(name)}, ${JSON.stringify(input)})`);
      if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`);
      return result.value;
    },
    /** The token that main gives for a file which is dropped on the page. @param {string} path @returns {Promise<string>} */
    async drop(path) {
      const { result: input } = await send('Runtime.evaluate', { expression: "Object.assign(document.createElement('input'), { type: 'file' })" }, sessionId);
      await send('DOM.setFileInputFiles', { files: [path], objectId: input.objectId }, sessionId);
      const { result } = await send('Runtime.callFunctionOn', { objectId: input.objectId, functionDeclaration: 'function () { return freehold.dropped([this.files[0]]); }', awaitPromise: true, returnByValue: true }, sessionId);
      return result.value.value[0].token;
    },
    /** Closes the window, as a person does. @returns {Promise<unknown>} the exit code, or the signal that ended it */
    async quit() {
      // The answer to this can't come any more.
      evaluate('window.close()').catch(() => undefined);
      return Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 60_000, 'still running'))]);
    },
    kill: () => child.kill('SIGKILL'),
    ended,
    isOver: () => over,
    output: () => output,
  };
}
