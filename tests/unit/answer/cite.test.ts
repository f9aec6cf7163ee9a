import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RankedPassage } from '../../../contract/domain.ts';
import { citeAnswer } from '../../../main/answer/5-cite/citeAnswer.ts';
import { createCitedStream } from '../../../main/answer/5-cite/citedStream.ts';
import { splitSentences } from '../../../main/answer/5-cite/splitSentences.ts';

const passage = (text: string, start = 100): RankedPassage => ({
  chunkId: 'c' as never,
  documentId: 'd' as never,
  versionHash: 'a'.repeat(64) as never,
  documentName: 'Lease.md',
  kind: 'markdown',
  header: '',
  text,
  start,
  end: start + text.length,
  page: null,
  matches: [],
  score: 1,
  cosine: 0.5,
  coverage: 1,
});

const lease = passage('The lease begins on 1 April 2024. The lease ends on 31 March 2027. It is extended by one year.');
const notice = passage('The notice period is three months to the end of a month. Notice must be given in writing.');

const noPlace = { pageOf: () => null, placeOf: () => null };

describe('citeAnswer', () => {
  test('cites the one sentence that says it, with true offsets', () => {
    const { text, sentences } = citeAnswer('The lease ends on 31 March 2027. [1]', [lease, notice], noPlace);
    expect(text).toBe('The lease ends on 31 March 2027. [1]');
    const [citation] = sentences[0]!.citations;
    expect(citation!.quote).toBe('The lease ends on 31 March 2027.');
    expect(lease.text.slice(citation!.start - lease.start, citation!.end - lease.start)).toBe(citation!.quote);
  });

  test('sets a wrong number right, and adds one where the model gave none', () => {
    expect(citeAnswer('The lease ends on 31 March 2027 [2].', [lease, notice], noPlace).text).toBe('The lease ends on 31 March 2027. [1]');
    expect(citeAnswer('Notice must be given in writing.', [lease, notice], noPlace).text).toBe('Notice must be given in writing. [2]');
  });

  test('a claim of two parts is proven by two passages', () => {
    const { text, sentences } = citeAnswer('The lease ends on 31 March 2027, and the notice period is three months. [1], [2]', [lease, notice], noPlace);
    expect(sentences[0]!.citations.map((citation) => citation.number).sort()).toEqual([1, 2]);
    expect(text.endsWith('months. [1][2]')).toBe(true);
  });

  test('a number that no passage has makes the claim unsupported, and it stays on screen', () => {
    const { text, sentences } = citeAnswer('The lease ends on 31 March 2031. [1]', [lease, notice], noPlace);
    expect(sentences).toEqual([{ start: 0, end: text.length, supported: false, citations: [] }]);
    expect(text).toBe('The lease ends on 31 March 2031.');
  });

  test.each([
    ['the other end of the term', 'The lease ends on 1 April 2024.', false],
    ['the right one', 'The lease begins on 1 April 2024.', true],
    ['what the source forbids', 'Pets are allowed in the flat.', false],
    ['what the source forbids, in other words', 'Pets are forbidden in the flat.', true],
    ['what the source allows', 'Visitors are not allowed to stay for a week.', false],
    ['a denied claim of a source that denies', 'Pets are not allowed in the flat.', true],
    ['a word that is denied of something else', 'The deposit is 900 euros.', true],
    ['a name that stands nowhere', 'Notice must be given to Holloway in writing.', false],
    ['a name of the document', 'In Lease.md, notice must be given in writing.', true],
    ['das Gegenteil', 'Haustiere sind in der Wohnung erlaubt.', false],
    ['was dort steht', 'Haustiere sind in der Wohnung nicht erlaubt.', true],
  ])('%s', (_name, claim, supported) => {
    const rules = passage('Pets are not allowed in the flat. Visitors are allowed to stay for a week. The deposit of 900 euros is not returned before the keys are handed over. Haustiere sind in der Wohnung nicht erlaubt.');
    expect(citeAnswer(claim, [lease, notice, rules], noPlace).sentences[0]!.supported).toBe(supported);
  });

  test('every quote is a slice of its passage and every range lies within the text, whatever the model writes', () => {
    const words = fc.constantFrom('lease', 'ends', '31', 'March', '2027.', 'notice', '[1]', '[2]', '[9]', '.', ',', '\n', 'e.g.', '- ', '**bold**', '[', ']', '[1', '😀');
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (pieces) => {
        const { text, sentences } = citeAnswer(pieces.join(' '), [lease, notice], noPlace);
        let at = 0;
        for (const sentence of sentences) {
          expect(sentence.start).toBeGreaterThanOrEqual(at);
          expect(sentence.end).toBeLessThanOrEqual(text.length);
          at = sentence.end;
          for (const citation of sentence.citations) {
            const source = [lease, notice][citation.number - 1]!;
            expect(source.text.slice(citation.start - source.start, citation.end - source.start)).toBe(citation.quote);
          }
        }
      }),
    );
  });
});

describe('citedStream', () => {
  test('shows the corrected marker, whatever the pieces', () => {
    const raw = 'The lease ends on 31 March 2027. [2] Notice must be given in writing [2].';
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: raw.length }), { maxLength: 20 }), (cuts) => {
        const stream = createCitedStream([lease, notice]);
        const places = [0, ...[...new Set(cuts)].sort((a, b) => a - b), raw.length];
        const shown = places.slice(1).map((end, index) => stream.push(raw.slice(places[index], end))).join('') + stream.end();
        expect(shown).toContain('2027. [1]');
        expect(shown).toContain('writing [2]');
      }),
    );
  });
});

describe('splitSentences', () => {
  test.each([
    ['One. Two? Three!', ['One.', 'Two?', 'Three!']],
    ['It ends in 2027. [1] Then more. [2]', ['It ends in 2027. [1]', 'Then more. [2]']],
    ['See e.g. the annex. Next.', ['See e.g. the annex.', 'Next.']],
    ['First line\nsecond line', ['First line', 'second line']],
  ])('%s', (text, expected) => {
    expect(splitSentences(text).map(({ start, end }) => text.slice(start, end))).toEqual(expected);
  });

  test('the last sentence gets the marker that the model forgot, and no second one', () => {
    const streamed = (raw: string): string => {
      const stream = createCitedStream([lease, notice]);
      return stream.push(raw) + stream.end();
    };
    expect(streamed('Notice must be given in writing.')).toBe('Notice must be given in writing. [2]');
    expect(streamed('Notice must be given in writing. [2]')).toBe('Notice must be given in writing. [2]');
    expect(streamed('The lease ends on 31 March 2031.')).toBe('The lease ends on 31 March 2031.');
    expect(streamed('')).toBe('');
  });
});
