// Where an answer ends, by the chat templates of the models that Freehold brings.
import { ChatMLChatWrapper, LlamaText, QwenChatWrapper, SpecialToken, SpecialTokensText } from 'node-llama-cpp';
import { expect, test } from 'vitest';
import { stopTextsOf } from '../../../main/engines/llm/stopTexts.ts';

test.each([
  ['Qwen', new QwenChatWrapper()],
  ['ChatML', new ChatMLChatWrapper()],
])('the template of %s ends an answer at its own mark, not at the letters EOS', (_name, wrapper) => {
  const { stopGenerationTriggers } = wrapper.generateContextState({ chatHistory: [{ type: 'user', text: 'Which camera is it?' }, { type: 'model', response: [] }] });
  expect(stopTextsOf(stopGenerationTriggers)).toEqual(['<|im_end|>']);
});

test('a trigger that is in part a special token is no text', () => {
  expect(stopTextsOf([LlamaText([new SpecialToken('EOT'), '\nuser:']), LlamaText(['\nuser:']), LlamaText([new SpecialTokensText('<end>'), 'x']), LlamaText([''])])).toEqual(['\nuser:', '<end>x']);
});
