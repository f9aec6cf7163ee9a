// What the viewer draws of a text: its parts, end to end, are the text, and the marked ones are the marked range.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DocumentKind } from '../../../contract/domain.ts';
import { layoutText, type LoadedText, type TextPart, type TextSection } from '../../../renderer/features/viewer/layoutText.ts';
import { onlyPlaceOf } from '../../../renderer/features/viewer/placeInText.ts';

const load = (kind: DocumentKind, text: string, more: Partial<LoadedText> = {}): LoadedText => ({ kind, text, start: 0, line: 1, pageStarts: null, numberedLines: false, mark: null, ...more });

function partsOf(section: TextSection): readonly TextPart[] {
  if (section.kind === 'text') return section.parts;
  if (section.kind === 'lines') return section.lines.flatMap((line) => line.parts);
  return section.fields.flatMap((field) => [...field.name, ...field.value]);
}
const wholeText = (sections: readonly TextSection[]): string => sections.flatMap(partsOf).map((part) => part.text).join('');
const markedText = (sections: readonly TextSection[]): string => sections.flatMap(partsOf).filter((part) => part.marked).map((part) => part.text).join('');

test('whatever the kind, no character is lost, and exactly the range is marked', () => {
  const words = fc.constantFrom('From: a\n', '# Heading\n', '> quoted\n', '\n', 'Title\n=====\n', '* org\n', '\\section{x}\n', 'plain words\n', 'no end');
  fc.assert(
    fc.property(fc.constantFrom<DocumentKind>('markdown', 'rst', 'org', 'latex', 'eml', 'code', 'pptx', 'text'), fc.array(words, { maxLength: 12 }), fc.boolean(), fc.boolean(), fc.nat(), fc.nat(), fc.nat(500), (kind, lines, numberedLines, paged, a, b, start) => {
      const text = lines.join('');
      const mark = { start: start + (a % (text.length + 1)), end: start + (a % (text.length + 1)) + (b % 30) };
      const pageStarts = paged ? [0, start + Math.floor(text.length / 3), start + Math.floor(text.length / 2)] : null;
      const sections = layoutText(load(kind, text, { start, numberedLines, pageStarts, mark }));
      expect(wholeText(sections)).toBe(text);
      expect(markedText(sections)).toBe(text.slice(mark.start - start, mark.end - start));
    }),
  );
});

describe('sections', () => {
  test('a message has its header as fields, quotes are quiet; without an empty line after it there is no header', () => {
    const [fields, body] = layoutText(load('eml', 'From: Ada\nReply-To: x@y.z\n\nHello\n> before\n'));
    expect(fields).toMatchObject({ kind: 'fields', fields: [{ name: [{ text: 'From: ' }], value: [{ text: 'Ada\n' }] }, { name: [{ text: 'Reply-To: ' }] }] });
    expect(body).toMatchObject({ kind: 'text', parts: [{ text: '\nHello\n', style: null }, { text: '> before', style: 'quiet' }, { text: '\n' }] });
    expect(layoutText(load('eml', 'Note: this is text\nand goes on')).map((section) => section.kind)).toEqual(['text']);
  });

  test.each<[DocumentKind, string, string[]]>([
    ['markdown', '# A\ntext\n####### no\n## B', ['# A', '## B']],
    ['rst', 'Title\n=====\n\ntext\n--\n', ['Title']],
    ['latex', '\\section{A} text\n% \\part{x}', ['\\section{A} text']],
    ['text', '# A', []],
  ])('headings of %s', (kind, text, headings) => {
    const parts = layoutText(load(kind, text)).flatMap(partsOf);
    expect(parts.filter((part) => part.style === 'heading').map((part) => part.text)).toEqual(headings);
  });

  test('a window into the middle names the pages and lines of the whole', () => {
    const pages = layoutText(load('pptx', 'bb\ncc', { start: 4, pageStarts: [0, 3, 7, 90] }));
    expect(pages.map((section) => section.kind === 'text' && section.page)).toEqual([2, 3]);
    expect(layoutText(load('code', 'x\n\ny', { start: 40, line: 8, numberedLines: true, mark: { start: 43, end: 44 } }))).toMatchObject([{ lines: [{ number: 8, marked: false }, { number: 9 }, { number: 10, marked: true }] }]);
  });
});

test('a quote is placed anew only where it stands once', () => {
  expect(onlyPlaceOf('two', 'one two three')).toEqual({ start: 4, end: 7 });
  expect(onlyPlaceOf('aa', 'aaa')).toBeNull();
  expect(onlyPlaceOf('four', 'one two three')).toBeNull();
});
