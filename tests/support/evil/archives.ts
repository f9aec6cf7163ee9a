// Archives that unfold without end, overlap, or name places outside.
import { crc32, deflateRawSync } from 'node:zlib';
import { makeDocx, makeZip, paragraph } from '../../unit/parse/fixtures/makeZip.ts';
import { BROKEN, type EvilFile } from './evilFile.ts';

const MIB = 1024 * 1024;

/** One packed stretch of data that every entry of the directory points to. */
function overlapping(names: readonly string[], content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const header = (name: Buffer): Buffer => {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    return common;
  };
  const first = Buffer.from(names[0]!);
  const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), header(first), first, packed]);
  const directory = Buffer.concat(
    names.map((text) => {
      const name = Buffer.from(text);
      const central = Buffer.alloc(46);
      central.writeUInt32LE(0x02014b50, 0);
      header(name).copy(central, 6);
      return Buffer.concat([central, name]);
    }),
  );
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(names.length, 8);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}

/** The part that holds the text, with 150 MB of it. */
function bomb(part: string, open: string, close: string): Buffer {
  return makeZip([
    { name: 'mimetype', content: 'application/epub+zip' },
    { name: '[Content_Types].xml', content: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>' },
    { name: part, content: Buffer.concat([Buffer.from(open), Buffer.alloc(150 * MIB, 'a'), Buffer.from(close)]), claimedBytes: 1_000 },
  ]);
}


export function evilArchives(): EvilFile[] {
  const tooMuch = ['too-much-text', 'damaged'] as const;
  return [
    { name: 'bomb.docx', kind: 'docx', content: bomb('word/document.xml', '<w:document>', '</w:document>'), ends: tooMuch },
    { name: 'bomb.xlsx', kind: 'xlsx', content: bomb('xl/sharedStrings.xml', '<sst>', '</sst>'), ends: tooMuch },
    { name: 'bomb.pptx', kind: 'pptx', content: bomb('ppt/slides/slide1.xml', '<p:sld>', '</p:sld>'), ends: tooMuch },
    { name: 'bomb.odt', kind: 'odt', content: bomb('content.xml', '<office:document-content>', '</office:document-content>'), ends: tooMuch },
    { name: 'bomb.epub', kind: 'epub', content: bomb('META-INF/container.xml', '<container>', '</container>'), ends: tooMuch },
    { name: 'bomb.zip', kind: 'zip', content: makeZip([{ name: 'a.txt', content: Buffer.alloc(150 * MIB, 'a'), claimedBytes: 10 }]), ends: [...tooMuch, 'members-unread', 'too-large'] },
    { name: 'overlapping.docx', kind: 'docx', content: overlapping(['word/document.xml', ...Array.from({ length: 3_000 }, (_, at) => `word/header${at}.xml`)], Buffer.alloc(MIB, 'a')), ends: tooMuch },
    { name: 'overlapping.zip', kind: 'zip', content: overlapping(Array.from({ length: 9_000 }, (_, at) => `${at}.heic`), Buffer.alloc(MIB, 'a')), ends: [...tooMuch, 'members-unread', 'no-text', 'indexed'] },
    { name: 'many.zip', kind: 'zip', content: overlapping(Array.from({ length: 60_000 }, (_, at) => `${at}.heic`), Buffer.from('a')), ends: [...tooMuch, 'members-unread'] },
    {
      name: 'slip.zip',
      kind: 'zip',
      content: makeZip(['../../slipped.md', '/tmp/freehold-slipped.md', 'C:\\slipped.md', '..\\..\\slipped.md', 'a/../../../slipped.md', 'nul\0slipped.md'].map((name) => ({ name, content: '# Slipped\n\nText.\n' }))),
      ends: [...BROKEN],
    },
    { name: 'slip.docx', kind: 'docx', content: makeDocx(paragraph('Body'), [{ name: '../../slipped.xml', content: '<a/>' }]), ends: BROKEN },
    { name: 'slip.epub', kind: 'epub', content: makeZip([{ name: '../../slipped.xhtml', content: '<p>x</p>' }]), ends: BROKEN },
    { name: 'nested.zip', kind: 'zip', content: Array.from({ length: 6 }).reduce<Buffer>((inner, _, at) => makeZip([{ name: `${at}.zip`, content: inner }]), makeZip([{ name: 'a.md', content: '# A\n' }])), ends: ['nested-too-deep', ...BROKEN] },
  ];
}
