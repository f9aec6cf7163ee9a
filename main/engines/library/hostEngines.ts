// The parser and the language model as the library engine has them: calls that its host relays to their own programs.
import { AppError } from '../../../contract/errors.ts';
import type { Llm } from '../../answer/llmInterface.ts';
import type { Parser } from '../../ingest/parserInterface.ts';
import type { Call } from '../rpc/protocol.ts';
import type { LibraryHostProtocol } from './protocol.ts';

export function hostParser(host: Call<LibraryHostProtocol>): Parser {
  return {
    parse: (file, { signal }) => host('parser.parse', file, { signal }),
    recognise: (page, { signal }) => host('parser.recognise', page, { signal }),
  };
}

/** Null when no model is chosen, or the chosen one is not there: the passages are the answer then. */
export async function hostLlm(host: Call<LibraryHostProtocol>): Promise<Llm | null> {
  const prepared = await host('llm.prepare', {}).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'model-missing') return null;
    throw error;
  });
  if (prepared === null) return null;
  return {
    modelId: prepared.modelId,
    contextTokens: prepared.contextTokens,
    run: prepared.run,
    countTokens: (texts) => host('llm.countTokens', { texts: [...texts] }),
    countPromptTokens: (messages) => host('llm.countPromptTokens', { messages: [...messages] }),
    generate: (messages, { maxTokens, temperature, logProbs = false, signal, onText }) =>
      host('llm.generate', { messages: [...messages], maxTokens, temperature, logProbs }, { signal, onEvent: ({ text }) => onText(text) }),
    firstWordProbabilities: (messages, words, { signal }) => host('llm.firstWordProbabilities', { messages: [...messages], words: [...words] }, { signal }),
  };
}
