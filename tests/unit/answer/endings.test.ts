// How an answer ends when the model does not get to speak: whatever happens, question and passages are kept.
import { expect, test } from 'vitest';
import type { Answer, AnswerEvent } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import type { Asked } from '../../../main/answer/answerQuestion.ts';
import type { Llm } from '../../../main/answer/llmInterface.ts';
import { AnsweringLibrary } from '../../support/answeringLibrary.ts';

const never = new Promise<never>(() => undefined);
const model: Llm = {
  modelId: 'script',
  contextTokens: 4_096,
  countTokens: async (texts) => texts.map(() => 10),
  countPromptTokens: async () => 100,
  generate: () => never,
  firstWordProbabilities: () => never,
};
const asked: Asked = { answerId: 'a' as never, conversationId: 'c' as never, question: 'What is the notice period?', scope: null, earlier: null };

function ask(llm: () => Promise<Llm | null>, stop = new AbortController()): { answer: Promise<Answer>; events: AnswerEvent['type'][]; kept: Answer[] } {
  const library = new AnsweringLibrary();
  library.add('lease.txt', ['The notice period is three months.']);
  const events: AnswerEvent['type'][] = [];
  const kept: Answer[] = [];
  return { answer: library.answer(asked, { llm, signal: stop.signal, emit: ({ type }) => events.push(type), keep: (answer) => kept.push(answer) }), events, kept };
}

test.each<[string, () => Promise<Llm | null>]>([
  ['the model loads', () => never],
  ['the prompt is packed', async () => ({ ...model, countTokens: () => never })],
  ['the prompt is counted', async () => ({ ...model, countPromptTokens: () => never })],
  ['the model waits for its turn', async () => ({ ...model, generate: async (_messages, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new AppError('cancelled')))) })],
])('stop while %s: the answer is stopped at once, with its passages', async (_when, llm) => {
  const stop = new AbortController();
  const { answer, events } = ask(llm, stop);
  await expect.poll(() => events.includes('passages')).toBe(true);
  setTimeout(() => stop.abort(), 20);
  const { status, text, passages } = await answer;
  expect([status, text, passages.length]).toEqual(['stopped', '', 1]);
});

test.each(['engine-crashed', 'engine-unavailable'] as const)('%s before the first word: the answer is interrupted, with its passages', async (code) => {
  const fail = async (): Promise<never> => {
    throw new AppError(code);
  };
  for (const llm of [fail, async () => ({ ...model, countTokens: fail }), async () => ({ ...model, generate: fail })]) {
    const { status, passages } = await ask(llm).answer;
    expect([status, passages.length]).toEqual(['interrupted', 1]);
  }
});

test.each(['model-load-failed', 'model-invalid', 'question-too-long'] as const)('%s: the person hears why, and the question is kept as interrupted', async (code) => {
  const { answer, kept, events } = ask(async () => {
    throw new AppError(code);
  });
  await expect(answer).rejects.toMatchObject({ code });
  expect(kept.map(({ status, question, passages }) => [status, question, passages.length])).toEqual([['interrupted', asked.question, 1]]);
  expect(events).toEqual(['started', 'passages', 'extract']);
});
