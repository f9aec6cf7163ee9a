// Stage 2 of the write line: the bytes of one file to a document with structure, or the reason why not. Opens no
// other file and follows no reference. Invariant: blocks lie within the text, in order, without overlap.
import type { DocumentKind, ParsedDocument } from '../../../contract/domain.ts';
import { readText } from './decodeText.ts';
import { accept, refuse, titleFromName, type ParseOutcome } from './parseOutcome.ts';
import { readCode } from './formats/code.ts';
import { readCsv } from './formats/csv.ts';
import { readEml, readMhtml } from './formats/eml.ts';
import { readEpub } from './formats/epub.ts';
import { readHtml } from './formats/html.ts';
import { readImage } from './formats/image.ts';
import { readLatex } from './formats/latex.ts';
import { readMarkdown } from './formats/markdown.ts';
import { readMsg } from './formats/msg.ts';
import { readOrg } from './formats/org.ts';
import { readPdf } from './formats/pdf.ts';
import { readRst } from './formats/rst.ts';
import { readPlainText } from './formats/text.ts';
import type { OcrPages } from './ocr/ocrPage.ts';
import { readOffice } from './office/readOffice.ts';

export interface ParseOptions {
  readonly kind: DocumentKind;
  /** The file's name; gives the title where the content has none. */
  readonly name: string;
  /** The person's choice, for formats that are text. */
  readonly encoding?: string | null | undefined;
  /** Of a protected file, where the person gave it. */
  readonly password?: string | undefined;
  /** What OCR has made of pages, by their 1-based numbers. */
  readonly ocr?: OcrPages | undefined;
}

/**
 * @throws never for a bad file; anything thrown is a bug of a reader
 */
export async function parseDocument(bytes: Uint8Array, { kind, name, encoding = null, password, ocr }: ParseOptions): Promise<ParseOutcome> {
  if (bytes.length === 0) return refuse('empty');
  const title = titleFromName(name);
  const readDecoded = (read: (text: string) => ParsedDocument): ParseOutcome => {
    const decoded = readText(bytes, { chosen: encoding });
    return decoded === null ? refuse('binary-content') : accept({ ...read(decoded.text), encoding: decoded.encoding, hidden: decoded.hidden });
  };
  switch (kind) {
    case 'pdf':
      return readPdf(bytes, title, { ocr, password });
    case 'image':
      return readImage(bytes, title, ocr);
    case 'docx':
    case 'doc':
    case 'odt':
    case 'rtf':
    case 'pptx':
    case 'ppt':
    case 'odp':
    case 'xlsx':
    case 'xls':
    case 'ods':
      return readOffice(bytes, { kind, title, password });
    case 'html':
      return readHtml(bytes, title, encoding);
    case 'eml':
      return readEml(bytes, title);
    case 'msg':
      return readMsg(bytes, title);
    case 'mhtml':
      return readMhtml(bytes, title);
    case 'markdown':
      return readDecoded((text) => readMarkdown(text, title));
    case 'csv':
      return readDecoded((text) => readCsv(text, title));
    case 'code':
      return readDecoded((text) => readCode(text, name, name.slice(name.lastIndexOf('.') + 1).toLowerCase()));
    case 'org':
      return readDecoded((text) => readOrg(text, title));
    case 'rst':
      return readDecoded((text) => readRst(text, title));
    case 'latex':
      return readDecoded((text) => readLatex(text, title, name));
    case 'epub':
      return readEpub(bytes, title);
    case 'text':
      return readDecoded((text) => readPlainText(text, title));
    default:
      return refuse('unsupported-type');
  }
}
