// Office files of every age: what a file is, its content says; its name is only a hint. A `.doc` may be a Word document
// of any version, RTF, HTML or plain text, a `.xls` a page of HTML or a CSV.
import type { DocumentKind } from '../../../../contract/domain.ts';
import { authorOf } from '../author.ts';
import { decodeText } from '../decodeText.ts';
import { readCsv } from '../formats/csv.ts';
import { readMhtml } from '../formats/eml.ts';
import { readHtml } from '../formats/html.ts';
import { readPlainText } from '../formats/text.ts';
import { accept, refuse, type ParseOutcome } from '../parseOutcome.ts';
import { CompoundFault, isCompoundFile } from './compoundFile.ts';
import { readOdf, readFlatOdf } from './odf/readOdf.ts';
import { openPackage } from './officePackage.ts';
import { packageAuthors } from './packageAuthors.ts';
import { readOoxml } from './ooxml.ts';
import { readCompound } from './readCompound.ts';
import { readRtf } from './rtf/readRtf.ts';
import { readWithSheetJs } from './sheets/sheetJs.ts';
import { isWordStream, readDoc } from './word/doc.ts';
import { readWordXml } from './word/wordXmlFiles.ts';
import { XmlFault } from './xml.ts';

export interface OfficeOptions {
  readonly kind: DocumentKind;
  readonly title: string;
  readonly password?: string | undefined;
}

const HEAD_BYTES = 4096;

/** @throws never for a bad file */
export async function readOffice(bytes: Uint8Array, options: OfficeOptions): Promise<ParseOutcome> {
  try {
    return await readByContent(bytes, options);
  } catch (error) {
    // Reads beyond the end of a record are RangeErrors.
    if (error instanceof XmlFault || error instanceof CompoundFault || error instanceof RangeError) return refuse('damaged');
    throw error;
  }
}

async function readByContent(bytes: Uint8Array, options: OfficeOptions): Promise<ParseOutcome> {
  const { title } = options;
  if (isCompoundFile(bytes)) return readCompound(bytes, options, (inner) => readZipped(inner, title));
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (content[0] === 0x50 && content[1] === 0x4b) return readZipped(bytes, title);
  const head = content.toString('latin1', 0, HEAD_BYTES).replace(/^\xef\xbb\xbf/, '').replaceAll('\0', '');
  if (/^\s*\{\\rtf/.test(head)) return readRtf(content, title);
  // Excel 2 to 4 wrote the records without a container.
  if (content[0] === 0x09 && content[1]! <= 0x08 && content[2]! <= 0x10 && content[3] === 0) return readWithSheetJs(bytes, title);
  // Word 2 wrote its stream without a container.
  if (isWordStream(content)) return readDoc(content, Buffer.alloc(0), title);
  // Word's "single file web page".
  if (/^mime-version:/im.test(head) && /^content-type:\s*multipart\/related/im.test(head)) return readMhtml(bytes, title);
  return /^\s*</.test(head) ? readMarkup(content, head, options) : readText(bytes, options);
}

async function readZipped(bytes: Uint8Array, title: string): Promise<ParseOutcome> {
  const archive = openPackage(bytes);
  if (!archive.ok) return refuse(archive.reason);
  const { package: opened } = archive;
  if (opened.part('META-INF/manifest.xml')?.includes('encryption-data') === true) return refuse('password-protected');
  const outcome = opened.part('content.xml') === undefined ? await readOoxml(opened, title) : readOdf(opened, title);
  return outcome.ok ? { ...outcome, document: { ...outcome.document, ...authorOf(packageAuthors(opened)) } } : outcome;
}

async function readMarkup(content: Buffer, head: string, options: OfficeOptions): Promise<ParseOutcome> {
  const { title } = options;
  if (/^\s*<\?xml|^\s*<\w+:/.test(head)) {
    if (/<office:document[\s>]/.test(head)) return readFlatOdf(content, title);
    if (/urn:schemas-microsoft-com:office:spreadsheet/.test(head)) return head.includes('<!DOCTYPE') ? refuse('damaged') : readWithSheetJs(content, title);
    const word = await readWordXml(content, head, title);
    if (word !== null) return word;
  }
  return /<(?:!doctype html|html|head|body|table|meta|div|p)[\s>]/i.test(head) ? readHtml(content, title, null) : readText(content, options);
}

function readText(bytes: Uint8Array, { kind, title }: OfficeOptions): ParseOutcome {
  // Only the oldest formats were ever just text; a newer one that is none of its format is broken.
  if (kind !== 'doc' && kind !== 'xls') return refuse('damaged');
  const text = decodeText(bytes);
  // Of another program that used the same ending: WordPerfect, Word for DOS.
  if (text === null) return refuse('unsupported-type');
  return accept(kind === 'xls' ? readCsv(text, title) : readPlainText(text, title));
}
