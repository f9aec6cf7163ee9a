// An answer as plain text for the clipboard: the words with their `[n]`, then one line per source. What the model wrote
// from its own knowledge never goes without saying so.
import type { Citation } from '../../../contract/domain.ts';
import type { Translate } from '../../../contract/messages/index.ts';
import { whereOf } from '../../../contract/messages/whereOf.ts';

export function answerAsText(text: string, citations: readonly Citation[], t: Translate): string {
  const lines = new Map<number, string>();
  for (const citation of citations) {
    const { number, documentName: name } = citation;
    const where = whereOf(citation, t);
    const quote = citation.quote.replace(/\s+/g, ' ');
    if (!lines.has(number)) lines.set(number, where === null ? t('answer.copiedSource', { number, name, quote }) : t('answer.copiedSourcePlace', { number, name, place: where, quote }));
  }
  if (lines.size === 0) return text;
  const sorted = [...lines].sort(([a], [b]) => a - b).map(([, line]) => line);
  return `${text.trimEnd()}\n\n${t('answer.sourcesHeading')}\n${sorted.join('\n')}\n`;
}

export const generalAsText = (text: string, t: Translate): string => `${t('general.label')}\n\n${text}\n`;
