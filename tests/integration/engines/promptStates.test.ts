// What the llm engine has read it does not read again: after another conversation, after a restart, and never from a
// damaged file. With the smallest real model.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { llmProtocol, type LlmProtocol } from '../../../main/engines/llm/protocol.ts';
import { superviseEngine, type Engine } from '../../../main/engines/supervisor/superviseEngine.ts';
import { root, setup } from '../../support/host.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const SYSTEM = `You answer from passages. ${'Be brief and be exact. '.repeat(10)}`;
const SECRET = 'The lease on Elm Street ends in March.';
const ask = (passages: string, question: string) => ({
  messages: [{ role: 'system' as const, content: SYSTEM }, { role: 'user' as const, content: `Passages:\n\n[1] ${passages}\n\nQuestion: ${question}` }],
  temperature: 0,
  maxTokens: 4,
});
const [lease, river] = [`${SECRET} `.repeat(12), 'The river is long and wide. '.repeat(20)];
const file = path.join(setup.modelsDir, 'smollm2-135m-instruct-q4_1', 'SmolLM2-135M-Instruct.Q4_1.gguf');

let folder: string;
let engine: Engine<LlmProtocol>;

async function start(modelSha256 = 'a'.repeat(64)): Promise<void> {
  await engine?.stop();
  engine = superviseEngine({ name: 'llm', nodeBinary: setup.nodeBinary, entry: path.join(root, 'build', 'engines', 'llm.js'), host: {}, createHostService: () => ({}), engine: llmProtocol });
  await engine.call('load', { modelId: 'small', path: file, threads: 1, contextTokens: 1_024, kept: { systemPrompts: [SYSTEM], folder, modelSha256 } });
}

beforeEach(async () => {
  folder = temporaryFolder();
  await start();
});
afterEach(() => engine.stop());

const states = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.state'));
const unread = async (passages: string, question: string): Promise<number> => {
  const { stats } = await engine.call('generate', ask(passages, question));
  return stats.promptTokens - stats.cachedTokens;
};

test('a follow-up over the same passages reads the question alone, also after a question of another conversation', async () => {
  const whole = await unread(lease, 'When does it end?');
  expect(await unread(lease, 'And where is it?')).toBeLessThan(15);
  const other = await unread(river, 'Is it long?');
  expect(other).toBeGreaterThan(100);
  expect(await unread(lease, 'Which month?')).toBeLessThan(15);
  expect(await unread(river, 'Is it wide?')).toBeLessThan(15);
  expect(whole).toBeGreaterThan(150);
});

test('a restart finds the system prompt on the disk, and answers the same', async () => {
  const { tokens, cachedTokens } = await engine.call('warm', { systemPrompt: SYSTEM });
  expect([cachedTokens, states().length]).toEqual([0, 1]);
  const first = await engine.call('generate', ask(lease, 'When does it end?'));
  expect(first.stats.cachedTokens).toBe(tokens);
  expect(states()).toHaveLength(1);
  await start();
  const again = await engine.call('generate', ask(lease, 'When does it end?'));
  expect([again.stats.cachedTokens, again.text]).toEqual([tokens, first.text]);
});

test('without a warm-up the first question keeps the system prompt, and only that', async () => {
  const { stats } = await engine.call('generate', ask(lease, 'When does it end?'));
  expect(stats.cachedTokens).toBe(0);
  const [kept] = states();
  const { size } = statSync(path.join(folder, kept!));
  await start();
  const { tokens, cachedTokens } = await engine.call('warm', { systemPrompt: SYSTEM });
  expect(cachedTokens).toBe(tokens);
  expect(states()).toEqual([kept]);
  // As long as one that was made before there was a document: with more tokens it would be longer.
  folder = temporaryFolder();
  await start();
  await engine.call('warm', { systemPrompt: SYSTEM });
  expect(statSync(path.join(folder, states()[0]!)).size).toBe(size);
});

test('a damaged state is deleted and read anew; one of another model is not touched', async () => {
  await engine.call('warm', { systemPrompt: SYSTEM });
  const state = path.join(folder, states()[0]!);
  const bytes = readFileSync(state);
  for (const damaged of [bytes.subarray(0, bytes.length >> 1), Buffer.concat([bytes.subarray(0, 4_000), Buffer.alloc(64, 255), bytes.subarray(4_064)]), Buffer.alloc(0)]) {
    writeFileSync(state, damaged);
    await start();
    expect((await engine.call('warm', { systemPrompt: SYSTEM })).cachedTokens).toBe(0);
    expect(readFileSync(path.join(folder, states()[0]!))).toHaveLength(bytes.length);
  }
  await start('b'.repeat(64));
  expect((await engine.call('warm', { systemPrompt: SYSTEM })).cachedTokens).toBe(0);
  expect(states()).toHaveLength(2);
  expect(engine.restarts()).toBe(0);
});

test('a question stopped while its beginning comes from the disk leaves the next one whole', async () => {
  const expected = await engine.call('generate', ask(lease, 'When does it end?'));
  await start();
  const stop = new AbortController();
  const stopped = engine.call('generate', ask(lease, 'When does it end?'), { signal: stop.signal }).catch((error: unknown) => error);
  stop.abort();
  await stopped;
  expect((await engine.call('generate', ask(lease, 'When does it end?'))).text).toBe(expected.text);
});

test('a folder that can not be written to costs nothing but the reading', async () => {
  const taken = path.join(folder, 'taken');
  writeFileSync(taken, '');
  folder = path.join(taken, 'below');
  await start();
  expect((await engine.call('generate', ask(lease, 'When does it end?'))).stats.generatedTokens).toBeGreaterThan(0);
  expect(engine.restarts()).toBe(0);
});
