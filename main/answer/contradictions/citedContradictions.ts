// Contradictions with their proof: what each document says as a citation of its sentence, and the date that tells which
// is the newer one. In: the question and its passages. Out: what disagrees, best passage first; mostly nothing.
import type { Contradiction, ContradictionSide, DocumentId, RankedPassage } from '../../../contract/domain.ts';
import { toCitation, type Locator } from '../5-cite/citeAnswer.ts';
import { findContradictions } from './findContradictions.ts';

export function citedContradictions(
  question: string,
  passages: readonly RankedPassage[],
  { locator, modifiedMs }: { readonly locator: Locator; readonly modifiedMs?: (documentId: DocumentId) => number | null },
): Contradiction[] {
  return findContradictions(question, passages).map(({ sides }) => ({
    sides: sides.map(({ passage, value, quote, since }): ContradictionSide => {
      const { text, documentId } = passages[passage]!;
      return {
        value: text.slice(value.start, value.end),
        citation: toCitation({ passage, quote }, passages, locator),
        since: since === null ? null : text.slice(since.start, since.end),
        modifiedMs: modifiedMs?.(documentId) ?? null,
      };
    }),
  }));
}
