// Streams a mock answer from every file: progress, a note a file, and the account at the end. Development only.
import type { Answer, AnswerEvent, AnswerId, Citation, RankedPassage, WholeSetEstimate, WholeSetNote } from '../../contract/domain.ts';
import { wholeSetKindOf } from '../../contract/wholeSet.ts';
import { finished, type MockAsk } from './mockAnswer.ts';
import { search, texts } from './mockLibrary.ts';

const kindOf = (question: string) => wholeSetKindOf(question) ?? 'list';

export const estimateOf = (question: string): WholeSetEstimate => ({ kind: kindOf(question), files: texts.length + 4, toRead: texts.length, kept: 0, copies: 1, unread: 3, tokens: 3_840, seconds: 74 });

export function streamWholeSet(ask: MockAsk, send: (event: AnswerEvent) => void, end: (answer: Answer) => void): () => void {
  let stopped = false;
  const kind = kindOf(ask.question);
  const passages: RankedPassage[] = [];
  const notes: WholeSetNote[] = [];
  let filesRead = 0;
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms / ask.speed));
  const progress = (reading: string | null, note: WholeSetNote | null): void =>
    send({ type: 'wholeSet', progress: { kind, filesInScope: texts.length + 4, filesToRead: texts.length, filesRead, filesWithout: filesRead - notes.length, reading, secondsLeft: (texts.length - filesRead) * 7 }, note });
  void (async () => {
    send({ type: 'started', conversationId: ask.conversationId, answerId: 'answer-live' as AnswerId, question: ask.question, searchedQuestion: ask.question, scope: null });
    for (const { id, name, kind: fileKind } of texts) {
      progress(name, null);
      await pause(7_000);
      if (stopped) break;
      filesRead += 1;
      const passage = search(ask.question, 50).find(({ documentId }) => documentId === id);
      if (passage === undefined) continue;
      const number = passages.push(passage);
      const quote = /[^.\n]{10,}[.\n]?/.exec(passage.text)?.[0] ?? passage.text;
      const { documentId, versionHash, documentName, page, place = null } = passage;
      const start = passage.start + passage.text.indexOf(quote);
      const citation: Citation = { number, documentId, versionHash, documentName, kind: fileKind, page, place, start, end: start + quote.length, quote };
      notes.push({ documentId: id, documentName: name, kind: fileKind, note: quote.trim(), citations: notes.length === 3 ? [] : [citation] });
      progress(null, notes.at(-1)!);
    }
    const text = kind === 'summarise' ? notes.map(({ note, citations }) => `${note}${citations.map(({ number }) => ` [${number}]`).join('')}`).join(' ') : notes.map(({ documentName, note }) => `- ${documentName}: ${note}`).join('\n');
    const unread = [{ documentName: 'Old letter.doc', reason: 'password-protected' as const }, { documentName: 'Scan 12.pdf', reason: 'pages-unread' as const }, { documentName: 'New.txt', reason: null }];
    const wholeSet = { kind, filesInScope: texts.length + 4, filesToRead: texts.length, filesRead, filesWithout: filesRead - notes.length, copies: 1, notes, filesUnread: 3, unread };
    const answer = { ...finished(ask, stopped ? 'stopped' : notes.length === 0 ? 'not-in-documents' : 'answered', text, passages), wholeSet };
    send({ type: 'answer', answer });
    end(answer);
  })();
  return () => {
    stopped = true;
  };
}
