// Excerpts of passages, days of conversations, card places, and the copied answer.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Citation } from '../../../contract/domain.ts';
import { messagesFor } from '../../../contract/messages/index.ts';
import { answerAsText } from '../../../renderer/features/ask/copy.ts';
import { groupByDay } from '../../../renderer/features/ask/days.ts';
import { excerpt } from '../../../renderer/features/ask/excerpt.ts';
import { placeCard } from '../../../renderer/ui/place.ts';

describe('excerpt', () => {
  test('a short passage stays whole, with its matches', () => {
    expect(excerpt({ text: 'The lease ends.', kind: 'text', matches: [{ start: 4, end: 9 }] })).toEqual([
      { text: 'The ', match: false },
      { text: 'lease', match: true },
      { text: ' ends.', match: false },
    ]);
  });

  test('a long one is cut around its matches', () => {
    const text = `${'filler words here '.repeat(60)}the deposit is paid ${'and so on '.repeat(60)}`;
    const at = text.indexOf('deposit');
    const shown = excerpt({ text, kind: 'text', matches: [{ start: at, end: at + 7 }] });
    expect(shown.find((segment) => segment.match)?.text).toBe('deposit');
    expect(shown[0]?.text).toBe('… ');
    expect(shown.at(-1)?.text).toBe(' …');
    expect(shown.map((segment) => segment.text).join('').length).toBeLessThan(300);
  });

  test('the marked words stand where three lines of a narrow list show them', () => {
    const text = `${'The flat has three rooms, a kitchen and a cellar. '.repeat(4)}The lease begins on 1 April 2024. The lease ends on 31 March 2027. ${'It has four keys. '.repeat(20)}`;
    const matches = [...text.matchAll(/lease|ends/g)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
    const shown = excerpt({ text, kind: 'text', matches }).map((segment) => segment.text).join('');
    expect(shown).toMatch(/^… The flat has/);
    expect(shown.indexOf('lease ends')).toBeLessThan(150);
    expect(shown.length).toBeGreaterThan(200);
  });

  test('the densest words win over the first', () => {
    const text = `The deposit. ${'nothing here '.repeat(40)}The deposit is 2,850 euros; the deposit is paid back. ${'nothing here '.repeat(40)}`;
    const matches = [...text.matchAll(/deposit|euros/g)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
    const marked = excerpt({ text, kind: 'text', matches }).filter((segment) => segment.match);
    expect(marked.map((segment) => segment.text)).toEqual(['deposit', 'euros', 'deposit']);
  });

  test('headings lose their marks, paragraphs and rows are told apart', () => {
    const words = (text: string, kind: 'markdown' | 'csv' | 'pdf'): string => excerpt({ text, kind, matches: [] }).map((segment) => segment.text).join('');
    expect(words('## 3. Notice\n\nThree months\nfor both.\n', 'markdown')).toBe('3. Notice · Three months for both. ');
    expect(words('a,b\n1,2', 'csv')).toBe('a,b · 1,2');
    expect(words('# not a heading\nbut a line', 'pdf')).toBe('# not a heading but a line');
  });

  test('overlapping, unordered and wild ranges never repeat or lose text', () => {
    const range = fc.record({ start: fc.nat(400), end: fc.nat(400) });
    fc.assert(
      fc.property(fc.string({ maxLength: 350 }), fc.array(range, { maxLength: 8 }), (text, ranges) => {
        const bare = (shown: string): string => shown.replace(/[\s·]+/g, '');
        const whole = excerpt({ text, kind: 'text', matches: ranges }, 1_000).map((segment) => segment.text).join('');
        expect(bare(whole)).toBe(bare(text));
        const cut = excerpt({ text, kind: 'text', matches: ranges }, 60).map((segment) => segment.text).join('').replace(/^… | …$/g, '');
        expect(bare(text)).toContain(bare(cut));
      }),
    );
  });
});

test('groupByDay: today, yesterday, earlier, newest first', () => {
  const now = new Date(2026, 10, 24, 9, 0).getTime();
  const at = (day: number, hour: number): { updatedAtMs: number } => ({ updatedAtMs: new Date(2026, 10, day, hour).getTime() });
  const groups = groupByDay([at(3, 1), at(24, 1), at(23, 23), at(24, 8)], now);
  expect(groups.map((group) => [group.day, group.rows.length])).toEqual([['today', 2], ['yesterday', 1], ['earlier', 1]]);
  expect(groups[0]?.rows[0]).toEqual(at(24, 8));
});

describe('placeCard', () => {
  const view = { width: 800, height: 600 };
  test('below if there is room, else above, never outside', () => {
    expect(placeCard({ left: 100, top: 100, width: 20, height: 20 }, { width: 300, height: 100 }, view)).toEqual({ left: 100, top: 126 });
    expect(placeCard({ left: 700, top: 550, width: 20, height: 20 }, { width: 300, height: 100 }, view)).toEqual({ left: 492, top: 444 });
    expect(placeCard({ left: 10, top: 300, width: 20, height: 20 }, { width: 300, height: 100 }, view, 'above')).toEqual({ left: 10, top: 194 });
    expect(placeCard({ left: 10, top: 20, width: 20, height: 20 }, { width: 300, height: 700 }, view)).toEqual({ left: 10, top: 8 });
  });
});

test('a copied answer names each source once, in order', () => {
  const citation = (number: number, quote: string, page: number | null): Citation => ({ number, quote, page, documentName: 'Lease.pdf' }) as unknown as Citation;
  const citations = [citation(2, 'ends\non', 1024), citation(2, 'x', 3), citation(1, 'yes', null)];
  expect(answerAsText('It ends. [2] Yes. [1]', citations, messagesFor('en'))).toBe(
    'It ends. [2] Yes. [1]\n\nSources\n[1] Lease.pdf: “yes”\n[2] Lease.pdf, p. 1024: “ends on”\n',
  );
  expect(answerAsText('Ja. [1]', citations.slice(2), messagesFor('de'))).toBe('Ja. [1]\n\nQuellen\n[1] Lease.pdf: „yes“\n');
  expect(answerAsText('Nothing.', [], messagesFor('en'))).toBe('Nothing.');
});

test('marks the sentence that answers best, also one far from the words that matched', () => {
  const text = `The lease. ${'Other words stand here. '.repeat(40)}It ends in March. ${'More of them. '.repeat(40)}`;
  const start = text.indexOf('It ends');
  const shown = excerpt({ text, kind: 'text', matches: [{ start: 4, end: 9 }, { start: start + 3, end: start + 7 }] }, 280, { start, end: start + 17 });
  expect(shown.filter((segment) => segment.marked).map(({ text: part, match }) => [part, match])).toEqual([['It ', false], ['ends', true], [' in March.', false]]);
});
