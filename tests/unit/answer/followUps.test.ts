// Follow-ups: which questions lean on the one before, on how much of it, and what of it the model reads.
import { describe, expect, test } from 'vitest';
import { completeQuestion } from '../../../main/answer/1-retrieve/completeQuestion.ts';
import { packPrompt } from '../../../main/answer/3-prompt/packPrompt.ts';
import { earlierTurn } from '../../../main/engines/library/askQuestion.ts';

const BEFORE = ['When does the Elm Street lease end?'];
const turn = (question: string, searchedQuestion = question, text = 'Yes. [1]') => ({ question, searchedQuestion, text, passages: [] });

describe('completeQuestion', () => {
  test.each([
    'Who is Ada Lovelace?',
    'Wie hoch ist das Gehalt von Bob Miller?',
    'Wie hoch ist das Gehalt?',
    'Welche Versicherung habe ich?',
    'What did Bob Miller say about his salary to her?',
    'Wann endet der Mietvertrag und was kostet er?',
    'What was the total in 2023?',
    'Is there a rule that forbids pets in the garden?',
    'Which of the houses was the one that had a garage?',
    'Können Sie mir sagen, wann die Heizung gewartet wird?',
    'Wie lang ist die Frist, die für die Kündigung gilt?',
  ])('%s stands on its own', (question) => expect(completeQuestion(question, BEFORE)).toBe(question));

  test.each([
    ['And when does it end?', 'Elm Street lease'],
    ['What about the deposit?', 'Elm Street lease end'],
    ['Und wann endet er?', 'Elm Street lease end'],
    ['When was it signed by both parties, Bob and Ada?', 'Elm Street lease end'],
    ['How much is that?', 'Elm Street lease end'],
    ['Why?', 'Elm Street lease end'],
    ['Was steht davon in der Kündigung von 2024?', 'Elm Street lease end'],
  ])('%s leans on the one before', (question, words) => expect(completeQuestion(question, BEFORE)).toBe(`${question} (${words})`));

  test('nothing is there to lean on at the start', () => expect(completeQuestion('And when does it end?', [])).toBe('And when does it end?'));
});

describe('the turn before', () => {
  test('is the last one, however it ended, not an older one that was answered', () => {
    expect(earlierTurn([turn('When does the lease end?'), turn('Who insures the car?', undefined, '')])).toEqual({ question: 'Who insures the car?', answer: '', leansOn: ['Who insures the car?'], passages: [] });
    expect(earlierTurn([])).toBeNull();
  });

  test('topics do not pile up: a follow-up leans two questions back at most', () => {
    const asked: ReturnType<typeof turn>[] = [];
    const ask = (question: string): string => {
      const searched = completeQuestion(question, earlierTurn(asked)?.leansOn ?? []);
      asked.push(turn(question, searched));
      return searched;
    };
    ask('When does the Elm Street lease end?');
    expect(ask('What about the deposit?')).toBe('What about the deposit? (Elm Street lease end)');
    expect(ask('And when is it paid back?')).toBe('And when is it paid back? (deposit Elm Street lease end)');
    expect(ask('And the interest?')).toBe('And the interest? (paid back deposit)');
    expect(ask('Who is Ada Lovelace?')).toBe('Who is Ada Lovelace?');
    expect(ask('And where was she born?')).toBe('And where was she born? (Ada Lovelace)');
  });
});

describe('the prompt', () => {
  const llm = { countTokens: async (texts: readonly string[]) => texts.map((text) => text.length), countPromptTokens: async () => 100 };
  const promptWith = async (earlier: { question: string; answer: string } | null): Promise<string> => (await packPrompt('And when does it end?', [], llm, { earlier, maxTokens: 4_000 })).messages[1]!.content;

  test('names the turn before without its markers, and of a long one the beginning', async () => {
    expect(await promptWith({ question: 'Which lease?', answer: 'The one of Elm Street. [1][2] It began in 2024 [3].' })).toContain('Earlier question: Which lease?\nEarlier answer: The one of Elm Street. It began in 2024.\n\nQuestion: And');
    const long = await promptWith({ question: 'why '.repeat(1_000), answer: 'because '.repeat(400) });
    expect(long.length).toBeLessThan(800);
    expect(long).toContain('because…');
  });

  test('has no answer where there was none', async () => {
    expect(await promptWith({ question: 'Which lease?', answer: '' })).not.toContain('Earlier answer');
  });
});
