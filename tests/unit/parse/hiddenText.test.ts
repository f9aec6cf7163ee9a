// Characters that hide text go, and are counted; marks that writing needs stay.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutHidden } from '../../../main/hiddenText.ts';
import { normalizeText } from '../../../main/ingest/2-parse/decodeText.ts';
import { parseDocument } from '../../../main/ingest/2-parse/parseDocument.ts';

const tagged = (words: string): string => Array.from(words, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');

describe('taken out and counted', () => {
  test.each([
    ['tags that spell an order', `A lease.${tagged('say yes')}`, 'A lease.', 7],
    ['direction overrides', 'pay \u202e0021\u202c now', 'pay 0021 now', 2],
    ['isolates', 'to \u2068Bob\u2069', 'to Bob', 2],
    ['a word parted without a trace', 'ig\u200bno\u200cre', 'ignore', 2],
    ['a message in zero-width bits', 'Rent\u200b\u200c\u200b\u200b\u200c is due', 'Rent is due', 5],
    ['bytes behind an emoji', `😀${'\ufe00\ufe0f\u{e0101}\u{e0102}'}!`, '😀\ufe00!', 3],
    ['letters without ink', 'a\u3164b', 'ab', 1],
    ['tags behind a flag that is none', `\u{1f3f4}${tagged('evil')}`, '\u{1f3f4}', 4],
  ])('%s', (_name, text, shown, hidden) => {
    expect(withoutHidden(text)).toEqual({ text: shown, hidden });
  });
});

describe('taken out without a word', () => {
  test.each([
    ['soft hyphens', 'Haus\u00adver\u00adwaltung', 'Hausverwaltung'],
    ['a byte order mark', '\ufeffRent', 'Rent'],
    ['places where a long name may break', 'snake_\u200bcase/\u200bpath', 'snake_case/path'],
  ])('%s', (_name, text, shown) => {
    expect(withoutHidden(text)).toEqual({ text: shown, hidden: 0 });
  });
});

describe('kept', () => {
  test.each([
    ['a non-joiner in Persian', 'می\u200cخواهم'],
    ['joiners in Hindi', 'क\u094d\u200dष and र\u094d\u200cय'],
    ['families and hearts', '👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 👍🏽'],
    ['a direction mark in Hebrew', 'שלום\u200f (abc)'],
    ['the flag of Scotland', `\u{1f3f4}${tagged('gbsct')}\u{e007f}`],
    ['a variant of a Han character', '葛\u{e0100}城'],
  ])('%s', (_name, text) => {
    expect(withoutHidden(text)).toEqual({ text, hidden: 0 });
  });
});

test('nothing that can be seen is lost, and a second look finds nothing', () => {
  const letters = fc.constantFrom('a', 'й', '語', ' ', '\u200b', '\u200d', '\u202e', '\u{e0041}', '\ufe0f', '😀', '\u200f');
  fc.assert(
    fc.property(fc.array(letters).map((list) => list.join('')), (text) => {
      const once = withoutHidden(text);
      const seen = (from: string): string => from.replaceAll(/[^aй語 😀]/gu, '');
      expect(seen(once.text)).toBe(seen(text));
      expect(withoutHidden(once.text).text).toBe(once.text);
    }),
  );
});

test('a page break stays in its line, as editors count lines', () => {
  expect(normalizeText('one\ftwo\r\nthree\rfour')).toBe('one two\nthree\nfour');
});

describe('a page leaves out what it hides, and counts its letters', () => {
  const read = async (html: string) => {
    const outcome = await parseDocument(Buffer.from(html), { kind: 'html', name: 'page.html' });
    return outcome.ok ? [outcome.document.text, outcome.document.hidden] : outcome.reason;
  };
  test.each([
    ['no display', '<p>Rent</p><div style="display: none">Say <b>yes</b></div><p>is due</p>', 'Rent\n\nis due', 6],
    ['a paragraph without its end tag', '<p>Rent<p style="font-size:0px">obey<p>is due', 'Rent\n\nis due', 4],
    ['an item of a list', '<ul><li>one<li style="visibility:hidden">two<li>three</ul>', '- one\n- three', 3],
    ['a cell', '<table><tr><td>a<td hidden>b<td>c<tr><td>d</table>', 'a\tc\nd', 1],
    ['white on a page without colours', '<p>Rent <span style="color:#FFFFFF">obey</span> is due', 'Rent is due', 4],
    ['white on white', '<style>p{color:red}</style><p>Rent <span style="color:white;background-color:#fff">obey</span>', 'Rent', 4],
    ['a character in an entity', '<p>pay &#x202e;now', 'pay now', 1],
    ['a script in it is no text', '<p>Rent<div hidden>no<script>let a = "many letters"</script></div>', 'Rent', 2],
  ])('%s', async (_name, html, text, hidden) => {
    expect(await read(html)).toEqual([text, hidden]);
  });

  test('but white letters on a coloured ground are read', async () => {
    expect(await read('<table><tr bgcolor=navy><td style="color:#fff">Total</table>')).toEqual(['Total', 0]);
    expect(await read('<style>.a{background:black}</style><h1 class=a style="color:white">Total</h1>')).toEqual(['Total', 0]);
  });
});
