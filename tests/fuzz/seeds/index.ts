// Good files of every kind, small and made here, and the words that mean something in each format.
import { crc32, deflateSync } from 'node:zlib';
import type { DocumentKind } from '../../../contract/domain.ts';
import { makePdf, setParagraphs } from '../../unit/parse/fixtures/makePdf.ts';
import { makeZip } from '../../unit/parse/fixtures/makeZip.ts';
import { doc, msg, ppt, xls } from './compoundFile.ts';
import { docx, epub, odp, ods, odt, pptx, xlsx } from './openXml.ts';

export interface FormatSeeds {
  /** How a file's name ends. */
  readonly extension: string;
  readonly files: () => readonly Buffer[];
  readonly dictionary: readonly string[];
  /** Archives: mutations go into the entries too. */
  readonly isZip?: true;
}

const XML = ['<', '>', '&amp;', '&#0;', '&#x10ffff;', '&#xd800;', '<![CDATA[', ']]>', '<!--', '-->', '<?xml version="1.0" encoding="utf-16"?>', '<!DOCTYPE a [<!ENTITY b "c">]>', '&b;', 'xmlns:a="b"', '<a:b>', '</a:b>', '/>'];
const OLE = ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', '\xff\xff\xff\xff', '\xfe\xff\xff\xff', 'R\0o\0o\0t\0'];
const text = (...contents: readonly string[]) => (): readonly Buffer[] => contents.map((content) => Buffer.from(content));

const MAIL = ['From: ada@example.org', 'To: bob@example.org', 'Subject: =?utf-8?B?TGVhc2U=?=', 'Date: Tue, 1 Apr 2025 10:00:00 +0200', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="b"', '', '--b', 'Content-Type: multipart/alternative; boundary="c"', '', '--c', 'Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: quoted-printable', '', 'The lease ends=20on 31 M=E4rz.', '--c', 'Content-Type: text/html', '', '<p>The lease <b>ends</b>.</p>', '--c--', '--b', 'Content-Type: text/csv; name="rents.csv"', 'Content-Disposition: attachment; filename="rents.csv"', 'Content-Transfer-Encoding: base64', '', Buffer.from('room,rent\nattic,450\n').toString('base64'), '--b--', ''].join('\r\n');
const MAIL_WORDS = ['\r\n\r\n', '--b', '--b--', 'Content-Type: ', 'multipart/mixed; boundary=', 'message/rfc822', 'Content-Transfer-Encoding: base64\r\n', '=?utf-8?Q?', '?=', '=\r\n', '=ZZ', 'charset=utf-7', 'filename*=utf-8\'\'a%00', 'From ', '>From '];

function png(): Buffer {
  const chunk = (type: string, content: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const head = Buffer.from([0, 0, 0, 16, 0, 0, 0, 16, 8, 0, 0, 0, 0]);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.alloc(16 * 17, 0xee))), chunk('IEND', Buffer.alloc(0))]);
}

export const SEEDS: Readonly<Record<DocumentKind, FormatSeeds>> = {
  text: { extension: 'txt', files: () => [Buffer.from('The lease ends.\n\nSigned in Bonn.\n'), Buffer.from('\ufeffÜber Straßen\r\n漢字\r\n', 'utf16le'), Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67, 0x0a])], dictionary: ['\0', '\xff\xfe', '\xfe\xff', '\xef\xbb\xbf', '\r', '\x1b[31m', '\x0c', '\xed\xa0\x80', '\x1b$B'] },
  markdown: { extension: 'md', files: text('---\ntitle: a\n---\n# One\n\nText *with* `code` and [a link](b).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nx\n```\n\n- one\n  - two\n\n> quote\n\nSetext\n===\n'), dictionary: ['#', '```', '~~~', '---', '***', '|', '[', '](', '![', '<!--', '<div>', '> ', '- ', '1. ', '    ', '&amp;', '\\', '[^1]:', '**', '__', '``'] },
  html: { extension: 'html', files: text('<!doctype html><html><head><meta charset="utf-8"><title>Lease</title><style>p{}</style></head><body><nav>menu</nav><h1>Lease</h1><p>It <b>ends</b> on<br>31 March.</p><table><tr><th>Room<td>Attic</table><ul><li>one<li>two</ul><pre>a\n b</pre><svg><text>x</text></svg></body></html>'), dictionary: [...XML, '<table>', '<tr>', '<td colspan=99999999>', '<template>', '<svg>', '<math>', '<select>', '<plaintext>', '<script>', '<style>', '<frameset>', 'style="display:none"', '<base href="file:///">', '<meta charset=utf-16>', '<title>', '<textarea>'] },
  pdf: { extension: 'pdf', files: () => [makePdf([{ lines: setParagraphs(['The lease ends on 31 March 2027.', 'Signed in Bonn.']) }, { lines: setParagraphs(['Second page.']), rotate: 90 }], { title: 'Lease' }), makePdf([{ lines: [{ text: 'Up', x: 10, y: 10, upwards: true }], cropBox: [0, 0, 100, 100] }])], dictionary: ['obj', 'endobj', 'stream', 'endstream', 'xref', 'trailer', 'startxref', '<<', '>>', '[', ']', '/Kids', '/Parent 2 0 R', '/Length 99999999', '/Filter /FlateDecode', '/Filter [/ASCII85Decode /LZWDecode]', '/Encrypt', '/ObjStm', '/Prev 0', '/Count 1000000', '/Type /Pages', 'BT', 'ET', 'Tj', 'Tf', 'Do', 'q', 'cm', '1 0 R', '/W [1 2 1]', '/JS (app.alert(1))'] },
  docx: { extension: 'docx', files: () => [docx()], isZip: true, dictionary: [...XML, '<w:p>', '<w:r>', '<w:t>', '<w:tbl>', '<w:tr>', '<w:tc>', '<w:gridSpan w:val="99999999"/>', '<w:vMerge/>', '<w:fldChar w:fldCharType="begin"/>', '<w:txbxContent>', '<mc:AlternateContent>', '<w:numId w:val="-1"/>', '<w:footnoteReference w:id="2"/>'] },
  csv: { extension: 'csv', files: text('room,rent,note\nattic,450,"a ""b"", c"\ncellar,90,\n', 'sep=;\na;b\n1,5;2\n', 'a\tb\n1\t2\n'), dictionary: ['"', '""', ',', ';', '\t', '|', '\r\n', 'sep=', '"\n', ',,,,,,,,'] },
  code: { extension: 'py', files: text('def lease(end):\n    """When it ends."""\n    return end\n\n\nclass A:\n    pass\n'), dictionary: ['def ', 'class ', '{', '}', '\t', '/*', '"""', '#'] },
  doc: { extension: 'doc', files: () => [doc()], dictionary: [...OLE, '\x13 HYPERLINK ', '\x14', '\x15', '\x07', '\xec\xa5'] },
  odt: { extension: 'odt', files: () => [odt()], isZip: true, dictionary: [...XML, '<text:p>', '<text:s text:c="99999999"/>', '<text:h text:outline-level="99">', '<text:list>', '<table:table>', '<draw:frame>', '<office:annotation>'] },
  rtf: { extension: 'rtf', files: text("{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fcharset0 Arial;}}{\\info{\\title Lease}}\\pard\\b Lease\\b0\\par It ends on 31 M\\'e4rz. \\u8364? \\trowd\\cellx100 Room\\cell Attic\\cell\\row{\\*\\generator x;}{\\field{\\*\\fldinst HYPERLINK \"a\"}{\\fldrslt link}}{\\pict\\bin4 abcd}}"), dictionary: ['{', '}', '\\', "\\'", "\\'zz", '\\u-1?', '\\uc9999999', '\\bin99999999 ', '\\*', '\\par', '\\cell', '\\row', '\\trowd', '\\fonttbl', '\\ansicpg99999', '\\upr', '\\objdata'] },
  pptx: { extension: 'pptx', files: () => [pptx()], isZip: true, dictionary: [...XML, '<a:p>', '<a:t>', '<p:sp>', '<p:grpSp>', '<a:tbl>', '<a:tc>', 'r:id="rId1"', '../../../../etc/passwd'] },
  ppt: { extension: 'ppt', files: () => [ppt()], dictionary: [...OLE, '\xa0\x0f', '\xa8\x0f', '\xf0\x0f', '\x0f\0'] },
  odp: { extension: 'odp', files: () => [odp()], isZip: true, dictionary: [...XML, '<draw:page>', '<text:p>', '<draw:frame>', '<presentation:notes>'] },
  xlsx: { extension: 'xlsx', files: () => [xlsx()], isZip: true, dictionary: [...XML, '<row r="1048577">', '<row r="0">', '<c r="XFE1" t="s">', '<c r="ZZZZZZ99999999">', '<c r="">', '<v>99999999</v>', '<v>1e400</v>', 's="-1"', 't="d"', 'formatCode="[$-F800]"', '<mergeCell ref="A1:XFD1048576"/>', '<is><t>'] },
  xls: { extension: 'xls', files: () => [xls()], dictionary: [...OLE, '\x09\x08', '\x0a\0\0\0', '\xfc\0', '\x3c\0', '\x85\0', '\xfd\0\x0a\0', '\x2f\0'] },
  ods: { extension: 'ods', files: () => [ods()], isZip: true, dictionary: [...XML, 'table:number-columns-repeated="16384"', 'table:number-rows-repeated="1048576"', '<table:table-row>', '<table:covered-table-cell/>', 'office:value="1e400"', 'office:value-type="date"'] },
  epub: { extension: 'epub', files: () => [epub()], isZip: true, dictionary: [...XML, 'href="../../../etc/passwd"', 'href="a.xhtml#b"', 'idref="a"', '<spine>', '<itemref idref="z"/>', 'full-path=""', 'href="%zz"', 'href="file:///etc/passwd"'] },
  mhtml: { extension: 'mhtml', files: text(MAIL.replace('multipart/mixed', 'multipart/related; type="text/html"')), dictionary: MAIL_WORDS },
  org: { extension: 'org', files: text('#+TITLE: Lease\n* One\n:PROPERTIES:\n:ID: a\n:END:\nText /with/ *marks* and [[a][b]].\n** Two\n| a | b |\n|---+---|\n| 1 | 2 |\n#+BEGIN_SRC py\nx\n#+END_SRC\n- one\n'), dictionary: ['*', '**', '#+BEGIN_SRC', '#+END_SRC', '|', ':END:', '[[', ']]', '#+', '- '] },
  rst: { extension: 'rst', files: text('Lease\n=====\n\nIt ends *soon*.\n\n.. note:: Look\n\n   Inside.\n\n+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n\n::\n\n   code\n\n.. _a: b\n'), dictionary: ['====', '----', '.. ', '::', '+---+', '|', '``', ':ref:`', '`_', '   '] },
  latex: { extension: 'tex', files: text('\\documentclass{article}\n\\title{Lease}\n\\begin{document}\n\\section{One}\nIt ends \\emph{soon} $a^2$. % no\n\\begin{tabular}{ll}a & b \\\\ 1 & 2\\end{tabular}\n\\begin{verbatim}x\\end{verbatim}\n\\input{other}\n\\end{document}\n'), dictionary: ['\\begin{', '\\end{', '{', '}', '$', '$$', '\\\\', '%', '\\def\\a{\\a}', '\\input{/etc/passwd}', '\\verb|', '\\[', '&'] },
  eml: { extension: 'eml', files: text(MAIL, 'Subject: Short\n\nBody\n'), dictionary: MAIL_WORDS },
  msg: { extension: 'msg', files: () => [msg()], dictionary: [...OLE, '_\0_\0s\0u\0b\0s\0t\0g\0', 'LZFu', 'MELA'] },
  mbox: { extension: 'mbox', files: text(`From ada@example.org Tue Apr  1 10:00:00 2025\n${MAIL.replaceAll('\r\n', '\n')}\nFrom bob@example.org Tue Apr  1 11:00:00 2025\nSubject: Two\n\n>From here on\n`), dictionary: MAIL_WORDS },
  zip: { extension: 'zip', files: () => [makeZip([{ name: 'notes/a.md', content: '# One\n\nText.\n' }, { name: 'b.csv', content: 'a,b\n1,2\n' }, { name: 'c.docx', content: docx() }])], isZip: true, dictionary: ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', 'PK\x06\x06', 'PK\x06\x07'] },
  image: { extension: 'png', files: () => [png()], dictionary: ['IHDR', 'IDAT', 'IEND', 'PLTE', 'tEXt', 'acTL', '\x89PNG'] },
};
