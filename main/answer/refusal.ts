// The words in which a model is asked to say that the files do not hold the answer, and how they are known again. They
// are one sign of it among others: evidence/ decides.

export const NOT_IN_DOCUMENTS = 'Not in your documents.';

const SAID = /^\W*not in (?:your|the|these|my) (?:documents|files|passages)\b/iu;

/** True when the model's answer is that the files do not say. */
export function saysNotInDocuments(answer: string): boolean {
  return SAID.test(answer);
}

/** True while a growing answer could still become the refusal; it is held back until that is decided. */
export function mayBecomeRefusal(partial: string): boolean {
  const start = partial.trimStart().toLowerCase();
  return start.length < NOT_IN_DOCUMENTS.length && NOT_IN_DOCUMENTS.toLowerCase().startsWith(start);
}
