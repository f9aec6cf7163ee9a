// An answer as the read line gives it, with one passage and one citation, for tests of what is made of answers.
import type { Answer, Citation, RankedPassage } from '../../contract/domain.ts';
import { madeWith } from '../../main/answer/receipt/madeWith.ts';

const run = { sha256: 'cd'.repeat(32), sizeBytes: 7, modifiedMs: 1, quantisation: 'Q4_K_M', threads: 2, contextTokens: 4_096, engine: { node: '24.0.0', nodeLlamaCpp: '3.0.0', llamaCpp: 'b1' } };
export const LEASE = 'The lease of Elm Street 12 ends on 31 March 2027.\nThe notice period is three months.\n';
const HASH = 'ab'.repeat(32);
const QUOTE = 'ends on 31 March 2027';

export function practiceAnswer(change: Partial<Answer> = {}): Answer {
  const file = { documentId: 'd1', versionHash: HASH, documentName: 'Lease.md', kind: 'markdown' as const, page: null };
  const passage = { ...file, chunkId: 'c1', header: 'Lease › Term', text: LEASE, start: 0, end: LEASE.length, matches: [{ start: 4, end: 9 }], score: 0.5, cosine: 0.71, coverage: 1 } as unknown as RankedPassage;
  const start = LEASE.indexOf(QUOTE);
  const citation = { ...file, number: 1, start, end: start + QUOTE.length, quote: QUOTE } as unknown as Citation;
  const text = 'It ends on 31 March 2027. [1]';
  const messages = [{ role: 'system' as const, content: 'Answer from the passages.' }, { role: 'user' as const, content: `[1] ${LEASE}\n\nQuestion: When does the lease end?` }];
  return {
    id: 'a1' as Answer['id'],
    conversationId: 'k1' as Answer['conversationId'],
    question: 'When does the lease end?',
    searchedQuestion: 'When does the lease end?',
    scope: null,
    text,
    status: 'answered',
    passages: [passage],
    sentences: [{ start: 0, end: text.length, supported: true, citations: [citation] }],
    coverage: { seen: 1, indexed: 1, partly: 0, skipped: 0, failed: 0, waiting: 0 },
    modelId: 'script',
    timings: null,
    madeWith: madeWith({ run } as never, { messages }, { temperature: 0, maxTokens: 220 }, text),
    createdAtMs: Date.UTC(2026, 10, 24, 17, 0),
    ...change,
  };
}

/** One that the files don't answer and the model does, from its own knowledge. */
export function generalAnswer(): Answer {
  const { madeWith: _files, ...refused } = practiceAnswer({ question: 'What is the capital of France?', status: 'not-in-documents', text: '', sentences: [] });
  const messages = [{ role: 'system' as const, content: 'Answer from what you know.' }, { role: 'user' as const, content: 'Question: What is the capital of France?' }];
  return { ...refused, general: { text: 'Paris.', madeWith: madeWith({ run } as never, { messages }, { temperature: 0, maxTokens: 220 }, 'Paris.') } };
}
