// Rules as people type them: a pattern a line. In and out: text of a field, patterns of the contract.
const MAX_PATTERNS = 200;
const MAX_LENGTH = 500;

export function patternsOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
}

/** What is wrong with the patterns: too many, or one that is too long; null when nothing is. */
export function faultOf(patterns: readonly string[]): 'too-many' | 'too-long' | null {
  if (patterns.length > MAX_PATTERNS) return 'too-many';
  return patterns.some((pattern) => pattern.length > MAX_LENGTH) ? 'too-long' : null;
}
