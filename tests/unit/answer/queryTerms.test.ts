// Words of a question: possessives and elisions are parted from their word, and common words are known with their marks.
import { expect, test } from 'vitest';
import { createTermMatcher, queryTerms } from '../../../main/answer/1-retrieve/queryTerms.ts';

test.each([
  ["What is Bob's salary?", ['bob', 'salary']],
  ['What is Bob’s salary?', ['bob', 'salary']],
  ["Quand finit l'assurance d'habitation ?", ['quand', 'finit', 'assurance', 'habitation']],
  ["Why doesn't it start?", ['start']],
  ['Können Sie für Müller über die Kündigung sagen, was gilt?', ['muller', 'kundigung', 'sagen', 'gilt']],
  ['Où est la même maison à vendre ?', ['maison', 'vendre']],
])('%s', (question, terms) => {
  expect(queryTerms(question)).toEqual(terms);
});

test('a possessive finds the name and the name finds a possessive', () => {
  const found = (question: string, text: string): string[] => [...createTermMatcher(queryTerms(question)).match(text).found];
  expect(found("What is Bob's salary?", 'Bob Miller earns a salary.')).toEqual(['bob', 'salary']);
  expect(found('What does Bob earn?', 'Bob’s pay is here.')).toEqual(['bob']);
});
