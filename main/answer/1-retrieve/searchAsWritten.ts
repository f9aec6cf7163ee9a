// What a question asks for literally, looked up in the library: chunks that may have it, by their words next to each
// other, and what having it is worth, by their text.
import type { Scope } from '../../../contract/domain.ts';
import { quoted } from '../../library/fullTextWords.ts';
import type { Db } from '../../library/openDatabase.ts';
import { openBm25Leg } from './bm25Leg.ts';
import type { Literal } from './literal.ts';
import { WORDS } from './fullTextSearch.ts';
import { shareAsWritten, writtenFormsOf, type WrittenForm } from './asWritten.ts';
import { queryTerms, wordsOf } from './queryTerms.ts';

/** In units of the fused score. What is decisive, or all of the question, comes before everything else. */
const ASKED_FOR_WEIGHT = 1;
const WEIGHT = 0.1;

/** By chunk row, what having the question's numbers and names as they are written is worth; empty where it has none. */
export function searchAsWritten(db: Db, question: string, limit: number, scope: Scope | null, literal: Literal): ReadonlyMap<number, number> {
  const forms = writtenFormsOf(question);
  if (forms.length === 0) return new Map();
  const words = new Set(forms.flatMap(formsOf).flatMap(foldedWords));
  const nothingElse = queryTerms(question).every((term) => words.has(term));
  const [askedFor, others] = [forms.filter((form) => nothingElse || form.decisive), forms.filter((form) => !nothingElse && !form.decisive)];
  const rows = new Set(forms.flatMap((form) => openBm25Leg(db, WORDS, [formsOf(form).map((form) => quoted(foldedWords(form).join(' ')))], literal).search(limit, scope).map(({ row }) => row)));
  const chunks = db.prepare('SELECT row, header, text FROM chunks WHERE row IN (SELECT value FROM json_each(?))').all(JSON.stringify([...rows])) as { row: number; header: string; text: string }[];
  return new Map(chunks.map(({ row, header, text }) => [row, ASKED_FOR_WEIGHT * shareAsWritten(`${header}\n${text}`, askedFor) + WEIGHT * shareAsWritten(`${header}\n${text}`, others)]));
}

const formsOf = ({ whole, bare }: WrittenForm): string[] => [...whole, ...(bare === null ? [] : [bare])];
const foldedWords = (text: string): string[] => wordsOf(text).map(({ folded }) => folded);
