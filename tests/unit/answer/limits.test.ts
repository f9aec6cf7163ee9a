// What happens at the edges of the model's context: a prompt that is too long loses what matters least, and an answer
// that is cut says so and ends with a whole sentence.
import { describe, expect, test } from 'vitest';
import type { ChatMessage } from '../../../contract/domain.ts';
import { answer as answerSchema } from '../../../contract/schemas.ts';
import type { Asked } from '../../../main/answer/answerQuestion.ts';
import { MAX_ANSWER_TOKENS } from '../../../main/answer/4-generate/generateAnswer.ts';
import { SYSTEM_PROMPT } from '../../../main/answer/3-prompt/packPrompt.ts';
import { wholeSentences } from '../../../main/answer/5-cite/splitSentences.ts';
import type { Llm } from '../../../main/answer/llmInterface.ts';
import { AnsweringLibrary } from '../../support/answeringLibrary.ts';

const STATS = { promptTokens: 1, cachedTokens: 0, prefillMs: 1, firstTokenMs: 1, generatedTokens: 1, generateMs: 1 };
const asked: Asked = { answerId: 'a' as never, conversationId: 'c' as never, question: 'And what is the notice period?', scope: null, earlier: { question: 'What of the lease?', answer: 'It runs. [1]', leansOn: ['What of the lease?'], passages: [] } };
const tokensOf = (messages: readonly ChatMessage[]): number => messages.reduce((sum, { content }) => sum + content.split(/\s+/u).length, 0);
const RULES = tokensOf([{ role: 'system', content: SYSTEM_PROMPT }]);

async function ask(options: { readonly room?: number; readonly text?: string; readonly stopReason?: 'end' | 'limit' }) {
  const library = new AnsweringLibrary();
  for (const name of ['one', 'two', 'three']) library.add(`${name}.txt`, [`The notice period of ${name} is three months. ${'More words stand here. '.repeat(10)}`]);
  const prompts: string[] = [];
  const llm: Llm = {
    modelId: 'script',
    contextTokens: MAX_ANSWER_TOKENS + RULES + (options.room ?? 4_000),
    countTokens: async (texts) => texts.map((text) => text.split(/\s+/u).length),
    countPromptTokens: async (messages) => tokensOf(messages),
    generate: async (messages) => {
      prompts.push(messages[1]!.content);
      return { text: options.text ?? 'Three months.', stopReason: options.stopReason ?? 'end', stats: STATS };
    },
    firstWordProbabilities: async (_messages, words) => ({ probabilities: words.map(() => 0.5), promptTokens: 1, cachedTokens: 0, elapsedMs: 1 }),
  };
  const answer = await library.answer(asked, { llm: async () => llm, signal: new AbortController().signal, emit: () => undefined });
  return { answer, prompt: prompts[0]! };
}

const passagesIn = (prompt: string): number => prompt.match(/^\[\d\] /gmu)?.length ?? 0;

describe('a prompt without room', () => {
  test.each([
    [4_000, 3, true],
    [158, 3, false],
    [130, 2, false],
    [75, 1, false],
  ])('of %i words holds %i passages', async (room, passages, earlier) => {
    const { prompt } = await ask({ room });
    expect([passagesIn(prompt), prompt.includes('Earlier question')]).toEqual([passages, earlier]);
  });

  test('for even one passage is refused in plain words', () => expect(ask({ room: 20 })).rejects.toMatchObject({ code: 'question-too-long' }));
});

describe('an answer at its longest', () => {
  test('ends with its last whole sentence and says that it was cut', async () => {
    const { answer } = await ask({ text: 'The notice period is three months [1]. It is to be given in wri', stopReason: 'limit' });
    expect([answer.status, answer.text, answer.cutShort]).toEqual(['answered', 'The notice period is three months. [1]', true]);
    expect(answerSchema.parse(answer).cutShort).toBe(true);
  });

  test('stays as it is when it is one sentence, or ends with a whole one', () => {
    expect(wholeSentences('The notice period is three mon')).toBe('The notice period is three mon');
    expect(wholeSentences('It is three months. It is given in writing. [2]')).toBe('It is three months. It is given in writing. [2]');
    expect(wholeSentences('- one thing\n- another thi')).toBe('- one thing');
  });

  test('one that the model ended is whole, also among the answers stored before', async () => {
    const { answer } = await ask({ text: 'The notice period is three months' });
    expect([answer.text, 'cutShort' in answer, 'cutShort' in answerSchema.parse(answer)]).toEqual(['The notice period is three months [1]', false, false]);
  });
});
