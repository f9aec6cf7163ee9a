// An answer as it goes on paper or into a file, before any markup: its parts in the order in which they are read, in
// the person's words. Invariant: what is unproved, cut short or refused says so.
import type { Answer, Citation, RankedPassage, WholeSetNote } from '../../../contract/domain.ts';
import type { Language, Translate } from '../../../contract/messages/index.ts';
import { whereOf } from '../../../contract/messages/whereOf.ts';

export interface ExportOptions {
  readonly t: Translate;
  readonly language: Language;
  readonly modelName: string | null;
}

export interface PageSource {
  readonly number: number | null;
  readonly name: string;
  readonly where: string | null;
  readonly quotes: readonly string[];
}

export interface AnswerPage {
  readonly question: string;
  readonly notes: readonly string[];
  /** Stands right above the text and goes wherever it goes: that no file has a part in it. Null for an answer from the files. */
  readonly label: string | null;
  /** The model's Markdown, with a note after each sentence that no passage proves. */
  readonly markdown: string;
  /** Where files disagree, what each of many files says, the sources; those that are empty are left out. */
  readonly sections: readonly { readonly heading: string; readonly list: readonly PageSource[] }[];
  readonly foot: readonly string[];
}

export function answerPage(answer: Answer, { t, language, modelName }: ExportOptions): AnswerPage {
  const citations = answer.sentences.flatMap((sentence) => sentence.citations);
  const cited = citations.length > 0;
  const general = (answer.general ?? null) !== null;
  const nearest = answer.status === 'not-in-documents' || general ? t('passage.nearest') : t('passage.heading');
  const sides = (answer.contradictions ?? []).flatMap((contradiction) => contradiction.sides.map(({ value, citation }) => ({ ...sourceOf(citation, t), name: `${value}: ${citation.documentName}`, number: null })));
  const notes = (answer.wholeSet?.notes ?? []).map((note) => noteSource(note, t));
  const uncited = answer.passages.map((passage, index) => passageSource(passage, index, t)).filter(({ quotes }) => quotes[0] !== '');
  return {
    question: answer.question,
    notes: notesOf(answer, t),
    label: (answer.general?.text ?? '') === '' ? null : t('general.label'),
    markdown: answer.text === '' ? (answer.general?.text ?? '') : withNotes(answer, t),
    sections: [
      { heading: t('contradiction.title'), list: sides },
      { heading: t('wholeSet.notes', { count: notes.length }), list: notes },
      cited ? { heading: t('answer.sourcesHeading'), list: byNumber(citations, t) } : { heading: nearest, list: uncited },
    ].filter(({ list }) => list.length > 0),
    foot: [
      t('export.answer.asked', { time: new Date(answer.createdAtMs).toLocaleString(language, { dateStyle: 'long', timeStyle: 'short' }) }),
      ...(modelName === null ? [] : [t('export.answer.model', { model: modelName })]),
      t('answer.coverage', { indexed: answer.coverage.indexed, count: answer.coverage.seen }),
      ...(answer.wholeSet === undefined ? [] : [t('wholeSet.read', { read: answer.wholeSet.filesRead, count: answer.wholeSet.filesToRead })]),
      ...(cited ? [t('export.answer.madeBy')] : []),
    ],
  };
}

function notesOf({ status, text: proved, question, searchedQuestion, scope, cutShort, general = null }: Answer, t: Translate): string[] {
  const text = general?.text ?? proved;
  const notes: string[] = searchedQuestion === question ? [] : [t('answer.searchedFor', { question: searchedQuestion })];
  if (status === 'not-in-documents' || general !== null) notes.push((scope ?? null) === null ? t('answer.notFoundTitle') : t('answer.notFoundTitleScope'));
  if (status === 'no-model') notes.push(t('answer.noModelTitle'));
  if (status === 'stopped') notes.push(text === '' ? t('answer.stoppedEmpty') : t('answer.stopped'));
  if (status === 'interrupted') notes.push(t('answer.interruptedTitle'));
  if (cutShort === true) notes.push(t('answer.cutShort'));
  return notes;
}

function withNotes({ text, sentences }: Answer, t: Translate): string {
  let noted = '';
  let at = 0;
  for (const { end } of sentences.filter(({ supported }) => !supported)) {
    const upTo = at + text.slice(at, end).trimEnd().length;
    noted += `${text.slice(at, upTo)} ${t('export.answer.unproved')}`;
    at = upTo;
  }
  return noted + text.slice(at);
}

function byNumber(citations: readonly Citation[], t: Translate): PageSource[] {
  const sources = new Map<number, PageSource>();
  for (const citation of citations) {
    const own = sourceOf(citation, t);
    const before = sources.get(citation.number);
    sources.set(citation.number, before === undefined ? own : { ...before, quotes: [...new Set([...before.quotes, ...own.quotes])] });
  }
  return [...sources.values()].sort((a, b) => a.number! - b.number!);
}

const sourceOf = (citation: Citation, t: Translate): PageSource => ({ number: citation.number, name: citation.documentName, where: whereOf(citation, t), quotes: [oneLine(citation.quote)] });

const passageSource = (passage: RankedPassage, index: number, t: Translate): PageSource => ({ number: index + 1, name: passage.documentName, where: whereOf(passage, t), quotes: [oneLine(passage.text)] });

function noteSource({ documentName, container, note, citations }: WholeSetNote, t: Translate): PageSource {
  const said = citations.length === 0 ? `${note} ${t('export.answer.unproved')}` : note;
  return { number: null, name: `${documentName}: ${said}`, where: container === undefined ? null : t('files.inside', { name: container }), quotes: citations.map(({ quote }) => oneLine(quote)) };
}

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();
