// Small whole files of the formats that are archives of XML.
import { makeDocx, makeZip, paragraph, table, type ZipEntrySpec } from '../../unit/parse/fixtures/makeZip.ts';

const xml = (content: string): string => `<?xml version="1.0" encoding="UTF-8"?>${content}`;
const relationships = (rows: readonly (readonly [type: string, target: string])[]): string =>
  xml(
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${rows
      .map(([type, target], at) => `<Relationship Id="rId${at + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`)
      .join('')}</Relationships>`,
  );
const contentTypes = (overrides: readonly (readonly [part: string, type: string])[]): string =>
  xml(
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides
      .map(([part, type]) => `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/>`)
      .join('')}</Types>`,
  );

export const docx = (): Buffer =>
  makeDocx(`${paragraph('Lease', 'Title')}${paragraph('The lease ends on 31 March 2027.')}${table([['Room', 'Rent'], ['Attic', '450']])}<w:p><w:r><w:t>Note</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>`, [
    { name: 'word/_rels/document.xml.rels', content: relationships([['footnotes', 'footnotes.xml'], ['header', 'header1.xml']]) },
    { name: 'word/footnotes.xml', content: xml(`<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2">${paragraph('In the footnote')}</w:footnote></w:footnotes>`) },
    { name: 'word/header1.xml', content: xml(`<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${paragraph('In the header')}</w:hdr>`) },
  ]);

const SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

export const xlsx = (): Buffer =>
  makeZip([
    { name: '[Content_Types].xml', content: contentTypes([['/xl/workbook.xml', 'spreadsheetml.sheet.main'], ['/xl/worksheets/sheet1.xml', 'spreadsheetml.worksheet'], ['/xl/sharedStrings.xml', 'spreadsheetml.sharedStrings'], ['/xl/styles.xml', 'spreadsheetml.styles']]) },
    { name: '_rels/.rels', content: relationships([['officeDocument', 'xl/workbook.xml']]) },
    { name: 'xl/_rels/workbook.xml.rels', content: relationships([['worksheet', 'worksheets/sheet1.xml'], ['sharedStrings', 'sharedStrings.xml'], ['styles', 'styles.xml']]) },
    { name: 'xl/workbook.xml', content: xml(`<workbook ${SHEET}><sheets><sheet name="Rents" sheetId="1" r:id="rId1"/></sheets></workbook>`) },
    { name: 'xl/styles.xml', content: xml(`<styleSheet ${SHEET}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="9"/></cellXfs></styleSheet>`) },
    { name: 'xl/sharedStrings.xml', content: xml(`<sst ${SHEET} count="2" uniqueCount="2"><si><t>Room</t></si><si><r><t>At</t></r><r><t>tic</t></r></si></sst>`) },
    {
      name: 'xl/worksheets/sheet1.xml',
      content: xml(
        `<worksheet ${SHEET}><dimension ref="A1:C3"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Rent</t></is></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><f>SUM(B1:B1)</f><v>450.5</v></c><c r="C2" s="1"><v>45000</v></c></row><row r="3"><c r="A3" t="b"><v>1</v></c><c r="B3" t="e"><v>#REF!</v></c><c r="C3" s="2"><v>0.19</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>`,
      ),
    },
  ]);

const SLIDE = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const shape = (text: string, type: string): string => `<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:cNvSpPr/><p:nvPr><p:ph type="${type}"/></p:nvPr></p:nvSpPr><p:txBody><a:bodyPr/><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;

export const pptx = (): Buffer =>
  makeZip([
    { name: '[Content_Types].xml', content: contentTypes([['/ppt/presentation.xml', 'presentationml.presentation.main'], ['/ppt/slides/slide1.xml', 'presentationml.slide']]) },
    { name: '_rels/.rels', content: relationships([['officeDocument', 'ppt/presentation.xml']]) },
    { name: 'ppt/_rels/presentation.xml.rels', content: relationships([['slide', 'slides/slide1.xml']]) },
    { name: 'ppt/presentation.xml', content: xml(`<p:presentation ${SLIDE}><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>`) },
    { name: 'ppt/slides/_rels/slide1.xml.rels', content: relationships([['notesSlide', '../notesSlides/notesSlide1.xml']]) },
    { name: 'ppt/notesSlides/notesSlide1.xml', content: xml(`<p:notes ${SLIDE}><p:cSld><p:spTree>${shape('What to say', 'body')}</p:spTree></p:cSld></p:notes>`) },
    {
      name: 'ppt/slides/slide1.xml',
      content: xml(
        `<p:sld ${SLIDE}><p:cSld><p:spTree>${shape('Plan', 'title')}<p:grpSp>${shape('Inside a group', 'body')}</p:grpSp><p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>Cell</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame></p:spTree></p:cSld></p:sld>`,
      ),
    },
  ]);

const OPEN = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"';

function openDocument(type: 'text' | 'spreadsheet' | 'presentation', body: string): Buffer {
  const entries: ZipEntrySpec[] = [
    { name: 'mimetype', content: `application/vnd.oasis.opendocument.${type}` },
    { name: 'META-INF/manifest.xml', content: xml(`<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.${type}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`) },
    { name: 'content.xml', content: xml(`<office:document-content ${OPEN}><office:body><office:${type}>${body}</office:${type}></office:body></office:document-content>`) },
    { name: 'styles.xml', content: xml(`<office:document-styles ${OPEN}/>`) },
    { name: 'meta.xml', content: xml(`<office:document-meta ${OPEN}/>`) },
  ];
  return makeZip(entries);
}

const cells = '<table:table table:name="Rents"><table:table-row><table:table-cell><text:p>Room</text:p></table:table-cell><table:table-cell table:number-columns-repeated="3"/><table:table-cell office:value-type="float" office:value="450"><text:p>450</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="2"><table:table-cell><text:p>Attic</text:p></table:table-cell></table:table-row></table:table>';

export const odt = (): Buffer => openDocument('text', `<text:h text:outline-level="1">Lease</text:h><text:p>The lease<text:s text:c="3"/>ends<text:tab/>on<text:line-break/>31 March.<text:note><text:note-body><text:p>A note</text:p></text:note-body></text:note></text:p><text:list><text:list-item><text:p>One</text:p></text:list-item></text:list>${cells}`);
export const ods = (): Buffer => openDocument('spreadsheet', cells);
export const odp = (): Buffer => openDocument('presentation', '<draw:page draw:name="page1"><draw:frame><draw:text-box><text:p>Plan</text:p></draw:text-box></draw:frame></draw:page>');

export const epub = (): Buffer =>
  makeZip([
    { name: 'mimetype', content: 'application/epub+zip' },
    { name: 'META-INF/container.xml', content: xml('<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>') },
    {
      name: 'OPS/book.opf',
      content: xml(
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Book</dc:title></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>',
      ),
    },
    { name: 'OPS/a.xhtml', content: xml('<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>One</h1><p>First chapter.</p></body></html>') },
    { name: 'OPS/b.xhtml', content: xml('<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>Two</h1><p>Second chapter.</p></body></html>') },
    { name: 'OPS/nav.xhtml', content: xml('<html xmlns="http://www.w3.org/1999/xhtml"><body><nav><ol><li><a href="a.xhtml">One</a></li></ol></nav></body></html>') },
  ]);
