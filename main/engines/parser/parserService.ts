// The parser's methods: parses one file, and finds quotes on the pages of a PDF. Identity and content come from the
// same bytes: the hash is that of what was parsed. Writes nothing; keeps one PDF open for the next place asked for.
import { AppError } from '../../../contract/errors.ts';
import { emptyPageIndex, locateInPdf, pageIndexOf, type PageIndex } from '../../ingest/2-parse/pdf/locateInPdf.ts';
import { openPdf, PdfiumTrap, type OpenPdf } from '../../ingest/2-parse/pdf/pdfium.ts';
import { parseDocument } from '../../ingest/2-parse/parseDocument.ts';
import type { Service } from '../rpc/protocol.ts';
import type { ParserProtocol, ParseResult } from './protocol.ts';
import { readSourceFile } from './readSourceFile.ts';

interface ShownPdf {
  readonly hash: string;
  readonly pdf: OpenPdf;
  readonly index: PageIndex;
}

export function createParserService(): Service<ParserProtocol> {
  let shown: ShownPdf | null = null;

  function closeShown(): void {
    const last = shown;
    shown = null;
    last?.pdf.close();
  }

  /** @throws AppError `file-gone`, `no-permission`, or `file-changed` when the file isn't that version any more */
  async function show(path: string, versionHash: string, pageStarts: readonly number[] | undefined, password: string | undefined): Promise<ShownPdf> {
    // Read each time, though the PDF stays open: a mark on a page that has changed would be a lie.
    const file = await readSourceFile(path);
    if (!file.ok) throw new AppError(file.reason === 'no-permission' ? 'no-permission' : 'file-gone');
    if (file.hash !== versionHash) throw new AppError('file-changed');
    if (shown !== null && shown.hash === versionHash) return shown;
    closeShown();
    const opened = await openPdf(file.bytes, password ?? null);
    if (!opened.ok) throw new AppError('quote-not-placed');
    shown = { hash: versionHash, pdf: opened.pdf, index: pageStarts === undefined ? emptyPageIndex() : pageIndexOf(pageStarts) };
    return shown;
  }

  return {
    parse: async ({ path, kind, name, encoding, password }, { emit }) => {
      try {
        const file = await readSourceFile(path);
        if (!file.ok) return { ok: false, reason: file.reason, hash: null, sizeBytes: file.sizeBytes };
        const outcome = await parseDocument(file.bytes, { kind, name, encoding, password });
        // The schema's arrays are mutable by type only; copying a million blocks would buy nothing.
        return { ...outcome, hash: file.hash, sizeBytes: file.bytes.length } as ParseResult;
      } finally {
        emit({ memoryBytes: process.memoryUsage.rss() });
      }
    },

    locate: async ({ path, versionHash, start, end, expected, pageStarts, password }) => {
      const { pdf, index } = await show(path, versionHash, pageStarts, password);
      try {
        return locateInPdf(pdf, { start, end }, expected, index);
      } catch (error) {
        shown = null;
        if (error instanceof PdfiumTrap) return [];
        throw error;
      }
    },
  };
}
