// EPUB: reading order, names of chapters, what the contents page may not add twice, copy protection, and bad books.
import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../../main/ingest/2-parse/parseDocument.ts';
import { makeZip, type ZipEntrySpec } from './fixtures/makeZip.ts';
import { outline } from './fixtures/outline.ts';

const CONTAINER = { name: 'META-INF/container.xml', content: '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>' };
const page = (name: string, body: string): ZipEntrySpec => ({ name, content: `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>${body}</body></html>` });
const BOOK = `<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Leases &amp; Rents</dc:title></metadata><manifest>
  <!-- <item id="old" href="old.xhtml" media-type="application/xhtml+xml"/> -->
  <item id="two" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/><item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
  <item id="notes" href="notes.xhtml" media-type="application/xhtml+xml"/><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
  <item id="cover" href="cover.jpg" media-type="image/jpeg"/></manifest>
  <spine><itemref idref="nav"/><itemref idref="notes" linear="no"/><itemref idref="one"/><itemref idref="two"/></spine></package>`;
const PARTS: readonly ZipEntrySpec[] = [
  CONTAINER,
  { name: 'OPS/book.opf', content: BOOK },
  page('OPS/text/one.xhtml', '<h1>One</h1><p>It ends in March.</p>'),
  page('OPS/text/two b.xhtml', '<p>Three <span style="display:none">or four </span>months.</p>'),
  page('OPS/notes.xhtml', '<p>A note.</p>'),
  page('OPS/nav.xhtml', '<nav><ol><li><a href="text/one.xhtml#s">Uno</a></li><li><a href="text/two%20b.xhtml">Notice <i>period</i></a></li></ol></nav>'),
];
const read = (parts: readonly ZipEntrySpec[]) => parseDocument(makeZip(parts), { kind: 'epub', name: 'book.epub' });

test('chapters come in the order of the spine, named by the contents where they have no heading; notes come last', async () => {
  const outcome = await read(PARTS);
  expect(outline(outcome)).toEqual({
    title: 'Leases & Rents',
    blocks: ['heading1: One', 'paragraph: It ends in March.', 'heading1: Notice period', 'paragraph: Three months.', 'paragraph: A note.'],
  });
  expect(outcome).toMatchObject({ document: { hidden: 6 } });
});

test('names are taken from an NCX too', async () => {
  const ncx = { name: 'OPS/toc.ncx', content: '<ncx><docTitle><text>Book</text></docTitle><navMap><navPoint><navLabel><text>Period</text></navLabel><content src="text/two%20b.xhtml#a"/></navPoint></navMap></ncx>' };
  const opf = { name: 'OPS/book.opf', content: BOOK.replace('properties="nav" media-type="application/xhtml+xml"', 'media-type="application/xhtml+xml"').replace('</manifest>', '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>') };
  expect(outline(await read([...PARTS.filter(({ name }) => name !== opf.name), opf, ncx]))).toMatchObject({ blocks: expect.arrayContaining(['heading1: Period']) as unknown });
});

describe('copy protection', () => {
  const encryption = (algorithm: string) => ({ name: 'META-INF/encryption.xml', content: `<encryption><enc:EncryptedData><enc:EncryptionMethod Algorithm="${algorithm}"/></enc:EncryptedData></encryption>` });
  test('of the text is refused', async () => {
    expect(await read([...PARTS, encryption('http://www.w3.org/2001/04/xmlenc#aes128-cbc')])).toEqual({ ok: false, reason: 'password-protected' });
  });
  test('of fonts alone is none', async () => {
    expect(await read([...PARTS, encryption('http://www.idpf.org/2008/embedding')])).toMatchObject({ ok: true });
  });
});

test('a book that lacks a chapter is read in part; one without a package, or of pictures, is refused with its reason', async () => {
  expect(await read(PARTS.filter(({ name }) => name !== 'OPS/text/one.xhtml'))).toMatchObject({ document: { partly: 'damaged' } });
  expect(await read(PARTS.slice(2))).toEqual({ ok: false, reason: 'damaged' });
  expect(await read([PARTS[0]!, PARTS[1]!, ...PARTS.slice(2).map(({ name }) => page(String(name), '<img src="a.jpg"/>'))])).toEqual({ ok: false, reason: 'no-text' });
  expect(await parseDocument(Buffer.from('no archive'), { kind: 'epub', name: 'book.epub' })).toEqual({ ok: false, reason: 'damaged' });
});
