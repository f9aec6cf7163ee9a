// @ts-check
// The packaged app as a person meets it: first start, sample files, a question, a citation, the end. In: a package and
// where to start it. Invariant: each start has an empty home, and what is left of it is looked at.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

import { ensure, same, until } from './report.mjs';
import { freePort, request, startApp } from './startApp.mjs';

/** @typedef {import('./report.mjs').Report} Report */
/** @typedef {import('./startApp.mjs').Place} Place */
/** @typedef {Awaited<ReturnType<typeof startApp>>} Running */

const question = 'When does the lease end?';

/** @param {Running} app */
async function readSampleFiles({ page }) {
  await page.getByTestId('first-run-default').click();
  await page.getByTestId('add-sample').click();
  const coverage = await until(() => request(page, 'document.coverage'), ({ seen, waiting }) => seen >= 3 && waiting === 0, 90_000, 'the sample files are read');
  same({ skipped: coverage.skipped, failed: coverage.failed }, { skipped: 0, failed: 0 }, 'unread files');
  ensure(coverage.indexed >= 3, `${coverage.indexed} files read`);
  return coverage;
}

/** @param {Running} app @param {string} status */
async function ask({ page }, status) {
  await page.getByTestId('place-ask').click();
  await page.getByTestId('composer').fill(question);
  const askedMs = performance.now();
  await page.getByTestId('ask-button').click();
  await page.getByTestId('passage').first().waitFor({ timeout: 60_000 });
  const passagesMs = performance.now() - askedMs;
  const answer = page.getByTestId('answer').last();
  await until(() => answer.getAttribute('data-status'), (found) => found === status, 180_000, 'the answer');
  return { answer, passagesMs, answerMs: performance.now() - askedMs };
}

/** @param {Report} report @param {Place} place @param {Running} app */
async function quit(report, place, { page, ended }) {
  await report.check('closing the window ends the app, and no process is left', async () => {
    await page.evaluate(() => window.close()).catch(() => undefined);
    const code = await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve('still running'), 60_000))]);
    same(code, 0, 'exit code');
    await until(() => place.running(), (left) => left.length === 0, 60_000, 'processes left');
  });
  await report.check('nothing was written outside the settings, the library and the caches of the system', () => {
    const owned = /^(\.config\/Freehold|(Documents\/)?Freehold Library|\.pki|\.cache\/(dconf|fontconfig|mesa_shader_cache[^/]*))(\/|$)/;
    const written = readdirSync(place.home, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(place.home, name)).isFile());
    same(written.filter((name) => !owned.test(name)), [], 'other files');
  });
}

/** How long an engine took from being asked for to being ready, its check included; by the app's own log. @param {Place} place @param {string} engine */
function engineStartMs(place, engine) {
  const lines = readFileSync(join(place.home, '.config/Freehold/logs/freehold.log'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  const at = (/** @type {string} */ state) => Date.parse(lines.find((line) => line.event === 'engine.changed' && line.engine === engine && line.state === state)?.time);
  return at('ready') - at('starting');
}

/** @param {Report} report @param {Place} place @param {{ ownNetwork: boolean, version: string }} facts */
export async function checkFullApp(report, place, { ownNetwork, version }) {
  const inspectPort = await freePort();
  const marker = join(place.home, 'node-options-ran');
  const script = join(place.root, 'required.cjs');
  writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '');`);
  /** @type {Running | undefined} */
  let app;
  const started = await report.check('starts with an empty home, offering to make a library', async () => {
    app = await startApp(place, { args: [`--inspect=${inspectPort}`], env: { NODE_OPTIONS: `--require "${script}"` } });
    await app.page.getByTestId('first-run-default').waitFor({ timeout: 60_000 });
    report.note(`window usable after ${Math.round(performance.now() - app.startedMs)} ms`);
    const info = await request(app.page, 'app.info');
    same(info.version, version, 'version');
  });
  if (!started || app === undefined) return;
  const running = app;
  try {
    await report.check('--inspect opens no port, and NODE_OPTIONS is ignored', async () => {
      ensure(!(await accepts(inspectPort)), 'the inspector listens');
      ensure(!existsSync(marker), 'NODE_OPTIONS was obeyed');
    });
    await report.check('reads the sample files', async () => {
      const coverage = await readSampleFiles(running);
      report.note(`${coverage.indexed} files; library engine checked and ready in ${engineStartMs(place, 'library')} ms, parser in ${engineStartMs(place, 'parser')} ms`);
    });
    await report.check('shows passages, then an answer that cites its source', async () => {
      const { answer, passagesMs, answerMs } = await ask(running, 'answered');
      ensure((await answer.innerText()).includes('31 March 2027'), `the answer: ${await answer.innerText()}`);
      ensure((await answer.getByTestId('citation').count()) > 0, 'no citation');
      report.note(`passages after ${Math.round(passagesMs)} ms, answer after ${(answerMs / 1000).toFixed(1)} s; llm engine checked and ready in ${engineStartMs(place, 'llm')} ms`);
    });
    await report.check('a click on a citation opens the file with the quote marked', async () => {
      const [conversation] = await request(running.page, 'conversation.list');
      const { answers } = await request(running.page, 'conversation.get', { conversationId: conversation.id });
      const quote = answers[0].sentences.flatMap((/** @type {any} */ sentence) => sentence.citations)[0].quote;
      await running.page.getByTestId('answer').last().getByTestId('citation').first().click();
      const mark = running.page.getByTestId('viewer').getByTestId('passage-mark');
      await mark.first().waitFor({ timeout: 60_000 });
      same((await mark.allTextContents()).join(''), quote, 'marked text');
    });
    await report.check('nothing left for the network, and the page reported no error', async () => {
      const { allowedRequests, blockedRequests } = await request(running.page, 'privacy.report');
      same({ allowedRequests, blockedRequests }, { allowedRequests: 0, blockedRequests: 0 }, 'requests');
      same(running.pageErrors, [], 'page errors');
    });
    if (ownNetwork) await report.check("the only port open in the app's own network is the test's", () => same(openPorts(), [`tcp ${running.port}`], 'ports'));
    else report.skip('open ports', 'the app shares this system’s network');
    await quit(report, place, running);
  } finally {
    running.kill();
  }
}

/** @param {Report} report @param {Place} place */
export async function checkLightApp(report, place) {
  const marker = join(place.home, 'ran-as-node');
  /** @type {Running | undefined} */
  let app;
  await report.check('ELECTRON_RUN_AS_NODE starts the app, not a script', async () => {
    app = await startApp(place, { env: { ELECTRON_RUN_AS_NODE: '1' }, args: ['-e', `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`] });
    await app.page.getByTestId('first-run-default').waitFor({ timeout: 60_000 });
    ensure(!existsSync(marker), 'the script ran');
  });
  if (app === undefined) return;
  const running = app;
  try {
    await report.check('without a language model: reads the sample files, shows passages, says how to add a model', async () => {
      await readSampleFiles(running);
      const { answer } = await ask(running, 'no-model');
      ensure((await running.page.getByTestId('passage').count()) > 0, 'no passages');
      ensure(/model/i.test(await answer.innerText()), `it says: ${await answer.innerText()}`);
      report.note((await answer.innerText()).split('\n').slice(0, 2).join(' '));
      await answer.getByRole('button', { name: /model|settings/i }).first().click();
      await running.page.getByTestId('model-import').waitFor({ timeout: 60_000 });
    });
    await quit(report, place, running);
  } finally {
    running.kill();
  }
}

/** On the home that an earlier start left. @param {Report} report @param {Place} place */
export async function checkSecondStart(report, place) {
  /** @type {Running | undefined} */
  let app;
  const started = await report.check('a second start opens the library by itself, within the time that a person waits', async () => {
    app = await startApp(place);
    const { page, startedMs } = app;
    await until(() => request(page, 'library.state'), ({ status }) => status === 'open', 60_000, 'the library is open');
    report.note(`window and library ready ${Math.round(performance.now() - startedMs)} ms after the start, engines checked`);
    ensure((await request(page, 'document.coverage')).indexed >= 3, 'the files are gone');
  });
  if (!started || app === undefined) return;
  await quit(report, place, app);
}

/** @param {Report} report @param {Place} place */
export async function checkAlteredEngine(report, place) {
  await report.check('an engine with one flipped byte is not started, and the window says so', async () => {
    const file = 'resources/engines/library.js';
    const bytes = readFileSync(join(place.stage.folder, file));
    bytes.writeUInt8((bytes.at(-2) ?? 0) ^ 1, bytes.length - 2);
    const altered = join(place.root, 'altered.js');
    writeFileSync(altered, bytes);
    const app = await startApp(place, { replaced: [{ file, by: altered }] });
    try {
      await app.page.getByTestId('first-run-default').click({ timeout: 60_000 });
      await until(() => request(app.page, 'library.state'), ({ status, errorCode }) => status === 'failed' && errorCode === 'engine-altered', 60_000, 'the refusal');
      await until(() => app.page.locator('main').innerText(), (text) => /damaged|changed/.test(text), 60_000, 'the words');
      same(place.running().filter((command) => command.includes('engines/library.js')), [], 'engines running');
      await app.page.evaluate(() => window.close()).catch(() => undefined);
      await Promise.race([app.ended, new Promise((resolve) => setTimeout(resolve, 60_000))]);
    } finally {
      app.kill();
    }
  });
}

/** @param {Report} report @param {Place} place @param {'full' | 'light'} variant */
export async function checkCommandLine(report, place, variant) {
  const papers = join(place.root, 'Meine Papiere');
  mkdirSync(papers);
  writeFileSync(join(papers, 'garage.md'), '# Garage\n\nThe garage is let to Ms Okafor. The rent of the garage is 85 euros a month.\n');
  writeFileSync(join(papers, 'car.txt'), 'The car was last inspected on 9 May 2025. The next inspection is due in May 2027.\n');
  writeFileSync(join(papers, 'insurance.csv'), 'policy,premium,due\nliability,62.40,1 March\nhousehold,118.00,1 June\n');
  await report.check('command line: indexes three files', async () => {
    const { code, stdout, stderr } = await place.run('resources/freehold', ['index', papers, '--json']);
    same(code, 0, stderr);
    const { coverage } = JSON.parse(stdout);
    same({ indexed: coverage.indexed, skipped: coverage.skipped, failed: coverage.failed }, { indexed: 3, skipped: 0, failed: 0 }, 'coverage');
  });
  await report.check(variant === 'full' ? 'command line: answers a question, with sources' : 'command line: shows passages where there is no model', async () => {
    const { code, stdout, stderr } = await place.run('resources/freehold', ['ask', 'When is the next inspection of the car due?', '--json']);
    same(code, 0, stderr);
    const answer = JSON.parse(stdout);
    same(answer.status, variant === 'full' ? 'answered' : 'no-model', 'status');
    ensure(answer.passages.some((/** @type {any} */ passage) => JSON.stringify(passage).includes('May 2027')), 'the passage is not among those found');
    if (variant === 'full') ensure(answer.sentences.some((/** @type {any} */ sentence) => sentence.citations.length > 0), 'no citation');
  });
  await report.check('command line: writes everything to a folder, as tables that other programs read', async () => {
    const target = join(place.root, 'Alles');
    const { code, stdout, stderr } = await place.run('resources/freehold', ['export', '--to', target, '--json']);
    same(code, 0, stderr);
    const { counts } = JSON.parse(stdout);
    same({ documents: counts.documents, unread: counts.unread, answers: counts.answers }, { documents: 3, unread: 0, answers: 1 }, 'counts');
    ensure(counts.passages >= 3 && counts.vectors === counts.passages, `${counts.passages} passages, ${counts.vectors} vectors`);
    ensure(readFileSync(join(target, 'jsonl', 'texts.jsonl'), 'utf8').includes('Ms Okafor'), 'a text is missing');
    for (const name of ['documents', 'passages', 'embeddings']) {
      const bytes = readFileSync(join(target, 'parquet', `${name}.parquet`));
      same([bytes.subarray(0, 4), bytes.subarray(-4)].map(String), ['PAR1', 'PAR1'], `ends of ${name}.parquet`);
    }
    await until(() => place.running(), (left) => left.length === 0, 60_000, 'processes left');
  });
}

/** @param {number} port @returns {Promise<boolean>} */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }).on('connect', () => (socket.destroy(), resolve(true))).on('error', () => resolve(false));
  });
}

/** Sockets that wait for somebody in this network namespace: TCP that listens, any UDP. @returns {string[]} */
function openPorts() {
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) => {
    const rows = spawnSync('cat', [`/proc/net/${kind}`], { encoding: 'utf8' }).stdout.trim().split('\n').slice(1).map((row) => row.trim().split(/\s+/));
    return rows.filter((row) => kind.startsWith('udp') || row[3] === '0A').map((row) => `${kind} ${Number.parseInt(row[1]?.split(':')[1] ?? '', 16)}`);
  });
}
