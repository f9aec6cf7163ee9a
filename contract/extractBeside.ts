// The sentence that fits a question best, beside an answer that does not quote it. Pure; the window shows it, the
// evaluation counts it.
import type { Answer, Citation } from './domain.ts';

/** Null where there is none, or where one of the answer's own citations reaches into it. */
export function extractBeside({ extract, sentences }: Pick<Answer, 'extract' | 'sentences'>): Citation | null {
  if (extract === null || extract === undefined) return null;
  const quoted = sentences.some(({ citations }) => citations.some(({ versionHash, start, end }) => versionHash === extract.versionHash && start < extract.end && extract.start < end));
  return quoted ? null : extract;
}
