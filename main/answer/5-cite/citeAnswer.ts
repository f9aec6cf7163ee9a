// Stage 5: the model's text and the passages it saw in, sentences with proven citations out. The model's own [n] are
// only hints: the program looks each claim up, keeps a citation where the passage says it, sets it right where another
// passage does, and marks the sentence as unsupported where none does. Every quote is a slice of its source.
import type { AnswerSentence, Citation, Place, RankedPassage, VersionHash } from '../../../contract/domain.ts';
import { namesNobody } from './expectedAnswer.ts';
import { claimWords, findSupport, type Proof } from './findSupport.ts';
import { splitSentences } from './splitSentences.ts';

export interface CitedAnswer {
  /** The answer with the model's markers replaced by the proven ones. */
  readonly text: string;
  /** Ranges in that text. */
  readonly sentences: readonly AnswerSentence[];
}

/** Where a quote stands in its document. */
export interface Locator {
  /** The page on which an offset of a version stands; null where the format has no pages. */
  pageOf(versionHash: VersionHash, offset: number): number | null;
  placeOf(versionHash: VersionHash, start: number, end: number): Place | null;
}

/** For citations that are never shown. */
export const NO_PLACE: Locator = { pageOf: () => null, placeOf: () => null };

const MARKERS = /\s*\[\d{1,2}\](?:\s*[,;](?=\s*\[))?/gu;
/** What is left of `month. [1], [2].` once the markers are gone. */
const LEFT_OVER = /([.!?])[\s.,;]+$/u;

export function citeAnswer(raw: string, passages: readonly RankedPassage[], locator: Locator): CitedAnswer {
  let text = '';
  let at = 0;
  const sentences: AnswerSentence[] = [];
  for (const range of splitSentences(raw)) {
    text += raw.slice(at, range.start);
    at = range.end;
    const sentence = raw.slice(range.start, range.end);
    const body = sentence.replace(MARKERS, '').trim().replace(LEFT_OVER, '$1');
    if (body === '') continue;
    const claims = claimWords(body).length > 0;
    const citations = claims ? citationsOf(sentence, body, passages, locator) : [];
    const start = text.length;
    text += body + markersOf(citations);
    sentences.push({ start, end: text.length, supported: !claims || citations.length > 0, citations });
  }
  return { text: text.trimEnd(), sentences };
}

/** ` [1][3]`; nothing without citations. */
export function markersOf(citations: readonly Citation[]): string {
  return citations.length === 0 ? '' : ` ${[...new Set(citations.map((citation) => `[${citation.number}]`))].join('')}`;
}

function citationsOf(sentence: string, claim: string, passages: readonly RankedPassage[], locator: Locator): Citation[] {
  if (namesNobody(claim, passages.flatMap(({ header, text, documentName }) => [documentName, header, text]))) return [];
  const cited = new Set(Array.from(sentence.matchAll(/\[(\d{1,2})\]/gu), (match) => Number(match[1]) - 1));
  return findSupport(claim, passages.map((passage) => passage.text), cited).map((proof) => toCitation(proof, passages, locator));
}

/** A quote of a passage as a citation. */
export function toCitation({ passage: index, quote }: Proof, passages: readonly RankedPassage[], locator: Locator): Citation {
  const passage = passages[index]!;
  const start = passage.start + quote.start;
  const end = passage.start + quote.end;
  return {
    number: index + 1,
    documentId: passage.documentId,
    versionHash: passage.versionHash,
    documentName: passage.documentName,
    ...(passage.container === undefined ? {} : { container: passage.container }),
    kind: passage.kind,
    start,
    end,
    quote: passage.text.slice(quote.start, quote.end),
    // A passage may run over a page or many rows; the quote's own place counts.
    page: locator.pageOf(passage.versionHash, start),
    place: locator.placeOf(passage.versionHash, start, end),
  };
}
