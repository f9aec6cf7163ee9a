// @ts-check
// The packaged app seen from outside while it works: every system call that has to do with the network, recorded by
// strace. In: FREEHOLD_OFFLINE, a JSON of where the package is. Out: the last line `N passed, N failed`.
// Invariant: the same record catches a build with planted leaks; without that, its zero would mean nothing.
import { cpSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPackage, extractAll } from '@electron/asar';

import { tellCounts } from '../../scripts/setup/testCounts.mjs';
import { hasRecorder, internetCalls, localCalls, recorder } from './networkCalls.mjs';
import { runSession, writeHostileFiles } from './offlineSession.mjs';
import { startPiped } from './pipedApp.mjs';
import { leakInEngine, leakInMain, planted } from './plantLeak.mjs';
import { createReport, ensure, same, until } from './report.mjs';

/** @type {{ repoRoot: string, questions: number }} */
const { repoRoot, questions } = JSON.parse(process.env.FREEHOLD_OFFLINE ?? '{}');
const light = join(repoRoot, 'dist', 'light', 'linux-unpacked');
const report = createReport();
const root = mkdtempSync(join(tmpdir(), 'freehold-offline-'));
const asRoot = process.getuid?.() === 0;
const ownNetwork = ['unshare', ...(asRoot ? [] : ['--user', '--map-root-user']), '--net'];

/** A language model is slow under a recorder, and each of its answers is made the same way. */
const MODEL_QUESTIONS = Math.min(5, questions);

/** @param {string} name @param {{ app?: string, prefix?: readonly string[], files?: number }} [options] */
async function start(name, { app = light, prefix = [], files = questions } = {}) {
  const home = join(root, name);
  const folder = join(home, 'Akten');
  mkdirSync(home);
  writeHostileFiles(folder, join(repoRoot, 'tests', 'fixtures', 'hostileAnswers.json'), files);
  const log = join(root, `${name}.strace`);
  const { PATH = '', DISPLAY = '', XAUTHORITY = '' } = process.env;
  const env = { PATH, DISPLAY, XAUTHORITY, HOME: home, TMPDIR: root, LANG: 'de_DE.UTF-8', LANGUAGE: 'de' };
  const flags = ['--disable-gpu', '--lang=de-DE', ...(asRoot ? ['--no-sandbox'] : []), `--folder=${folder}`];
  const running = await startPiped({ command: [...prefix, ...recorder(log), join(app, 'freehold'), ...flags], cwd: home, env });
  return { ...running, log: () => readFileSync(log, 'utf8') };
}

/** @param {string} name @param {readonly string[]} prefix */
async function session(name, prefix) {
  const app = await start(name, { prefix });
  try {
    const found = await runSession(app, questions, { model: null });
    same(await app.quit(), 0, 'exit code');
    return { found, log: app.log() };
  } finally {
    app.kill();
  }
}

/** A model from a file, added as a person does who drops one on the window. @param {string} file */
async function sessionWithModel(file) {
  const app = await start('with-model', { files: MODEL_QUESTIONS });
  try {
    const { id, sha256 } = await app.request('model.import', { token: await app.drop(file) });
    const found = await runSession(app, MODEL_QUESTIONS, { model: id });
    same(await app.quit(), 0, 'exit code');
    return { id, sha256, found, log: app.log() };
  } finally {
    app.kill();
  }
}

/** The smallest that set-up has fetched. @returns {string | undefined} */
function modelFile() {
  const { modelsDir } = JSON.parse(readFileSync(join(repoRoot, 'build', 'setup.json'), 'utf8'));
  const files = readdirSync(modelsDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.gguf')).map((name) => join(modelsDir, name));
  return files.sort((a, b) => statSync(a).size - statSync(b).size)[0];
}

/** @param {string} log */
function checkRecord(log) {
  ensure(localCalls(log) > 0, 'the recorder saw nothing at all');
  same(internetCalls(log), [], 'calls to an Internet address');
}

/** The package with leaks in its asar and in an engine, the manifest made to agree. @returns {Promise<string>} its folder */
async function leakingPackage() {
  const folder = join(root, 'leaking');
  const changed = new Set(['resources/app.asar', 'resources/engines/library.js']);
  for (const name of readdirSync(light, { recursive: true, encoding: 'utf8' })) {
    const from = join(light, name);
    if (!statSync(from).isFile() || changed.has(name)) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    try {
      linkSync(from, join(folder, name));
    } catch {
      cpSync(from, join(folder, name));
    }
  }
  const engine = leakInEngine(readFileSync(join(light, 'resources/engines/library.js'), 'utf8'));
  writeFileSync(join(folder, 'resources/engines/library.js'), engine);
  const app = join(root, 'asar');
  extractAll(join(light, 'resources/app.asar'), app);
  const main = join(app, 'build/main/index.js');
  writeFileSync(main, leakInMain(readFileSync(main, 'utf8')));
  const manifestFile = join(app, 'build/main/engine-manifest.json');
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  const entry = manifest.files.find((/** @type {{ path: string }} */ { path }) => path === 'engines/library.js');
  Object.assign(entry, { bytes: Buffer.byteLength(engine), sha256: createHash('sha256').update(engine).digest('hex') });
  writeFileSync(manifestFile, JSON.stringify(manifest));
  await createPackage(app, join(folder, 'resources/app.asar'));
  return folder;
}

try {
  if (!hasRecorder()) {
    report.skip('the record of system calls', 'strace is not installed here');
  } else {
    console.log(`A session of ${questions} questions, recorded`);
    /** @type {Awaited<ReturnType<typeof session>> | undefined} */
    let here;
    await report.check('a fresh profile in German: start, index hostile files, ask, settings, quit', async () => {
      here = await session('here', []);
      same(here.found.indexed, questions, 'files read');
      same(here.found.answers.map(({ status }) => status), Array.from({ length: questions }, () => 'no-model'), 'answers');
      same(here.found.answers.filter(({ found }) => !found), [], 'questions whose passages are of other files');
      same(here.found.allowedRequests, 0, 'requests that left, by its own count');
    });
    await report.check('not one call to an Internet address, the loopback included', () => checkRecord(here?.log ?? ''));

    if (spawnSync(ownNetwork[0] ?? '', [...ownNetwork.slice(1), 'true']).status === 0) {
      await report.check('the same in an empty network: same results, and not one call either', async () => {
        const apart = await session('apart', ownNetwork);
        same(apart.found, here?.found, 'results');
        checkRecord(apart.log);
      });
    } else {
      report.skip('the session in an empty network', 'this system gives an ordinary program no namespaces');
    }

    const model = modelFile();
    if (model === undefined) {
      report.skip('the session with a language model', 'set-up has fetched none');
    } else {
      console.log(`A session of ${MODEL_QUESTIONS} questions with a language model, recorded`);
      /** @type {Awaited<ReturnType<typeof sessionWithModel>> | undefined} */
      let made;
      await report.check('a model from a file is added, and writes every answer', async () => {
        made = await sessionWithModel(model);
        const { id, found } = made;
        same(found.answers.map(({ status }) => status), Array.from({ length: MODEL_QUESTIONS }, () => 'answered'), 'answers');
        same(found.answers.filter(({ writtenBy, tokens }) => writtenBy !== id || tokens === 0), [], 'answers that it did not write');
        same(found.allowedRequests, 0, 'requests that left, by its own count');
        report.note(`${found.answers.reduce((sum, { tokens }) => sum + tokens, 0)} tokens by ${made.sha256.slice(0, 12)}…`);
      });
      await report.check('not one call to an Internet address, with the model at work', () => checkRecord(made?.log ?? ''));
    }

    const folder = await leakingPackage();
    const leaking = await start('leaking-home', { app: folder });
    try {
      await until(() => leaking.request('document.coverage').catch(() => null), (coverage) => coverage !== null && coverage.seen > 0, 120_000, 'the leaking build works');
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await leaking.quit();
    } finally {
      leaking.kill();
    }
    const log = leaking.log();
    for (const [name, shows] of Object.entries(planted)) await report.check(`caught: ${name}`, () => ensure(internetCalls(log).some((call) => shows.test(call)), `not among the ${internetCalls(log).length} calls:\n${internetCalls(log).join('\n')}`));
  }
} finally {
  rmSync(root, { recursive: true, force: true, maxRetries: 3 });
}

tellCounts(report.counts());
process.exit(report.counts().failed > 0 ? 1 : 0);
