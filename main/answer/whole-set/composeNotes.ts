// Notes of many files as one answer: passages numbered through, and the notes as its text, a line a file. In: a file's
// note at a time. Out: notes whose citations count the answer's passages. Invariant: the ranges of sentences are exact.
import type { AnswerSentence, Citation, RankedPassage, WholeSetNote } from '../../../contract/domain.ts';
import { markersOf } from '../5-cite/citeAnswer.ts';
import type { FileNote } from './noteOnFile.ts';

export interface NoteCollection {
  /** The note with its numbers in the whole answer. */
  add(found: FileNote): WholeSetNote;
  readonly notes: readonly WholeSetNote[];
  /** The passages that are quoted, in the order of their numbers. */
  readonly passages: readonly RankedPassage[];
}

export function collectNotes(): NoteCollection {
  const notes: WholeSetNote[] = [];
  const passages: RankedPassage[] = [];
  const numberOf = new Map<string, number>();
  return {
    notes,
    passages,
    add: ({ note, passages: shown }) => {
      const citations = note.citations.map((citation): Citation => {
        const passage = shown[citation.number - 1]!;
        if (!numberOf.has(passage.chunkId)) numberOf.set(passage.chunkId, passages.push(passage));
        return { ...citation, number: numberOf.get(passage.chunkId)! };
      });
      const numbered = { ...note, citations };
      notes.push(numbered);
      return numbered;
    },
  };
}

export function composeNotes(notes: readonly WholeSetNote[]): { readonly text: string; readonly sentences: readonly AnswerSentence[] } {
  let text = '';
  const sentences: AnswerSentence[] = [];
  for (const { documentName, note, citations } of notes) {
    text += `${text === '' ? '' : '\n'}- ${documentName}: `;
    const start = text.length;
    text += note + markersOf(citations);
    sentences.push({ start, end: text.length, supported: citations.length > 0, citations });
  }
  return { text, sentences };
}
