// Do the passages say what a sentence says? Compared by content words and by numbers: most of its words, and every
// number in it, must stand in sentences of the passages that do not say the opposite. The proof is one or a few quotes,
// each a range of a passage.
import type { TextRange } from '../../../contract/domain.ts';
import { fold, isContentWord, sameWord, wordsOf } from '../1-retrieve/queryTerms.ts';
import { disagrees } from './disagrees.ts';
import { numbersOf, numbersReadIn } from './numbers.ts';
import { splitSentences, withoutListMarker } from './splitSentences.ts';

export interface Proof {
  /** Index of the passage. */
  readonly passage: number;
  /** Range of the quote in the passage's text. */
  readonly quote: TextRange;
}

/** A claim counts as supported when at least this share of its content words stands in the quotes together. */
const SUPPORTED_SHARE = 0.5;
/** A further quote must add at least this share of the claim's words. */
const ADDED_SHARE = 0.2;
const MAX_PROOFS = 3;
/** What a citation by the model itself is worth, as a share of the words: it decides between near equals. */
const CITED_BONUS = 0.15;

/** The content words of a claim, without citation markers. */
export function claimWords(sentence: string): string[] {
  return [...new Set(wordsOf(withoutListMarker(sentence)).map((word) => word.folded).filter(isContentWord))];
}

interface Candidate extends Proof {
  readonly text: string;
  readonly words: ReadonlySet<string>;
}

/**
 * The fewest quotes that together prove the claim, best first; empty when they don't.
 * @param cited indexes of the passages that the model named for this sentence
 */
export function findSupport(claim: string, passages: readonly string[], cited: ReadonlySet<number>): Proof[] {
  const words = claimWords(claim);
  if (words.length === 0) return [];
  const candidates = passages.flatMap((text, passage) =>
    splitSentences(text).flatMap((quote): Candidate[] => {
      const quoted = text.slice(quote.start, quote.end);
      return disagrees(claim, quoted) ? [] : [{ passage, quote, text: quoted, words: wordsIn(words, quoted) }];
    }),
  );
  const proofs: Candidate[] = [];
  const proven = new Set<string>();
  while (proofs.length < MAX_PROOFS) {
    const next = best(candidates, proven, words.length, cited);
    if (next === null || next.added / words.length < (proofs.length === 0 ? Number.EPSILON : ADDED_SHARE)) break;
    proofs.push(next.candidate);
    for (const word of next.candidate.words) proven.add(word);
  }
  const read = proofs.map((proof) => numbersReadIn(proof.text));
  const allNumbers = numbersOf(withoutListMarker(claim)).every((number) => read.some((numbers) => numbers.has(number)));
  if (!allNumbers || proven.size / words.length < SUPPORTED_SHARE) return [];
  return proofs.map(({ passage, quote }) => ({ passage, quote }));
}

/** The candidate that proves most of what is not proven yet; the model's own choice wins between near equals. */
function best(candidates: readonly Candidate[], proven: ReadonlySet<string>, total: number, cited: ReadonlySet<number>): { candidate: Candidate; added: number } | null {
  let chosen: { candidate: Candidate; added: number; score: number } | null = null;
  for (const candidate of candidates) {
    const added = [...candidate.words].filter((word) => !proven.has(word)).length;
    const score = added / total + (cited.has(candidate.passage) ? CITED_BONUS : 0);
    if (added > 0 && (chosen === null || score > chosen.score)) chosen = { candidate, added, score };
  }
  return chosen;
}

/** Which of the words stand in the text. */
function wordsIn(words: readonly string[], text: string): Set<string> {
  const there = [...new Set(wordsOf(text).map((word) => word.folded))];
  const folded = fold(text);
  return new Set(words.filter((word) => there.some((candidate) => sameWord(word, candidate)) || (word.length > 5 && folded.includes(word))));
}
