// When a library's languages don't fit its embedder, and which language a document is in.
import { expect, test } from 'vitest';
import { languageFit } from '../../../main/host/languageFit.ts';
import { languageOf } from '../../../main/ingest/languageOf.ts';
import { fiveLanguages } from '../../support/fiveLanguages.ts';

test('a third in other languages is told of, with the commonest of them; what is unknown counts for nothing', () => {
  const counts = [{ language: 'en', passages: 60 }, { language: 'de', passages: 30 }, { language: 'fr', passages: 10 }, { language: null, passages: 900 }];
  expect(languageFit(counts, ['en'])).toEqual({
    languages: [{ language: 'en', share: 0.6 }, { language: 'de', share: 0.3 }, { language: 'fr', share: 0.1 }],
    misfit: { language: 'de', share: 0.3, fits: ['en'] },
  });
  expect(languageFit([{ language: 'en', passages: 70 }, { language: 'de', passages: 30 }], ['en']).misfit).toBeNull();
  expect(languageFit(counts, null).misfit).toBeNull();
  expect(languageFit([{ language: null, passages: 5 }], ['en'])).toEqual({ languages: [], misfit: null });
});

test.each(fiveLanguages)('a document in $language is known as such', async ({ language, passages }) => {
  expect(await languageOf(passages.join('\n'), 'text')).toBe(language);
});

test('numbers, a name and source code are in no language', async () => {
  expect(await languageOf('2024-01-01;12,50;17\n'.repeat(200), 'csv')).toBeNull();
  expect(await languageOf('Behrens', 'text')).toBeNull();
  expect(await languageOf(fiveLanguages[0]!.passages.join('\n'), 'code')).toBeNull();
});

test('a title page in another language does not decide', async () => {
  const [english, german] = [fiveLanguages[0]!.passages.join('\n'), fiveLanguages[1]!.passages.join('\n').repeat(20)];
  expect(await languageOf(`${english}\n${german}`, 'text')).toBe('de');
});
