// What a conversation is called until a person says otherwise.
const TITLE_LENGTH = 80;

/** The first line of its first question. */
export function titleOf(question: string): string {
  const firstLine = question.trim().replace(/\s+/g, ' ');
  return firstLine.length > TITLE_LENGTH ? `${firstLine.slice(0, TITLE_LENGTH - 1).trimEnd()}…` : firstLine;
}
