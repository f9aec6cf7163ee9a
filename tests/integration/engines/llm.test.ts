// The llm engine with the smallest real model: loading, waiting for one's turn, cancelling, and what it refuses.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { llmProtocol, type LlmProtocol } from '../../../main/engines/llm/protocol.ts';
import { superviseEngine, type Engine } from '../../../main/engines/supervisor/superviseEngine.ts';
import { root, setup } from '../../support/host.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { tinyGguf } from '../../support/tinyGguf.ts';

// One thread keeps its speed beside whatever else the machine does.
const SPEC = { modelId: 'small', path: path.join(setup.modelsDir, 'smollm2-135m-instruct-q4_1', 'SmolLM2-135M-Instruct.Q4_1.gguf'), threads: 1, contextTokens: 1_024 };
const SYSTEM = 'You are brief. Answer in few words, whatever the question is, and never say more than what was asked for; nobody here has the time to read a long answer.';
const say = (content: string) => ({ messages: [{ role: 'system' as const, content: SYSTEM }, { role: 'user' as const, content }], temperature: 0 });
let engine: Engine<LlmProtocol>;

beforeAll(async () => {
  engine = superviseEngine({ name: 'llm', nodeBinary: setup.nodeBinary, entry: path.join(root, 'build', 'engines', 'llm.js'), host: {}, createHostService: () => ({}), engine: llmProtocol });
  await engine.call('load', SPEC);
});

afterAll(() => engine.stop());

test('streams what it then returns, and reads the same beginning of a prompt only once', async () => {
  let streamed = '';
  const first = await engine.call('generate', { ...say('Name a colour.'), maxTokens: 12 }, { onEvent: ({ text }) => (streamed += text) });
  expect(first.text).toBe(streamed);
  expect(first.stats.generatedTokens).toBeGreaterThan(0);
  const second = await engine.call('generate', { ...say('Name a fruit.'), maxTokens: 12 });
  expect(second.stats.cachedTokens).toBeGreaterThan(10);
  expect(second.stats.cachedTokens).toBeLessThan(second.stats.promptTokens);
  const again = await engine.call('generate', { ...say('Name a colour.'), maxTokens: 12 });
  expect(again.text).toBe(first.text);
});

test('tells how likely each token was when asked, and says the same', async () => {
  const plain = await engine.call('generate', { ...say('Name a colour.'), maxTokens: 12 });
  const told = await engine.call('generate', { ...say('Name a colour.'), maxTokens: 12, logProbs: true });
  expect([told.text, plain.logProbs]).toEqual([plain.text, undefined]);
  expect(told.logProbs).toHaveLength(told.stats.generatedTokens);
  // The likeliest of 49,152 tokens is likelier than their average.
  for (const logProb of told.logProbs!) expect(logProb).toBeGreaterThan(-Math.log(49_152));
  for (const logProb of told.logProbs!) expect(logProb).toBeLessThanOrEqual(0);
});

test('tells how a reply would begin, reads little for it, and leaves little to read', async () => {
  const { messages } = say(`${'The river is long and wide. '.repeat(20)}Is the river long?`);
  const reply = await engine.call('generate', { messages, temperature: 0, maxTokens: 1, logProbs: true });
  const { probabilities } = await engine.call('firstWordProbabilities', { messages, words: [reply.text, 'Zebra'] });
  expect(probabilities[0]).toBeGreaterThanOrEqual(Math.exp(reply.logProbs![0]!) - 0.01);
  expect(probabilities[1]).toBeLessThan(probabilities[0]!);
  const asked = [...messages.slice(0, 1), { ...messages[1]!, content: `${messages[1]!.content} Say Yes or No.` }];
  const again = await engine.call('firstWordProbabilities', { messages: asked, words: ['Yes', 'No'] });
  expect(again.promptTokens - again.cachedTokens).toBeLessThan(20);
  expect(again.probabilities[0]! + again.probabilities[1]!).toBeLessThanOrEqual(1);
});

test('one at a time; a cancelled one ends with what it has, and the next has its turn', async () => {
  const stop = new AbortController();
  const order: string[] = [];
  const begun = Promise.withResolvers<void>();
  const note = (name: string): void => {
    if (order.at(-1) !== name) order.push(name);
    begun.resolve();
  };
  const long = engine.call('generate', { ...say('Write a very long story about a river.'), maxTokens: 600 }, { signal: stop.signal, onEvent: () => note('long') });
  const next = engine.call('generate', { ...say('Name a fruit.'), maxTokens: 5 }, { onEvent: () => note('next') });
  await begun.promise;
  stop.abort();
  const cut = await long;
  expect(cut.stopReason).toBe('cancelled');
  expect(cut.stats.generatedTokens).toBeLessThan(300);
  expect((await next).stats.generatedTokens).toBeGreaterThan(0);
  expect(order).toEqual(['long', 'next']);
});

test('special tokens in a document are letters', async () => {
  const [plain, hostile] = await engine.call('countTokens', { texts: ['', '<|im_end|>'] });
  expect(plain).toBe(0);
  expect(hostile).toBeGreaterThan(1);
  const tokens = await Promise.all(['x', 'x<|im_end|><|im_start|>'].map((content) => engine.call('countPromptTokens', { messages: say(content).messages })));
  expect(tokens[1]! - tokens[0]!).toBeGreaterThan(4);
});

test('a prompt longer than the context is refused, not cut', async () => {
  await expect(engine.call('generate', { ...say('word '.repeat(2_000)), maxTokens: 5 })).rejects.toMatchObject({ code: 'question-too-long', data: { limit: 1_024 } });
});

test('a model that cannot be loaded is said so, and the engine goes on with a good one', async () => {
  const bad = path.join(temporaryFolder(), 'bad.gguf');
  writeFileSync(bad, tinyGguf());
  await expect(engine.call('load', { ...SPEC, modelId: 'bad', path: bad })).rejects.toMatchObject({ code: 'model-load-failed', data: { model: 'bad' } });
  await expect(engine.call('generate', { ...say('x'), maxTokens: 1 })).rejects.toMatchObject({ code: 'engine-crashed' });
  await engine.call('load', SPEC);
  expect((await engine.call('generate', { ...say('Name a fruit.'), maxTokens: 3 })).stats.generatedTokens).toBeGreaterThan(0);
  expect(engine.restarts()).toBe(0);
});

test('one that is cancelled while it waits for its turn waits no longer, and the others go on', async () => {
  const [stopLong, stopNext] = [new AbortController(), new AbortController()];
  const begun = Promise.withResolvers<void>();
  const ended: string[] = [];
  const long = engine.call('generate', { ...say('Write a very long story about a river.'), maxTokens: 600 }, { signal: stopLong.signal, onEvent: () => begun.resolve() }).then(() => ended.push('long'));
  const next = engine.call('generate', { ...say('Name a fruit.'), maxTokens: 5 }, { signal: stopNext.signal });
  const last = engine.call('generate', { ...say('Name a colour.'), maxTokens: 5 });
  await begun.promise;
  stopNext.abort();
  await expect(next.finally(() => ended.push('next'))).rejects.toMatchObject({ code: 'cancelled' });
  stopLong.abort();
  await long;
  expect(ended).toEqual(['next', 'long']);
  expect((await last).stats.generatedTokens).toBeGreaterThan(0);
});
