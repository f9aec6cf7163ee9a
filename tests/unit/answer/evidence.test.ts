// When a question is answered, refused, or answered with the files' own words: by the evidence, not by the model's word.
import { describe, expect, test } from 'vitest';
import type { AnswerEvent, RankedPassage } from '../../../contract/domain.ts';
import type { AnswerContext, Asked } from '../../../main/answer/answerQuestion.ts';
import { bestSentence } from '../../../main/answer/5-cite/bestSentence.ts';
import { expectedAnswer, namesAndNumbers, offers } from '../../../main/answer/5-cite/expectedAnswer.ts';
import { EMBEDDERS } from '../../../main/answer/evidence/coefficients.ts';
import { evidenceOfPassages, isEnough } from '../../../main/answer/evidence/evidence.ts';
import { RETRIEVAL_FEATURES, retrievalFeatures } from '../../../main/answer/evidence/retrievalFeatures.ts';
import { tellingTerms, weigh } from '../../../main/answer/evidence/termWeights.ts';
import { quotesOnly } from '../../../main/library/forgetInAnswers.ts';
import type { Llm } from '../../../main/answer/llmInterface.ts';
import { AnsweringLibrary } from '../../support/answeringLibrary.ts';

const CALIBRATED = 'all-minilm-l6-v2-int8';
const STATS = { promptTokens: 1, cachedTokens: 0, prefillMs: 1, firstTokenMs: 1, generatedTokens: 1, generateMs: 1 };
const TEXT = ['The notice period is three months to the end of a month. The deposit is 1,900 euros.'];
const PRESENT = 'What is the notice period?';
const MISSING = 'Who won the football championship in Brazil?';

interface Told {
  readonly says?: string;
  readonly question?: string;
  readonly gate?: AnswerContext['gate'];
}

async function ask({ says = 'Three months. [1]', question = PRESENT, gate }: Told, withModel = true) {
  const library = new AnsweringLibrary();
  library.add('lease.txt', TEXT);
  let asked = 0;
  const llm: Llm = {
    modelId: 'imported',
    contextTokens: 4_096,
    countTokens: async (texts) => texts.map(() => 10),
    countPromptTokens: async () => 100,
    generate: async (_messages, { onText }) => {
      asked += 1;
      onText(says);
      return { text: says, stopReason: 'end', stats: STATS };
    },
    firstWordProbabilities: async (_messages, words) => ({ probabilities: words.map(() => 0.5), promptTokens: 1, cachedTokens: 0, elapsedMs: 1 }),
  };
  const events: AnswerEvent[] = [];
  const told: Asked = { answerId: 'a' as never, conversationId: 'c' as never, question, scope: null, earlier: null };
  const answer = await library.answer(told, { llm: async () => (withModel ? llm : null), signal: new AbortController().signal, emit: (event) => events.push(event), ...(gate === undefined ? {} : { gate }) });
  const shown = events.map((event) => (event.type === 'delta' ? event.text : '')).join('');
  return { answer, asked, events: events.map(({ type }) => type), shown };
}

describe('the gate', () => {
  test('what the library does not hold is refused without asking the model, with what comes nearest', async () => {
    const { answer, asked, shown } = await ask({ question: `${MISSING} Or the month?` });
    expect([answer.status, answer.text, asked, shown]).toEqual(['not-in-documents', '', 0, '']);
    expect(answer.evidence!.score).toBeLessThan(answer.evidence!.threshold);
    expect(answer.extract?.quote).toContain('month');
  });

  test('switched off, it tells the same evidence and answers all the same', async () => {
    const [on, off] = [await ask({ question: MISSING }), await ask({ question: MISSING, gate: 'off' })];
    expect([off.answer.status, off.asked]).toEqual(['answered', 1]);
    expect(off.answer.evidence).toEqual(on.answer.evidence);
  });

  test('a model that says "not in your documents" against strong evidence is answered for by the files, word for word', async () => {
    const { answer, shown } = await ask({ says: 'Not in your documents.' });
    expect([answer.status, answer.quoted, answer.modelId]).toEqual(['answered', true, null]);
    expect(answer.text).toBe('The notice period is three months to the end of a month. [1]');
    expect(shown).toBe(answer.text);
    expect(answer.sentences[0]!.citations).toEqual([answer.extract]);
  });

  test('a true quote comes before the first word, with a model and without one', async () => {
    const { answer, events } = await ask({});
    expect(events.slice(0, 4)).toEqual(['started', 'passages', 'extract', 'reading']);
    expect(answer.extract).toMatchObject({ number: 1, quote: 'The notice period is three months to the end of a month.' });
    expect(TEXT[0]!.slice(answer.extract!.start, answer.extract!.end)).toBe(answer.extract!.quote);
    const without = await ask({}, false);
    expect([without.answer.status, without.answer.extract?.quote]).toEqual(['no-model', answer.extract!.quote]);
  });
});

test('the sentence that is shown goes with its file when that is forgotten', async () => {
  const { answer } = await ask({});
  expect(quotesOnly(answer, () => true).extract).toBeNull();
  expect(quotesOnly(answer, () => false)).toEqual(answer);
});

const passage = (text: string, cosine: number): RankedPassage => ({ header: '', text, cosine, matches: [], coverage: 0, score: 1 }) as unknown as RankedPassage;
const weighed = (question: string) => weigh(question.toLowerCase().match(/[a-z]{4,}/gu)!, (term) => (['capital', 'norway', 'oslo'].includes(term) ? 3 : 0), 2_000);

describe('features', () => {
  const question = 'What is the capital of Norway?';

  test('each rises with what a passage holds, and each of them counts for an answer', () => {
    const good = retrievalFeatures(question, [passage('Oslo is the capital of Norway.', 0.8)], weighed(question));
    const poor = retrievalFeatures(question, [passage('The capital of a firm is its money.', 0.3)], weighed(question));
    for (const name of RETRIEVAL_FEATURES) {
      expect(good[name]).toBeGreaterThanOrEqual(poor[name]);
      expect(EMBEDDERS[CALIBRATED]!.weights[name]).toBeGreaterThan(0);
    }
    expect(isEnough(evidenceOfPassages(good, CALIBRATED))).toBe(true);
    expect(isEnough(evidenceOfPassages(poor, CALIBRATED))).toBe(false);
  });

  test('cosines of an embedder that was not calibrated count for nothing', () => {
    const poor = retrievalFeatures(question, [passage('The capital of a firm is its money.', 0.3)], weighed(question));
    const close = { ...poor, cosine: 0.95 };
    expect(evidenceOfPassages(close, CALIBRATED).score).toBeGreaterThan(evidenceOfPassages(poor, CALIBRATED).score);
    expect(evidenceOfPassages(close, 'added-0123456789abcdef')).toEqual(evidenceOfPassages(poor, null));
  });

  test('how an answer should look is not asked of a passage', () => {
    expect(tellingTerms('Summarise the lease in full detail, step by step.')).toEqual(['lease']);
    expect(tellingTerms('Fasse den Mietvertrag kurz zusammen')).toEqual(['mietvertrag']);
    expect(tellingTerms('List everything')).toEqual(['list', 'everything']);
  });

  test('nothing found is no evidence', () => {
    expect(isEnough(evidenceOfPassages(retrievalFeatures(question, [], weighed(question)), CALIBRATED))).toBe(false);
  });
});

describe('the best sentence', () => {
  test('offers what is asked for, between sentences with the same words', () => {
    const passages = [{ header: '', text: 'The lease ends some day. The lease ends on 31 March 2027.' }];
    const weights = new Map([['lease', 3], ['end', 2]]);
    const best = bestSentence('When does the lease end?', weights, passages)!;
    expect(passages[0]!.text.slice(best.range.start, best.range.end)).toBe('The lease ends on 31 March 2027.');
    expect(bestSentence('When does the lease end?', weights, [{ header: '', text: 'Nothing of it.' }])).toBeNull();
  });

  test.each([
    ['When did it end?', 'date'],
    ['In what year was Oslo founded?', 'date'],
    ['Wie viele Zimmer hat die Wohnung?', 'number'],
    ['Who signed the lease?', 'name'],
    ['Why is the rent so high?', 'anything'],
  ] as const)('%s asks for: %s', (question, expected) => {
    expect(expectedAnswer(question)).toBe(expected);
  });

  test('a name or a number of the question is no answer to it', () => {
    expect(offers('number', 'In 1848 there was one.', 'How many were there in 1848?')).toBe(true);
    expect(offers('number', 'In 1848 there was a crowd.', 'How many were there in 1848?')).toBe(false);
    expect(offers('name', 'It was Oslo.', 'Who moved to Oslo?')).toBe(false);
    expect(namesAndNumbers('When did Oslo burn in 1624?')).toEqual(['oslo', '1624']);
    expect(namesAndNumbers('What do I have to do, and May I?')).toEqual([]);
  });
});
