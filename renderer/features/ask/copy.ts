// An answer as plain text for the clipboard: the words with their `[n]`, then one line per source.
import type { Citation } from '../../../contract/domain.ts';

export function answerAsText(text: string, citations: readonly Citation[], sourcesHeading: string): string {
  const lines = new Map<number, string>();
  for (const citation of citations) {
    const where = citation.page === null ? citation.documentName : `${citation.documentName}, ${citation.page}`;
    if (!lines.has(citation.number)) lines.set(citation.number, `[${citation.number}] ${where}: “${citation.quote.replace(/\s+/g, ' ')}”`);
  }
  if (lines.size === 0) return text;
  const sorted = [...lines].sort(([a], [b]) => a - b).map(([, line]) => line);
  return `${text.trimEnd()}\n\n${sourcesHeading}\n${sorted.join('\n')}\n`;
}
