// Who wrote a file, by its own properties: told where they say it, and never a reason not to read the file.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DocumentKind } from '../../../contract/domain.ts';
import { authorOf } from '../../../main/ingest/2-parse/author.ts';
import { parseDocument } from '../../../main/ingest/2-parse/parseDocument.ts';
import { makePptx, makeXlsx, shape, textRows } from './fixtures/makeOoxml.ts';
import { makePdf } from './fixtures/makePdf.ts';
import { makeDocx, makeZip, paragraph, type ZipEntrySpec } from './fixtures/makeZip.ts';

async function author(bytes: Uint8Array, kind: DocumentKind): Promise<string | undefined> {
  const outcome = await parseDocument(bytes, { kind, name: `Lease.${kind}` });
  if (!outcome.ok) throw new Error(outcome.reason);
  expect(outcome.document.text).toContain('three months');
  return outcome.document.author;
}

const core = (creators: string): ZipEntrySpec => ({ name: 'docProps/core.xml', content: `<?xml version="1.0"?><cp:coreProperties xmlns:cp="c" xmlns:dc="d">${creators}<cp:lastModifiedBy>Someone Else</cp:lastModifiedBy></cp:coreProperties>` });
const odt = (meta: string | null): Buffer =>
  makeZip([
    { name: 'content.xml', content: '<office:document-content><office:body><office:text><office:annotation><dc:creator>A Commentator</dc:creator></office:annotation><text:p>three months</text:p></office:text></office:body></office:document-content>' },
    ...(meta === null ? [] : [{ name: 'meta.xml', content: `<office:document-meta><office:meta>${meta}</office:meta></office:document-meta>` }]),
  ]);
const epub = (metadata: string): Buffer =>
  makeZip([
    { name: 'META-INF/container.xml', content: '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>' },
    { name: 'book.opf', content: `<package><metadata>${metadata}</metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>` },
    { name: 'a.xhtml', content: '<html><body><p>three months</p></body></html>' },
  ]);
const pdf = (own: { readonly author?: string }): Buffer => makePdf([{ lines: [{ text: 'The notice period is three months.', x: 72, y: 700 }] }], own);

test('PDF: as the document information says', async () => {
  expect(await author(pdf({ author: 'Ann  Miller' }), 'pdf')).toBe('Ann Miller');
  expect(await author(pdf({ author: '' }), 'pdf')).toBeUndefined();
  expect(await author(pdf({}), 'pdf')).toBeUndefined();
});

test('OOXML: the creator, not who changed it last; in Word, Excel and PowerPoint', async () => {
  const written = core('<dc:creator>Ann &amp; Bob Miller</dc:creator>');
  expect(await author(makeDocx(paragraph('three months'), [written]), 'docx')).toBe('Ann & Bob Miller');
  expect(await author(makeXlsx([{ name: 'a', xml: textRows([['three months']]) }], [written]), 'xlsx')).toBe('Ann & Bob Miller');
  expect(await author(makePptx([shape(['three months'])], [written]), 'pptx')).toBe('Ann & Bob Miller');
  expect(await author(makeDocx(paragraph('three months'), [core('<dc:creator/>')]), 'docx')).toBeUndefined();
  expect(await author(makeDocx(paragraph('three months')), 'docx')).toBeUndefined();
});

test('ODF: the first author, else the last one; who wrote a remark is no author', async () => {
  expect(await author(odt('<meta:initial-creator>Ann Miller</meta:initial-creator><dc:creator>Bob</dc:creator>'), 'odt')).toBe('Ann Miller');
  expect(await author(odt('<dc:creator>Bob</dc:creator>'), 'odt')).toBe('Bob');
  expect(await author(odt(null), 'odt')).toBeUndefined();
});

test('EPUB: all of them', async () => {
  expect(await author(epub('<dc:title>T</dc:title><dc:creator opf:role="aut">Ann Miller</dc:creator><dc:creator>Bob &amp; Co</dc:creator><dc:creator>Ann Miller</dc:creator>'), 'epub')).toBe('Ann Miller, Bob & Co');
  expect(await author(epub('<dc:title>T</dc:title>'), 'epub')).toBeUndefined();
});

test.each([
  ['no XML', 'not XML <<<'],
  ['a document type with entities', '<!DOCTYPE x [<!ENTITY a "Ann">]><c><dc:creator>&a;</dc:creator></c>'],
  ['an unknown entity', '<c><dc:creator>&a;</dc:creator></c>'],
  ['no end', '<c><dc:creator>Ann'],
  ['nothing', ''],
])('properties that are broken cost the name alone: %s', async (_what, content) => {
  expect(await author(makeDocx(paragraph('three months'), [{ name: 'docProps/core.xml', content }]), 'docx')).toBeUndefined();
});

test('however many and long the names are, what is kept is one short line without what hides', async () => {
  const many = core(Array.from({ length: 5_000 }, (_, at) => `<dc:creator>Author ${at} ${'x'.repeat(200)}</dc:creator>`).join(''));
  expect((await author(makeDocx(paragraph('three months'), [many]), 'docx'))!.length).toBeLessThanOrEqual(300);
  expect(authorOf(['Ann\u200b\u200bMiller\n\t', '', '\u202e'])).toEqual({ author: 'AnnMiller' });
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (names) => {
      const { author: line = 'x' } = authorOf(names);
      expect([line.length <= 300, line.trim() === line, /[\n\r\t\0]/u.test(line)]).toEqual([true, true, false]);
    }),
  );
});
