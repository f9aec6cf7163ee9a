// Streams a mock answer: searching, passages, reading, words, and the proven answer. Development only.
import type { ChangedSource } from '../../contract/ask.ts';
import type { Answer, AnswerEvent, AnswerId, AnswerSentence, AnswerStatus, Citation, Contradiction, ContradictionSide, ConversationId, Coverage, RankedPassage } from '../../contract/domain.ts';
import { search, texts } from './mockLibrary.ts';

export interface MockAsk {
  readonly question: string;
  readonly conversationId: ConversationId;
  readonly coverage: Coverage;
  readonly modelId: string | null;
  readonly general?: boolean;
  /** 1 is real speed; screenshots use more. */
  readonly speed: number;
}

const SHOWCASE = `## What the documents say

**The lease ends on 31 March 2027.** [1] It is extended by one year unless one side gives notice. [1]

- The notice period is three months to the end of a month. [2]
- Notice must be given in writing; e-mail is not enough. [2]
- Most landlords accept a scan beforehand.

| Item | Euros |
| --- | --- |
| Rent | 950 |
| Advance | 140 |

\`\`\`
rotate(TARGET)
\`\`\`

> A dog or a cat may be kept after the landlord has agreed in writing.

<img src="https://example.com/leak.png"> [link](javascript:alert(1)) ![x](https://example.com/x.png)`;

let nextAnswer = 1;

/** What the model "writes" for these passages. */
function compose(question: string, passages: readonly RankedPassage[]): string {
  if (/everything/i.test(question)) return SHOWCASE;
  if (/lease end/i.test(question)) return 'The lease ends on 31 March 2027. [1] It is extended by one year unless one side gives notice. [1] The notice period is three months to the end of a month. [2] In most cities the landlord will also expect the flat to be repainted.';
  return passages
    .slice(0, 3)
    .map((passage, index) => `${firstSentence(passage)} [${index + 1}]`)
    .join(' ');
}

function firstSentence(passage: RankedPassage): string {
  const body = passage.text.split('\n').slice(passage.text.includes('\n') ? 1 : 0).join(' ');
  return /^.{10,}?[.!?](?=\s|$)/.exec(body)?.[0] ?? body.slice(0, 120);
}

/** Cites each sentence by the passage that it names or that holds it, and only if the words stand there. */
function prove(text: string, passages: readonly RankedPassage[]): AnswerSentence[] {
  const sentences: AnswerSentence[] = [];
  for (const match of text.matchAll(/[^\n.!?|>]{8,}[.!?]\**(?: ?\[\d+\])*/g)) {
    const words = match[0].replace(/\[\d+\]|\*/g, '').replace(/^[\s-]+/, '').trim();
    const citations = passages.flatMap((passage, index): Citation[] => {
      const at = passage.text.replace(/\n/g, ' ').indexOf(words);
      if (at === -1) return [];
      const { documentId, versionHash, documentName, kind, page, place = null } = passage;
      return [{ number: index + 1, documentId, versionHash, documentName, kind, page, place, start: passage.start + at, end: passage.start + at + words.length, quote: passage.text.slice(at, at + words.length) }];
    });
    const lead = match[0].length - match[0].trimStart().length;
    sentences.push({ start: match.index + lead, end: match.index + match[0].length, supported: citations.length > 0, citations: citations.slice(0, 2) });
  }
  return sentences;
}

/** The first sentence of the best passage. */
function extractOf(passages: readonly RankedPassage[]): Citation | null {
  const [best] = passages;
  if (best === undefined) return null;
  const quote = firstSentence(best);
  const at = best.text.replaceAll('\n', ' ').indexOf(quote);
  const { documentId, versionHash, documentName, kind, page, place = null } = best;
  return { number: 1, documentId, versionHash, documentName, kind, page, place, start: best.start + at, end: best.start + at + quote.length, quote };
}

/** The lease and its addendum give different rents. */
function contradictionsIn(passages: readonly RankedPassage[]): Contradiction[] {
  const sides = [/The monthly rent is (950 euros)[^.]*\./, /The monthly rent rises to (985 euros) on (1 April 2026)\./].flatMap((pattern): ContradictionSide[] => {
    const index = passages.findIndex(({ text }) => pattern.test(text.replaceAll('\n', ' ')));
    const match = pattern.exec(passages[index]?.text.replaceAll('\n', ' ') ?? '');
    if (match === null) return [];
    const { documentId, versionHash, documentName, kind, page, place = null, start } = passages[index]!;
    const at = start + match.index;
    const citation: Citation = { number: index + 1, documentId, versionHash, documentName, kind, page, place, start: at, end: at + match[0].length, quote: match[0] };
    return [{ value: match[1]!, since: match[2] ?? null, modifiedMs: Date.now() - 40_000_000_000, citation }];
  });
  return sides.length < 2 ? [] : [{ sides }];
}

const GENERAL = 'Paris is the capital of France. It lies on the Seine.';

export function finished(ask: MockAsk, status: AnswerStatus, text: string, passages: readonly RankedPassage[], general: string | null = null): Answer {
  const contradictions = contradictionsIn(passages);
  return {
    id: `answer-${nextAnswer++}` as AnswerId,
    conversationId: ask.conversationId,
    question: ask.question,
    searchedQuestion: /^(and|what about)\b/i.test(ask.question) ? `${ask.question.replace(/\?$/, '')} (lease Elm Street)?` : ask.question,
    text,
    status,
    passages,
    sentences: prove(text, passages),
    ...(contradictions.length === 0 ? {} : { contradictions }),
    extract: extractOf(passages),
    coverage: ask.coverage,
    modelId: status === 'no-model' ? null : ask.modelId,
    timings: status === 'no-model' ? null : { retrieveMs: 84, promptMs: 6, prefillMs: 3_420, firstTokenMs: 190, generateMs: 4_180, promptTokens: 1_812, cachedTokens: 540, generatedTokens: 88 },
    ...(ask.general === true ? { general: general === null ? null : { text: general } } : {}),
    createdAtMs: Date.now(),
  };
}

/** The mock library has a file that changed and one that is gone. */
export function changesIn(answers: readonly Answer[]): ChangedSource[] {
  const cited = answers.flatMap(({ sentences }) => sentences.flatMap(({ citations }) => citations));
  return cited.flatMap(({ documentId, versionHash, documentName }): ChangedSource[] => {
    const original = texts.find(({ id }) => id === documentId)?.original ?? 'same';
    return original === 'same' ? [] : [{ documentId, versionHash, documentName, state: original, changedMs: original === 'gone' ? null : Date.now() - 86_400_000, readMs: Date.now() - 8_640_000_000 }];
  });
}

export function answerOf(ask: MockAsk): Answer {
  const passages = search(ask.question, 8);
  return finished(ask, 'answered', compose(ask.question, passages), passages);
}

/** Runs the stream; the returned function stops it as a cancel does. */
export function streamAnswer(ask: MockAsk, send: (event: AnswerEvent) => void, end: (answer: Answer) => void): () => void {
  let stopped = false;
  let written = '';
  let passages: readonly RankedPassage[] = [];
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms / ask.speed));
  const finish = (status: AnswerStatus, text: string, general: string | null = null): void => {
    const answer = finished(ask, status, text, passages, general);
    send({ type: 'answer', answer });
    end(answer);
  };
  void (async () => {
    send({ type: 'started', conversationId: ask.conversationId, answerId: 'answer-live' as AnswerId, question: ask.question, searchedQuestion: ask.question, scope: null });
    await pause(250);
    passages = search(ask.question, 8);
    if (stopped) return finish('stopped', '');
    send({ type: 'passages', passages, coverage: ask.coverage, elapsedMs: 84 });
    send({ type: 'extract', extract: extractOf(passages) });
    const contradictions = contradictionsIn(passages);
    if (contradictions.length > 0) send({ type: 'contradictions', contradictions });
    if (ask.modelId === null) return finish('no-model', '');
    if (passages.length === 0 || (passages[0]?.coverage ?? 0) < 0.5) {
      if (ask.general !== true) return finish('not-in-documents', '');
      send({ type: 'general' });
      await pause(1_800);
      for (const piece of GENERAL.match(/\s*\S+/g) ?? []) {
        if (stopped) return finish('stopped', '', written);
        written += piece;
        send({ type: 'delta', text: piece });
        await pause(45);
      }
      return finish('not-in-documents', '', written);
    }
    await pause(300);
    send({ type: 'reading', promptTokens: 1_812, passagesUsed: Math.min(6, passages.length) });
    await pause(1_800);
    const text = compose(ask.question, passages);
    for (const piece of text.match(/\s*\S+/g) ?? []) {
      if (stopped) return finish('stopped', written);
      written += piece;
      send({ type: 'delta', text: piece });
      if (/interrupt/i.test(ask.question) && written.length > 80) return finish('interrupted', written);
      await pause(45);
    }
    finish(stopped ? 'stopped' : 'answered', text);
  })();
  return () => {
    stopped = true;
  };
}
