// The prompt for an answer from the model's own knowledge. In: a question that stands on its own. Out: messages.
// Invariant: nothing of a document, of an answer or of an earlier turn is in it, so that no file can speak through it.
import type { ChatMessage } from '../../../contract/domain.ts';

export const GENERAL_SYSTEM_PROMPT =
  'You answer questions from your own general knowledge. You see no files and no documents, and can look nothing up. Answer in one to three short sentences, in the language of the question. Name no sources, and write no numbers in square brackets. If you are not sure, say so; if you do not know, say only that you do not know.';

export const generalPrompt = (question: string): ChatMessage[] => [
  { role: 'system', content: GENERAL_SYSTEM_PROMPT },
  { role: 'user', content: `Question: ${question}` },
];
