// The app with its window open: start, passages on screen, time to the first token and where it goes, generation
// alone and while an indexing job waits, that job's progress between questions, memory of every process. Each answer is
// compared with the same model called directly just before and after it, since a machine's speed changes by the minute.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Answer } from '../../contract/domain.ts';
import { App } from '../e2e/electronApp.ts';
import { percentile, type BenchCorpus } from './corpus.ts';
import { openDirect, type BenchModel } from './direct.ts';

type Memory = Readonly<Record<string, number>>;

export interface AppFigures {
  readonly coldStartMs: number;
  readonly warmStartMs: number;
  readonly passagesOnScreenMs: number;
  readonly firstToken: { readonly retrieveMs: number; readonly promptMs: number; readonly prefillMs: number; readonly firstTokenMs: number; readonly promptTokens: number; readonly cachedTokens: number };
  readonly windowTokensPerSecond: number;
  /** Median of an answer's tokens/s by those of its neighbours in time, called directly. */
  readonly windowRatio: number;
  readonly windowTokensPerSecondWhileJobWaits: number;
  /** The same as a share of `windowTokensPerSecond`. */
  readonly waitingRatio: number;
  readonly answerTokens: readonly number[];
  /** Files a minute of an indexing job between questions, as a share of its speed when nobody asks. */
  readonly indexingShareBetweenQuestions: number;
  readonly memoryMegabytes: { readonly idle: Memory; readonly indexing: Memory; readonly answering: Memory };
}

const QUESTIONS = ['When does the lease end?', 'What is the notice period?', 'How high is the deposit?'];
/** Their answers are long enough for a rate. */
const LONG_QUESTIONS = [
  'Summarise at length everything that the lease says about the term, the rent, the deposit, repairs and pets.',
  'List every rule of the allotments in full detail, each in a sentence of its own.',
  'Describe in full detail, step by step, everything that the boiler manual says.',
  'Summarise at length everything that the household insurance covers, with each limit and each excess.',
  'Describe in full detail how the plum cake is made, step by step.',
];
const FILES = 400;
/** Before an answer its length is not known. */
const DIRECT_TOKENS = 64;
const SHORTEST_TOKENS = 24;
const PAUSE_BETWEEN_QUESTIONS_MS = 4_000;
const AT_REST_MS = 5_000;
const REST_LIMIT_MS = 120_000;

export async function measureApp(corpus: BenchCorpus, model: BenchModel, threads: number): Promise<AppFigures> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-bench-'));
  const places = { userDataDir: path.join(dir, 'user'), libraryDir: path.join(dir, 'Library') };
  const folder = path.join(dir, 'files');
  mkdirSync(folder);
  corpus.texts.slice(0, FILES * 2).forEach(({ title, text }, index) => {
    mkdirSync(path.join(folder, String(index % 2)), { recursive: true });
    writeFileSync(path.join(folder, String(index % 2), `${index}.md`), `# ${title}\n\n${text}\n`);
  });
  const direct = await openDirect(model, threads);
  try {
    const cold = await start(places);
    let app = cold.app;
    await app.page.getByTestId('first-run-default').click();
    await app.page.getByTestId('add-sample').click();
    await indexed(app, 1);
    await app.close();
    const warm = await start(places);
    app = warm.app;
    await app.request('model.select', { modelId: model.id });
    await atRest(app);
    const idleMemory = await memory(app);

    const alone: Asked[] = [];
    for (const question of QUESTIONS) alone.push(await ask(app, question));
    const beside = (tokens: number): Promise<number> => direct.rate(corpus.texts.map(({ text }) => text).join('\n\n').slice(0, 20_000), tokens, alone[0]!.answer.timings!.promptTokens);
    // The first call reads the prompt; later ones find it in memory.
    await beside(1);
    const long: Paired[] = [];
    for (const question of LONG_QUESTIONS) long.push(...(await askPaired(app, question, beside)));
    const idleRate = await indexingRate(app, path.join(folder, '0'), null);
    const indexingMemory = idleRate.memory;
    const asked: Asked[] = [];
    let next = 0;
    const busyRate = await indexingRate(app, path.join(folder, '1'), async () => {
      asked.push(await ask(app, LONG_QUESTIONS[next++ % LONG_QUESTIONS.length]!));
      await app.page.waitForTimeout(PAUSE_BETWEEN_QUESTIONS_MS);
    });
    await app.close();
    const rates = (list: readonly Asked[]): number => percentile(list.map((one) => one.tokensPerSecond), 0.5);
    const timings = alone.at(-1)!.answer.timings!;
    return {
      coldStartMs: cold.ms,
      warmStartMs: warm.ms,
      passagesOnScreenMs: percentile(alone.map((one) => one.passagesMs), 0.5),
      firstToken: timings,
      windowTokensPerSecond: rates(long),
      windowRatio: percentile(long.map((one) => one.ratio), 0.5),
      windowTokensPerSecondWhileJobWaits: rates(asked),
      waitingRatio: rates(asked) / rates(long),
      answerTokens: [...long, ...asked].map(({ answer }) => answer.timings!.generatedTokens),
      indexingShareBetweenQuestions: busyRate.filesPerFreeSecond / idleRate.filesPerFreeSecond,
      memoryMegabytes: { idle: idleMemory, indexing: indexingMemory, answering: alone.at(-1)!.memory },
    };
  } finally {
    await direct.dispose();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function start(places: { userDataDir: string; libraryDir: string }): Promise<{ app: App; ms: number }> {
  const startedMs = performance.now();
  const app = await App.launch(places);
  await app.waitUntilLoaded();
  return { app, ms: performance.now() - startedMs };
}

/** Until the library is open and the model loaded, and then some seconds for what comes after. */
async function atRest(app: App): Promise<void> {
  const ready = async (): Promise<boolean> =>
    (await app.request('library.state', {})).status === 'open' && (await app.request('privacy.report', {})).engines.some(({ name, memoryBytes }) => name === 'llm' && memoryBytes !== null);
  for (const endMs = Date.now() + REST_LIMIT_MS; !(await ready()); await app.page.waitForTimeout(100)) {
    if (Date.now() > endMs) throw new Error('the library did not open, or the model was not loaded');
  }
  await app.page.waitForTimeout(AT_REST_MS);
}

async function indexed(app: App, atLeast: number): Promise<void> {
  for (;;) {
    const { indexed: done, waiting } = await app.request('document.coverage', {});
    if (done >= atLeast && waiting === 0) return;
    await app.page.waitForTimeout(100);
  }
}

interface Asked {
  readonly passagesMs: number;
  readonly tokensPerSecond: number;
  readonly answer: Answer;
  readonly seconds: number;
  readonly memory: Memory;
}

async function ask(app: App, question: string): Promise<Asked> {
  await app.invokeCommand('new-conversation');
  await app.page.getByTestId('composer').fill(question);
  const startedMs = performance.now();
  await app.page.getByTestId('ask-button').click();
  await app.page.getByTestId('passage').first().waitFor();
  const passagesMs = performance.now() - startedMs;
  const last = app.page.getByTestId('answer').last();
  while (!['answered', 'not-in-documents'].includes((await last.getAttribute('data-status')) ?? '')) await app.page.waitForTimeout(50);
  const seconds = (performance.now() - startedMs) / 1000;
  const [conversation] = await app.request('conversation.list', {});
  const { answers } = await app.request('conversation.get', { conversationId: conversation!.id });
  const answer = answers.at(-1)! as Answer;
  const { generatedTokens, generateMs, firstTokenMs } = answer.timings ?? { generatedTokens: 1, generateMs: 1, firstTokenMs: 0 };
  return { passagesMs, tokensPerSecond: (generatedTokens - 1) / ((generateMs - firstTokenMs) / 1000), answer, seconds, memory: await memory(app) };
}

interface Paired extends Asked {
  readonly ratio: number;
}

/** Nothing when the answer is too short for a rate. */
async function askPaired(app: App, question: string, direct: (tokens: number) => Promise<number>): Promise<Paired[]> {
  const before = await direct(DIRECT_TOKENS);
  const asked = await ask(app, question);
  const tokens = asked.answer.timings?.generatedTokens ?? 0;
  if (tokens < SHORTEST_TOKENS) return [];
  const after = await direct(tokens);
  return [{ ...asked, ratio: asked.tokensPerSecond / ((before + after) / 2) }];
}

/** Files a second while nobody asks; `between` is run again and again until the job is done. */
async function indexingRate(app: App, folder: string, between: (() => Promise<void>) | null): Promise<{ filesPerFreeSecond: number; memory: Memory }> {
  const before = (await app.request('document.coverage', {})).indexed;
  await app.answerDialogWith([folder]);
  const picked = await app.request('dialog.pick', { what: 'folders' });
  const startedMs = performance.now();
  await app.request('source.add', { tokens: picked.map((item) => item.token) });
  let askedSeconds = 0;
  let during: Memory | null = null;
  for (;;) {
    const { indexed: done, waiting } = await app.request('document.coverage', {});
    if (done >= before + FILES && waiting === 0) break;
    if (done > before + 20) during ??= await memory(app);
    if (between === null || waiting === 0) {
      await app.page.waitForTimeout(50);
      continue;
    }
    const askStartedMs = performance.now();
    await between();
    askedSeconds += (performance.now() - askStartedMs - PAUSE_BETWEEN_QUESTIONS_MS) / 1000;
  }
  const seconds = (performance.now() - startedMs) / 1000 - askedSeconds;
  return { filesPerFreeSecond: FILES / seconds, memory: during ?? (await memory(app)) };
}

/** Resident megabytes by process. */
async function memory(app: App): Promise<Memory> {
  const electron = await app.electron.evaluate(({ app: running }) => running.getAppMetrics().map(({ type, memory: used }) => [type, used.workingSetSize / 1024] as [string, number]));
  const { engines } = await app.request('privacy.report', {});
  const all = [...electron, ...engines.filter((engine) => engine.memoryBytes !== null).map((engine) => [engine.name, engine.memoryBytes! / 1024 / 1024] as [string, number])];
  const sums: Record<string, number> = {};
  for (const [name, megabytes] of all) sums[name] = Math.round((sums[name] ?? 0) + megabytes);
  return sums;
}
