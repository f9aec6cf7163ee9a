// What became of one file. `read`: at least 95 % of the words of a reference; without one, text and nothing left unread.
// `wrong`: taken for read, though more than half of the reference's words are missing, or hardly anything of what was
// read stands in it. `partly`: between the two, or said to be so by the product where there is no reference.
// `refused`: there is no text; the reason is the product's. Invariant: every file gets exactly one verdict.
import type { FileReason } from '../../../contract/domain.ts';
import type { Reference } from './references.ts';
import type { ReadFile } from './readFiles.ts';
import { countOf, numbersShown, shared, sharedWithOtherSpaces, wordsOf } from './words.ts';

export type Verdict = 'read' | 'partly' | 'refused' | 'wrong';
/** Why a file is not in the denominator of `readShare`. */
export type Exclusion = 'password-protected' | 'empty' | 'reference-refused';

export interface Judged {
  readonly file: ReadFile;
  readonly format: string;
  readonly verdict: Verdict;
  readonly reason: FileReason | null;
  readonly recall: number | null;
  /** The same where words that are parted otherwise count too; decides nothing. */
  readonly spacedRecall: number | null;
  /** Share of the product's words that stand in the reference. */
  readonly precision: number | null;
  readonly excluded: Exclusion | null;
  readonly tool: string | null;
}

const READ_RECALL = 0.95;
const WRONG_RECALL = 0.5;
const WRONG_PRECISION = 0.2;
/** A title or a header more says nothing in a file of ten words. */
const PRECISION_FROM_WORDS = 20;

export function judge(file: ReadFile, format: string, reference: Reference): Judged {
  const tool = reference.status === 'none' ? null : reference.tool;
  const common = { file, format, reason: file.reason, tool };
  if (file.text === null) {
    return { ...common, verdict: 'refused', recall: null, spacedRecall: null, precision: null, excluded: exclusionOf(file, reference) };
  }
  if (reference.status !== 'text' || reference.isEmpty) {
    const complete = file.reason === null && /\S/.test(file.text);
    // What is left of it is encrypted.
    const excluded = file.reason === 'password-protected' ? 'password-protected' : null;
    return { ...common, verdict: complete ? 'read' : 'partly', recall: null, spacedRecall: null, precision: null, excluded };
  }
  const { words, ...figures } = compare(file.text, reference);
  const { recall, precision } = figures;
  const strange = precision < WRONG_PRECISION && words >= PRECISION_FROM_WORDS;
  const verdict = recall < WRONG_RECALL || strange ? 'wrong' : recall < READ_RECALL ? 'partly' : 'read';
  return { ...common, ...figures, verdict, excluded: null };
}

function compare(text: string, reference: Reference & { readonly status: 'text' }): { recall: number; spacedRecall: number; precision: number; words: number } {
  const found = wordsOf(text);
  const wanted = wordsOf(reference.text);
  const words = countOf(wanted);
  const total = words + reference.numbers.length;
  const both = shared(wanted, found);
  const numbers = numbersShown(reference.numbers, text);
  const shareOf = (part: number): number => (total === 0 ? 1 : (part + numbers) / total);
  return { recall: shareOf(both), spacedRecall: shareOf(sharedWithOtherSpaces(wanted, found, text)), precision: words === 0 ? 1 : both / Math.max(1, countOf(found)), words };
}

/** A refusal counts against the product unless the reference tool can't do better. */
function exclusionOf(file: ReadFile, reference: Reference): Exclusion | null {
  if (file.sizeBytes === 0) return 'empty';
  if (reference.status === 'refused') return file.reason === 'password-protected' ? 'password-protected' : 'reference-refused';
  // Nor does OCR find any, where there is no text for a tool to find.
  const isEmpty = reference.status === 'text' ? reference.isEmpty : file.reason === 'no-text';
  return isEmpty ? 'empty' : null;
}
