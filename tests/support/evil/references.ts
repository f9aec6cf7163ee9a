// Files that ask to be completed from elsewhere: by a path on this machine, by an address, by an entity. Each holds
// harmless text of its own, which may be read.
import { pathToFileURL } from 'node:url';
import { makeDocx, makeZip, paragraph } from '../../unit/parse/fixtures/makeZip.ts';
import { BROKEN, type EvilFile } from './evilFile.ts';

const LAUGHS = `<!DOCTYPE a [<!ENTITY l0 "lol lol lol lol ">${Array.from({ length: 12 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('')}]>`;
const relationships = (type: string, target: string): string =>
  `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}" TargetMode="External"/></Relationships>`;
const PICTURE =
  '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>';
const OPEN = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"';
const openText = (body: string, doctype = ''): Buffer =>
  makeZip([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' },
    { name: 'content.xml', content: `<?xml version="1.0"?>${doctype}<office:document-content ${OPEN}><office:body><office:text>${body}</office:text></office:body></office:document-content>` },
  ]);
const book = (chapter: string, href: string): Buffer =>
  makeZip([
    { name: 'mimetype', content: 'application/epub+zip' },
    { name: 'META-INF/container.xml', content: '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>' },
    { name: 'book.opf', content: `<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="${href}" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>` },
    { name: 'a.xhtml', content: chapter },
  ]);

/** @param canary a file outside of what is indexed @param address that nobody may connect to */
export function evilReferences(canary: string, address: string): EvilFile[] {
  const url = pathToFileURL(canary).href;
  const external = `<!DOCTYPE a [<!ENTITY x SYSTEM "${url}">]>`;
  return [
    ...[url, canary, `\\\\server\\share\\a.png`, `${address}/a.png`, 'file:///dev/zero'].map((target, at): EvilFile => ({ name: `external ${at}.docx`, kind: 'docx', content: makeDocx(`${paragraph('Own words')}${PICTURE}`, [{ name: 'word/_rels/document.xml.rels', content: relationships('image', target) }]), ends: ['indexed'] })),
    { name: 'chunk.docx', kind: 'docx', content: makeDocx(`${paragraph('Own words')}<w:altChunk r:id="rId9"/>`, [{ name: 'word/_rels/document.xml.rels', content: relationships('aFChunk', url) }]), ends: ['indexed'] },
    { name: 'template.docx', kind: 'docx', content: makeDocx(paragraph('Own words'), [{ name: 'word/_rels/settings.xml.rels', content: relationships('attachedTemplate', address) }]), ends: ['indexed'] },
    { name: 'laughs.docx', kind: 'docx', content: makeZip([...['[Content_Types].xml', '_rels/.rels'].map((name) => ({ name, content: '<a/>' })), { name: 'word/document.xml', content: `<?xml version="1.0"?>${LAUGHS}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${paragraph('&l12;')}</w:body></w:document>` }]), ends: ['damaged'] },
    { name: 'entity.docx', kind: 'docx', content: makeZip([{ name: '[Content_Types].xml', content: '<a/>' }, { name: 'word/document.xml', content: `<?xml version="1.0"?>${external}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${paragraph('&x;')}</w:body></w:document>` }]), ends: ['damaged'] },
    { name: 'laughs.odt', kind: 'odt', content: openText('<text:p>Own &l12;</text:p>', LAUGHS), ends: BROKEN },
    { name: 'entity.odt', kind: 'odt', content: openText('<text:p>Own &x;</text:p>', external), ends: BROKEN },
    { name: 'section.odt', kind: 'odt', content: openText(`<text:p>Own words</text:p><text:section><text:section-source xlink:href="${url}"/></text:section>`), ends: ['indexed'] },
    { name: 'laughs.epub', kind: 'epub', content: book(`<?xml version="1.0"?>${LAUGHS}<html><body><p>Own &l12;</p></body></html>`, 'a.xhtml'), ends: BROKEN },
    { name: 'outside.epub', kind: 'epub', content: book('<html><body><p>Own words</p></body></html>', url), ends: BROKEN },
    { name: 'above.epub', kind: 'epub', content: book('<html><body><p>Own words</p></body></html>', `../../../../../../..${canary}`), ends: BROKEN },
    { name: 'laughs.html', kind: 'html', content: `${LAUGHS}<p>Own &l12;</p>`, ends: ['indexed'] },
    { name: 'laughs.xml', kind: 'code', content: `<?xml version="1.0"?>${LAUGHS}<a>&l12;</a>`, ends: ['indexed'] },
    { name: 'references.html', kind: 'html', content: `<base href="file:///"><link rel="stylesheet" href="${url}"><meta http-equiv="refresh" content="0;url=${url}"><p>Own words</p><img src="${url}"><iframe src="${url}"></iframe><object data="${url}"></object><script src="${address}"></script><img src="${address}/p.png">`, ends: ['indexed'] },
    { name: 'include.md', kind: 'markdown', content: `# Own words\n\n![x](${url})\n\n<!-- #include file="${canary}" -->\n\n{{include ${canary}}}\n`, ends: ['indexed'] },
    { name: 'include.tex', kind: 'latex', content: `\\documentclass{article}\\begin{document}Own words \\input{${canary}} \\include{${canary}} \\immediate\\write18{touch /tmp/x}\\end{document}`, ends: ['indexed'] },
    { name: 'include.org', kind: 'org', content: `* Own words\n#+INCLUDE: "${canary}"\n#+SETUPFILE: ${address}\nText.\n`, ends: ['indexed'] },
    { name: 'include.rst', kind: 'rst', content: `Own words\n=========\n\n.. include:: ${canary}\n\n.. csv-table::\n   :file: ${canary}\n\n.. raw:: html\n   :url: ${address}\n`, ends: ['indexed'] },
    { name: 'field.rtf', kind: 'rtf', content: `{\\rtf1 Own words {\\field{\\*\\fldinst INCLUDETEXT "${canary}"}{\\fldrslt shown}}{\\*\\template ${address}}}`, ends: ['indexed'] },
    { name: 'external.eml', kind: 'eml', content: `Subject: Own words\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nOwn words\r\n--b\r\nContent-Type: message/external-body; access-type=local-file; name="${canary}"\r\n\r\nContent-Type: text/plain\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<img src="${address}/seen.png">\r\n--b--\r\n`, ends: ['indexed', 'members-unread'] },
  ];
}
