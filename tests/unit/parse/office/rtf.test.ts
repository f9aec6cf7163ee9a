// RTF: characters of every code page, tables, and what is no text of the document.
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../../main/ingest/2-parse/parseDocument.ts';
import { blocksOf, outline } from '../fixtures/outline.ts';

const read = async (rtf: string) => outline(await parseDocument(Buffer.from(rtf, 'latin1'), { kind: 'rtf', name: 'Letter.rtf' }));
const blocks = async (rtf: string) => blocksOf(await parseDocument(Buffer.from(rtf, 'latin1'), { kind: 'rtf', name: 'Letter.rtf' }));
const FONTS = '{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Cyr;}{\\f2\\fcharset128 MS;}{\\f3\\fcharset2 Symbol;}}';

it('keeps headings, paragraphs, tables and notes', async () => {
  const rtf = String.raw`{\rtf1\ansi\ansicpg1252{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}{\info{\title no}}
\pard\s1 Lease\par\pard The term{\footnote\pard\plain See below\par} ends.\par
\trowd\pard\intbl Month\cell Rent\cell\row\pard\intbl May\par again\cell\cell\row
\pard After\line it{\field{\*\fldinst{HYPERLINK "http://x"}}{\fldrslt{ link}}}\par{\header\pard Miller & Sons\par}}`;
  expect(await read(rtf)).toEqual({
    title: 'Lease',
    blocks: ['heading1: Lease', 'paragraph: The term ends.', 'paragraph: See below', 'table: Month\tRent\nMay again', 'paragraph: After it link', 'paragraph: Miller & Sons'],
  });
});

describe('characters', () => {
  it.each([
    ['of the document’s code page', String.raw`{\rtf1\ansi\ansicpg1250 \'b3\'f3d\'9f}`, 'łódź'],
    ['of a font’s character set', `{\\rtf1\\ansi${FONTS}\\f1 \\'cf\\'f0\\'e8\\f0  \\'fc}`, 'При ü'],
    ['of two bytes, the second written as a letter', `{\\rtf1\\ansi${FONTS}{\\f2 \\'83e\\'83X\\'83g}}`, 'テスト'],
    ['in Unicode with the fallback skipped', String.raw`{\rtf1\ansi\uc1 caf\u233?\u8211\'96{\uc2\u26085 ab}\uc0\u26412}`, 'café–日本'],
    ['in Unicode beyond 16 bits', String.raw`{\rtf1\ansi\uc1\u-10179?\u-8703?}`, '😁'],
    ['of both forms the one in Unicode', String.raw`{\rtf1\ansi a{\upr{ansi}{\*\ud{uni}}}b}`, 'aunib'],
    ['with names of their own', String.raw`{\rtf1\ansi \ldblquote a\rdblquote\emdash b\~c\_d\-e\{\\\}}`, '“a”—b c-de{\\}'],
    ['of symbol fonts: only bullets', `{\\rtf1\\ansi${FONTS}{\\f3\\'b7\\'a5} one {\\f3\\u-3913\\'b7} two}`, '• one • two'],
  ])('%s', async (_, rtf, text) => {
    expect(await blocks(rtf)).toEqual([`paragraph: ${text}`]);
  });
});

describe('what is no text', () => {
  it.each([
    ['binary data, though it looks like groups', '{\\rtf1 a{\\pict\\bin5 }}}}}}b}', 'ab'],
    ['binary data longer than the file', '{\\rtf1 a\\bin999999999 b}', 'a'],
    ['hidden and deleted text', String.raw`{\rtf1 a{\v secret}\v more\v0 b{\deleted gone}c\plain}`, 'abc'],
    ['destinations that nobody knows', String.raw`{\rtf1 a{\*\unknown{b}}c}`, 'ac'],
    ['groups that nobody closed', `{\\rtf1 a${'{'.repeat(200_000)}b`, 'ab'],
    ['groups that nobody opened', '{\\rtf1 a}}}}}b', 'ab'],
  ])('%s', async (_, rtf, text) => {
    expect(await blocks(rtf)).toEqual([`paragraph: ${text}`]);
  });
});

it('takes a star inside of a group for no destination: some programs write it before any word', async () => {
  expect(await parseDocument(Buffer.from('{\\rtf1\\ansi{\\loch\\f2\\i0\\*\\cs7\\cf0 The quick brown fox}{\\*\\unknown not this}\\par}'), { kind: 'rtf', name: 'a.rtf' })).toMatchObject({ ok: true, document: { text: 'The quick brown fox' } });
});
