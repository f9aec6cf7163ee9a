// Word and OpenDocument texts: structure, what is beside the body, what is hidden, and names that lie.
import { describe, expect, it } from 'vitest';
import type { DocumentKind } from '../../../../contract/domain.ts';
import { parseDocument } from '../../../../main/ingest/2-parse/parseDocument.ts';
import { makeDoc } from '../fixtures/makeDoc.ts';
import { makeDocx, makeZip, paragraph, table } from '../fixtures/makeZip.ts';
import { blocksOf, outline } from '../fixtures/outline.ts';

const read = async (bytes: Uint8Array, kind: DocumentKind) => outline(await parseDocument(bytes, { kind, name: `Lease.${kind}` }));
const blocks = async (bytes: Uint8Array, kind: DocumentKind) => blocksOf(await parseDocument(bytes, { kind, name: `Lease.${kind}` }));
const run = (text: string, properties = ''): string => `<w:r><w:rPr>${properties}</w:rPr><w:t>${text}</w:t></w:r>`;

describe('DOCX', () => {
  it('reads text boxes once, behind their paragraph', async () => {
    const box = `<w:txbxContent>${paragraph('boxed')}${paragraph('twice')}</w:txbxContent>`;
    const anchor = `<w:p><w:r><w:t>before</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>${box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>${box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t> after</w:t></w:r></w:p>`;
    expect(await blocks(makeDocx(anchor + paragraph('next')), 'docx')).toEqual(['paragraph: before after', 'paragraph: boxed', 'paragraph: twice', 'paragraph: next']);
  });

  it('reads what simple fields show, and words without their readings', async () => {
    const field = '<w:fldSimple w:instr="SEQ Figure"><w:r><w:t>1</w:t></w:r></w:fldSimple>';
    const ruby = '<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>とう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東京</w:t></w:r></w:rubyBase></w:ruby></w:r>';
    expect(await blocks(makeDocx(`<w:p><w:r><w:t xml:space="preserve">Figure </w:t></w:r>${field}${ruby}</w:p>`), 'docx')).toEqual(['paragraph: Figure 1東京']);
  });

  it('leaves out hidden, deleted and white text, but not what is white on a ground', async () => {
    const body = [
      `<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>${run('a')}${run('hidden', '<w:vanish/>')}${run('b', '<w:vanish w:val="0"/>')}</w:p>`,
      `<w:p><w:ins><w:r><w:t>inserted</w:t></w:r></w:ins><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del></w:p>`,
      `<w:p>${run('white', '<w:color w:val="FFFFFF"/>')}${run('shaded', '<w:color w:val="ffffff"/><w:shd w:val="clear" w:fill="000000"/>')}</w:p>`,
      `<w:tbl><w:tr><w:tc><w:p>${run('in a dark cell', '<w:color w:val="FFFFFF"/>')}</w:p></w:tc></w:tr></w:tbl>`,
    ];
    expect(await blocks(makeDocx(body.join('')), 'docx')).toEqual(['paragraph: ab', 'paragraph: inserted', 'paragraph: shaded', 'table: in a dark cell']);
  });

  it('adds comments, charts and SmartArt', async () => {
    const more = [
      { name: 'word/comments.xml', content: `<w:comments><w:comment w:id="1">${paragraph('Check &amp; sign')}</w:comment></w:comments>` },
      { name: 'word/diagrams/data1.xml', content: '<dgm:dataModel><a:p><a:r><a:t>Step &lt;1&gt;</a:t></a:r></a:p></dgm:dataModel>' },
      { name: 'word/charts/chart1.xml', content: '<c:chartSpace><c:ser><c:tx><c:v>Rent</c:v></c:tx><c:cat><c:pt idx="0"><c:v>May</c:v></c:pt></c:cat><c:val><c:pt idx="0"><c:v>9</c:v></c:pt></c:val></c:ser></c:chartSpace>' },
    ];
    expect(await blocks(makeDocx(paragraph('Text'), more), 'docx')).toEqual(['paragraph: Text', 'paragraph: Check & sign', 'paragraph: Step <1>', 'table: \tRent\nMay\t9']);
  });

  it('reads a whole body though other parts are missing', async () => {
    const bytes = makeZip([{ name: 'word/document.xml', content: `<w:document><w:body>${paragraph('Text')}</w:body></w:document>` }]);
    expect(await blocks(bytes, 'docx')).toEqual(['paragraph: Text']);
  });

  it('names the columns of a long table', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => [`Customer ${index}`, `${index * 10}`]);
    const outcome = await parseDocument(makeDocx(table([['Name', 'Rent'], ...rows])), { kind: 'docx', name: 'a.docx' });
    expect(outcome.ok && outcome.document.blocks.map(({ kind, columns }) => [kind, columns])).toEqual([['table', ['Name', 'Rent']]]);
  });
});

describe('ODT', () => {
  const odt = (body: string, more: { name: string; content: string }[] = [], styles = ''): Buffer =>
    makeZip([{ name: 'content.xml', content: `<?xml version="1.0"?><office:document-content><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:text>${body}</office:text></office:body></office:document-content>` }, ...more]);

  it('keeps headings, lists, tables; notes and comments come after their paragraph', async () => {
    const body = [
      '<text:tracked-changes><text:changed-region><text:p>deleted</text:p></text:changed-region></text:tracked-changes>',
      '<text:h text:outline-level="2">Term</text:h>',
      '<text:p>It<text:s/>ends<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Footnote</text:p></text:note-body></text:note> soon<office:annotation><dc:creator>Me</dc:creator><text:p>Comment</text:p></office:annotation>.</text:p>',
      '<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>inner</text:p></text:list-item></text:list></text:list-item></text:list>',
      '<table:table><table:table-row><table:table-cell/><table:table-cell><text:p>Rent</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>May</text:p><text:p>June</text:p></table:table-cell><table:table-cell><text:p>9</text:p></table:table-cell></table:table-row></table:table>',
      '<text:p>a<text:span text:style-name="H">hidden</text:span>b</text:p>',
    ];
    const margins = { name: 'styles.xml', content: '<office:document-styles><office:master-styles><style:master-page><style:header><text:p>Miller</text:p></style:header></style:master-page></office:master-styles></office:document-styles>' };
    expect(await read(odt(body.join(''), [margins], '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'), 'odt')).toEqual({
      title: 'Term',
      blocks: ['heading2: Term', 'paragraph: It ends soon.', 'paragraph: Footnote', 'paragraph: Comment', 'list: - one\n  - inner', 'table: \tRent\nMay June\t9', 'paragraph: ab', 'paragraph: Miller'],
    });
  });

  it('says that it is protected', async () => {
    expect(await read(odt('x', [{ name: 'META-INF/manifest.xml', content: '<manifest:encryption-data/>' }]), 'odt')).toEqual({ reason: 'password-protected' });
  });
});

describe('DOC', () => {
  it('reads pieces of either width, headings, tables with empty cells, fields, and the other parts', async () => {
    const bytes = makeDoc({
      pieces: [
        { text: 'Lease\rThe term ends \x13HYPERLINK x\x14soon\x15.\r', wide: false },
        { text: 'Łódź – é\r', wide: true },
        { text: 'Month\x07\x07\x07May\x079\x07\x07After\r', wide: false },
      ],
      footnotes: 'See below\r',
      paragraphs: [
        { length: 6, style: 1 },
        { length: 34 + 18, style: 0 },
        { length: 6, style: 0, inTable: true },
        { length: 1, style: 0, inTable: true },
        { length: 1, style: 0, inTable: true, endsRow: true },
        { length: 4, style: 0, inTable: true },
        { length: 2, style: 0, inTable: true },
        { length: 1, style: 0, inTable: true, endsRow: true },
      ],
    });
    expect(await read(bytes, 'doc')).toEqual({
      title: 'Lease',
      blocks: ['heading1: Lease', 'paragraph: The term ends soon.', 'paragraph: Łódź – é', 'table: Month\nMay\t9', 'paragraph: After', 'paragraph: See below'],
    });
  });

  it('ends when its pieces claim more text than there is', async () => {
    const bytes = makeDoc({ pieces: [{ text: 'a lease', wide: false }], paragraphs: [] });
    const piece = bytes.indexOf(Buffer.from([2, 16, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0]));
    bytes.writeUInt32LE(900_000_000, piece + 9);
    expect(await read(bytes, 'doc')).toMatchObject({ title: 'Lease' });
    const twice = makeDoc({ pieces: Array.from({ length: 30 }, () => ({ text: 'a lease of thirty years and more, as it is written.', wide: false })), paragraphs: [] });
    const table = twice.indexOf(Buffer.from([2, 0x6c, 1, 0, 0]));
    // Every piece lies where the first one does, and is as long as the file.
    for (let index = 0; index < 30; index += 1) {
      twice.writeUInt32LE((index + 1) * 4000, table + 5 + (index + 1) * 4);
      twice.writeUInt32LE((2048 | 0x40000000) >>> 0, table + 5 + 31 * 4 + index * 8 + 2);
    }
    expect(await read(twice, 'doc')).toEqual({ reason: 'damaged' });
  });

  it('leaves out hidden text', async () => {
    const bytes = makeDoc({ pieces: [{ text: 'a secret b\r', wide: false }], paragraphs: [], hidden: { from: 2, length: 7 } });
    expect(await blocks(bytes, 'doc')).toEqual(['paragraph: a b']);
  });
});

describe('a name that lies', () => {
  it.each([
    ['RTF', Buffer.from('{\\rtf1 text}'), ['paragraph: text']],
    ['a page of HTML', Buffer.from('<html><body><p>text</p></body></html>'), ['paragraph: text']],
    ['plain text', Buffer.from('text'), ['paragraph: text']],
    ['a DOCX', makeDocx(paragraph('text')), ['paragraph: text']],
    ['a DOCX in one XML file', Buffer.from(`<?xml version="1.0"?><pkg:package xmlns:pkg="p">${[
      ['/_rels/.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'],
      ['/word/document.xml', `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${paragraph('text')}</w:body></w:document>`],
    ].map(([name, xml]) => `<pkg:part pkg:name="${name}"><pkg:xmlData>${xml}</pkg:xmlData></pkg:part>`).join('')}</pkg:package>`), ['paragraph: text']],
    ['XML of Word 2003', Buffer.from(`<?xml version="1.0"?><w:wordDocument xmlns:w="w"><w:body>${paragraph('text')}</w:body></w:wordDocument>`), ['paragraph: text']],
  ])('.doc that is %s', async (_, bytes, expected) => {
    expect(await blocks(bytes, 'doc')).toEqual(expected);
  });

  it.each([
    ['doc', Buffer.from(Array.from({ length: 300 }, (_, at) => at % 7)), 'unsupported-type'],
    ['odt', Buffer.from('just text'), 'damaged'],
  ] as const)('.%s that is none of these', async (kind, bytes, reason) => {
    expect(await read(bytes, kind)).toEqual({ reason });
  });
});

it('a Word document that was saved as one web page is read as that page', async () => {
  const page = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>Lease</title></head><body><h1>Lease</h1><p>Ends in May.</p></body></html>\r\n--b--\r\n';
  expect(await parseDocument(Buffer.from(page), { kind: 'doc', name: 'a.doc' })).toMatchObject({ ok: true, document: { title: 'Lease', text: 'Lease\n\nEnds in May.' } });
});
