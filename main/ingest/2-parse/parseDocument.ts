// Stage 2 of the write line: the bytes of one file to a document with structure, or the reason why not. Opens no
// other file and follows no reference. Invariant: blocks lie within the text, in order, without overlap.
import type { DocumentKind, ParsedDocument } from '../../../contract/domain.ts';
import { readText } from './decodeText.ts';
import { accept, refuse, titleFromName, type ParseOutcome } from './parseOutcome.ts';
import { readCode } from './formats/code.ts';
import { readCsv } from './formats/csv.ts';
import { readDocx } from './formats/docx.ts';
import { readHtml } from './formats/html.ts';
import { readMarkdown } from './formats/markdown.ts';
import { readPdf } from './formats/pdf.ts';
import { readPlainText } from './formats/text.ts';

/**
 * @param name the file's name; gives the title where the content has none
 * @param encoding the person's choice, for formats that are text
 * @throws never for a bad file; anything thrown is a bug of a reader
 */
export async function parseDocument(
  bytes: Uint8Array,
  { kind, name, encoding = null }: { readonly kind: DocumentKind; readonly name: string; readonly encoding?: string | null },
): Promise<ParseOutcome> {
  if (bytes.length === 0) return refuse('empty');
  const title = titleFromName(name);
  const readDecoded = (read: (text: string) => ParsedDocument): ParseOutcome => {
    const decoded = readText(bytes, { chosen: encoding });
    return decoded === null ? refuse('binary-content') : accept({ ...read(decoded.text), encoding: decoded.encoding, hidden: decoded.hidden });
  };
  switch (kind) {
    case 'pdf':
      return readPdf(bytes, title);
    case 'docx':
      return readDocx(bytes, title);
    case 'html':
      return readHtml(bytes, title, encoding);
    case 'markdown':
      return readDecoded((text) => readMarkdown(text, title));
    case 'csv':
      return readDecoded((text) => readCsv(text, title));
    case 'code':
      return readDecoded((text) => readCode(text, name, name.slice(name.lastIndexOf('.') + 1).toLowerCase()));
    case 'text':
      return readDecoded((text) => readPlainText(text, title));
    default:
      return refuse('unsupported-type');
  }
}
