// The catalogue: both languages complete, the same placeholders, plurals, and words for every code.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FILE_REASONS } from '../../../contract/domain.ts';
import { ERROR_CODES } from '../../../contract/errors.ts';
import { de } from '../../../contract/messages/de.ts';
import { en } from '../../../contract/messages/en.ts';
import { isMessageKey, messagesFor, resolveLanguage, type MessageKey } from '../../../contract/messages/index.ts';

const catalog = ['model-catalog', 'model-downloads'].flatMap((name) => (JSON.parse(readFileSync(new URL(`../../../resources/${name}.json`, import.meta.url), 'utf8')) as { models: { id: string; description: string }[] }).models);
const keys = Object.keys(en) as MessageKey[];
const patternsOf = (message: string | { one: string; other: string }): string[] => (typeof message === 'string' ? [message] : [message.one, message.other]);
const placeholders = (pattern: string): string[] => [...new Set(Array.from(pattern.matchAll(/\{(\w+)\}/g), (match) => match[1] ?? ''))].sort();

describe('catalogue', () => {
  test('both languages have the same keys', () => {
    expect(Object.keys(de).sort()).toEqual([...keys].sort());
  });

  test.each(keys)('%s has the same placeholders in both languages and words in each', (key) => {
    const [english, german] = [patternsOf(en[key]), patternsOf(de[key])];
    expect(german.flatMap(placeholders).sort()).toEqual(english.flatMap(placeholders).sort());
    for (const pattern of [...english, ...german]) expect(pattern.trim()).not.toBe('');
  });

  test('a plural has its count as data', () => {
    for (const key of keys) {
      if (typeof en[key] === 'string') continue;
      const uses = [...patternsOf(en[key]), ...patternsOf(de[key])].some((pattern) => pattern.includes('{count}'));
      // A plural may also be chosen by a count that it does not print.
      expect(uses || patternsOf(en[key])[0] !== patternsOf(en[key])[1], key).toBe(true);
    }
  });

  test('every error has a title and a remedy, every file reason has words', () => {
    for (const code of ERROR_CODES) {
      expect(en[`error.${code}.title`]).not.toMatch(/error|oops|invalid/i);
      expect(en[`error.${code}.remedy`].length).toBeGreaterThan(10);
    }
    for (const reason of FILE_REASONS) expect(de[`reason.${reason}`].length).toBeGreaterThan(5);
  });

  test('every model of the catalog has its description, in English word for word', () => {
    for (const { id, description } of catalog) {
      const key = `models.description.${id}`;
      expect(isMessageKey(key) && en[key], id).toBe(description);
    }
    expect(isMessageKey('models.description.toString')).toBe(false);
  });

  test('no jargon on screen', () => {
    // The file beside exported tables names what is in them.
    for (const key of keys.filter((one) => !one.startsWith('exit.readme.'))) {
      for (const pattern of patternsOf(en[key])) expect(pattern, key).not.toMatch(/\bchunks?\b|\bembedding|\bvector|\bRAG\b|\bOops/i);
    }
  });
});

describe('messagesFor', () => {
  test('fills placeholders and leaves unknown ones readable', () => {
    const t = messagesFor('en');
    expect(t('source.forgetTitle', { name: 'Tax $& {count}' })).toBe('Forget “Tax $& {count}”?');
    expect(t('source.forgetTitle')).toBe('Forget “{name}”?');
  });

  test('chooses the plural and writes numbers as the language does', () => {
    expect(messagesFor('en')('source.files', { count: 1 })).toBe('1 file');
    expect(messagesFor('en')('source.files', { count: 0 })).toBe('0 files');
    expect(messagesFor('en')('source.files', { count: 12_500 })).toBe('12,500 files');
    expect(messagesFor('de')('source.files', { count: 12_500 })).toBe('12.500 Dateien');
    expect(messagesFor('de')('source.files', { count: 1 })).toBe('1 Datei');
    expect(messagesFor('en')('place.page', { page: 1024 })).toBe('p. 1024');
    expect(messagesFor('de')('viewer.pageLabel', { page: 1024 })).toBe('Seite 1024');
  });
});

test('resolveLanguage takes the first language that there is a catalogue for', () => {
  expect(resolveLanguage(['fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(resolveLanguage(['en-GB'])).toBe('en');
  expect(resolveLanguage(['ja'])).toBe('en');
  expect(resolveLanguage([])).toBe('en');
});
