// Word documents: their structure, and archives that mean harm.
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../main/ingest/2-parse/parseDocument.ts';
import { makeDocx, makeZip, paragraph, table } from './fixtures/makeZip.ts';
import { outline } from './fixtures/outline.ts';

const read = (bytes: Uint8Array) => parseDocument(bytes, { kind: 'docx', name: 'Lease_Elm.docx' });
const MIB = 1024 * 1024;

describe('structure', () => {
  it('keeps headings, tables, equations, and letterheads', async () => {
    const body = [
      paragraph('Elm Street', 'Heading1'),
      paragraph('The lease ends on 31 March 2027.'),
      table([
        ['Month', 'Rent'],
        ['', '1200'],
      ]),
      '<w:p><w:r><w:t xml:space="preserve">Area: </w:t></w:r><m:oMath><m:r><m:t>a</m:t></m:r><m:sSup><m:e><m:r><m:t>b</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></w:p>',
      '<w:p><m:oMathPara><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></m:oMathPara></w:p>',
    ].join('');
    const header = { name: 'word/header1.xml', content: `<w:hdr>${paragraph('Miller &amp; Sons, Bonn')}${paragraph('7')}</w:hdr>` };
    expect(outline(await read(makeDocx(body, [header])))).toEqual({
      title: 'Elm Street',
      blocks: ['heading1: Elm Street', 'paragraph: The lease ends on 31 March 2027.', 'table: Month\tRent\n\t1200', 'paragraph: Area: ab2', 'paragraph: x=1', 'paragraph: Miller & Sons, Bonn'],
    });
  });

  it('takes the title from the file name when there is no heading', async () => {
    const outcome = await read(makeDocx(paragraph('Text')));
    expect(outcome.ok && outcome.document.title).toBe('Lease Elm');
  });
});

describe('a document too large for mammoth', () => {
  it('keeps headings, lists and tables', async () => {
    const styles = { name: 'word/styles.xml', content: '<w:styles><w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style></w:styles>' };
    const item = (text: string): string => `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
    const boxed = '<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>once</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>twice</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>';
    const start = [paragraph('Term &amp; rent', 'berschrift2'), item('one'), item('two'), table([['Month', 'Rent'], ['May', '1200']]), boxed].join('');
    const sentence = 'The lease ends on 31 March 2027 and may be extended once by either party in writing.';
    const outcome = await read(makeDocx(start + paragraph(sentence).repeat(60_000), [styles]));
    expect(outline(outcome)).toMatchObject({ title: 'Term & rent' });
    const text = outcome.ok ? outcome.document.text : '';
    expect(text.startsWith(`Term & rent\n\n- one\n- two\n\nMonth\tRent\nMay\t1200\n\nonce\n\n${sentence}\n\n${sentence}`)).toBe(true);
    expect(text.split(sentence)).toHaveLength(60_001);
  });
});

describe('hostile archives', () => {
  it('stops a bomb at the limit, whatever size it claims', async () => {
    const bomb = makeDocx(paragraph('Text'), [{ name: 'word/styles.xml', content: Buffer.alloc(160 * MIB, 0x20), claimedBytes: 10 }]);
    expect(bomb.length).toBeLessThan(MIB);
    const before = process.memoryUsage().arrayBuffers;
    expect(await read(bomb)).toEqual({ ok: false, reason: 'too-much-text' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(220 * MIB);
  });

  it('stops a bomb made of many parts', async () => {
    const part = Buffer.alloc(60 * MIB, 0x20);
    const parts = Array.from({ length: 4 }, (_, index) => ({ name: `word/part${index}.xml`, content: part }));
    expect(await read(makeDocx(paragraph('Text'), parts))).toEqual({ ok: false, reason: 'too-much-text' });
  });

  it('leaves pictures packed: their size is no concern', async () => {
    const outcome = await read(makeDocx(paragraph('Text'), [{ name: 'word/media/image1.bmp', content: Buffer.alloc(120 * MIB) }]));
    expect(outcome.ok).toBe(true);
  });

  it.each([
    ['too many entries', makeZip(Array.from({ length: 10_001 }, (_, index) => ({ name: `${index}`, content: '' }))), 'too-much-text'],
    ['two entries of one name', makeDocx(paragraph('a'), [{ name: 'word/document.xml', content: '<x/>' }]), 'damaged'],
    ['an encrypted entry', makeDocx(paragraph('a'), [{ name: 'word/x.xml', content: 'x', encrypted: true }]), 'password-protected'],
    ['no document in it', makeZip([{ name: 'a.xml', content: '<a/>' }]), 'damaged'],
    ['a truncated archive', makeDocx(paragraph('a')).subarray(0, 300), 'damaged'],
    ['a document type', makeDocx(paragraph('a'), [{ name: 'word/y.xml', content: '<!DOCTYPE x [<!ENTITY a "b">]><x/>' }]), 'damaged'],
    ['broken XML', makeDocx('<w:p><w:r>'), 'damaged'],
  ])('refuses %s', async (_, bytes, reason) => {
    expect(await read(bytes)).toEqual({ ok: false, reason });
  });

  it('opens no file that a picture points to', async () => {
    const drawing = '<w:p><w:r><w:t>Before</w:t></w:r><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata r:link="r9" r:href="r9"/></v:shape></w:pict></w:r></w:p>';
    const relations = {
      name: 'word/_rels/document.xml.rels',
      content: '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="file:///dev/zero" TargetMode="External"/></Relationships>',
    };
    expect(outline(await read(makeDocx(drawing, [relations])))).toMatchObject({ blocks: ['paragraph: Before'] });
  });
});

describe('notes of a document', () => {
  const note = (id: number, text: string, type = ''): string => `<w:footnote w:id="${id}"${type}><w:p><w:r>${text === '' ? '<w:separator/>' : `<w:t>${text}</w:t>`}</w:r></w:p></w:footnote>`;
  const notes = [
    { name: 'word/footnotes.xml', content: `<w:footnotes>${note(-1, '', ' w:type="separator"')}${note(1, 'As agreed on 3 May 2019.')}</w:footnotes>` },
    { name: 'word/endnotes.xml', content: `<w:endnotes>${note(1, 'See the annex on parking.').replaceAll('footnote', 'endnote')}</w:endnotes>` },
  ];

  it('are read of one too large for mammoth as well', async () => {
    const sentence = 'The lease ends on 31 March 2027 and may be extended once by either party in writing.';
    const outcome = await read(makeDocx(paragraph(sentence).repeat(60_000), notes));
    expect(outcome.ok && outcome.document.text.slice(-200)).toContain(`${sentence}\n\nAs agreed on 3 May 2019.\n\nSee the annex on parking.`);
  });
});
