// Stage 2 of the write line: the bytes of one file to a document with structure, or the reason why not. Opens no
// other file and follows no reference. Invariant: blocks lie within the text, in order, without overlap.
import type { DocumentKind, ParsedDocument } from '../../../contract/domain.ts';
import { decodeText } from './decodeText.ts';
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
 * @throws never for a bad file; anything thrown is a bug of a reader
 */
export async function parseDocument(bytes: Uint8Array, { kind, name }: { readonly kind: DocumentKind; readonly name: string }): Promise<ParseOutcome> {
  if (bytes.length === 0) return refuse('empty');
  const title = titleFromName(name);
  switch (kind) {
    case 'pdf':
      return readPdf(bytes, title);
    case 'docx':
      return readDocx(bytes, title);
    case 'html':
      return readHtml(bytes, title);
    case 'markdown':
      return readDecoded(bytes, (text) => readMarkdown(text, title));
    case 'csv':
      return readDecoded(bytes, (text) => readCsv(text, title));
    case 'code':
      return readDecoded(bytes, (text) => readCode(text, name, name.slice(name.lastIndexOf('.') + 1).toLowerCase()));
    case 'text':
      return readDecoded(bytes, (text) => readPlainText(text, title));
    default:
      return refuse('unsupported-type');
  }
}

function readDecoded(bytes: Uint8Array, read: (text: string) => ParsedDocument): ParseOutcome {
  const text = decodeText(bytes);
  return text === null ? refuse('binary-content') : accept(read(text));
}
