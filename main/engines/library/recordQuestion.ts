// The ledger's entries of a question: that it was asked, before anything is done for it, and each run of a model for it,
// also one that failed or was stopped.
import type { ConversationId } from '../../../contract/domain.ts';
import type { Llm } from '../../answer/llmInterface.ts';
import type { Ledger } from '../../sovereignty/ledger/ledgerPort.ts';

export function recordQuestion(question: string, conversationId: ConversationId, asked: { readonly as: 'answer' | 'wholeSet'; readonly general: boolean }, ledger: Ledger): void {
  ledger.record({ kind: 'question.asked', facts: asked, name: question, owner: { type: 'conversation', id: conversationId } });
}

export function recordingLlm(llm: Llm, ledger: Ledger, nowMs: () => number = Date.now): Llm {
  return {
    ...llm,
    generate: async (messages, options) => {
      const startedMs = nowMs();
      let tokens = { promptTokens: 0, replyTokens: 0 };
      try {
        const generated = await llm.generate(messages, options);
        tokens = { promptTokens: generated.stats.promptTokens, replyTokens: generated.stats.generatedTokens };
        return generated;
      } finally {
        ledger.record({ kind: 'model.ran', facts: { model: llm.modelId, ...tokens, ms: Math.max(0, nowMs() - startedMs), what: 'answer' } });
      }
    },
  };
}
