// The parser's methods: parses one file, reads a page of it by OCR, finds quotes on its pages, draws a page of an image, be
// the file on the disk or inside of another one. Identity and content come from the same bytes: the hash is that of what
// was parsed. Writes nothing; keeps one file open for the next place or page asked for.
import { AppError } from '../../../contract/errors.ts';
import { pageImage } from '../../ingest/2-parse/image/pageImage.ts';
import { isContainer, listMembers, type ContainerKind } from '../../ingest/2-parse/listMembers.ts';
import { sourceOfBytes, type ByteSource } from '../../ingest/2-parse/members/byteSource.ts';
import { hasFingerprint } from '../../ingest/2-parse/members/fingerprint.ts';
import type { ListedMember } from '../../ingest/2-parse/members/listedMember.ts';
import { memberOf, stepsOf } from '../../ingest/2-parse/members/memberSteps.ts';
import type { OcrPage, OcrPages } from '../../ingest/2-parse/ocr/ocrPage.ts';
import { parseDocument } from '../../ingest/2-parse/parseDocument.ts';
import { emptyPageIndex, locateByOcr, locateInPdf, pageIndexOf } from '../../ingest/2-parse/pdf/locateInPdf.ts';
import { PdfiumTrap } from '../../ingest/2-parse/pdf/pdfium.ts';
import { networkService } from '../rpc/networkProtocol.ts';
import type { MethodParams, Service } from '../rpc/protocol.ts';
import { createKeptFile } from './keptFile.ts';
import type { ParsedMember, ParserProtocol, ParseResult } from './protocol.ts';
import { createSourceFileReader, type WhichFile } from './readSourceFile.ts';
import { recogniseInFile } from './recogniseInFile.ts';

export function createParserService(): Service<ParserProtocol> {
  const files = createSourceFileReader();
  const kept = createKeptFile(files);

  async function parse({ path, member, fingerprint, kind, name, encoding, password, ocr }: MethodParams<ParserProtocol, 'parse'>): Promise<ParseResult> {
    const which = whichFile(path, member);
    if (member === undefined && isContainer(kind)) {
      const listed = await files.withSource(which, (source) => list(source, kind, which));
      return 'hash' in listed ? listed : { ...listed, hash: null };
    }
    const file = await files.read(which);
    if (!file.ok) return { ok: false, reason: file.reason, hash: null, sizeBytes: file.sizeBytes };
    const { bytes, hash } = file;
    // Its container has changed since, and will be read anew.
    if (fingerprint !== undefined && !hasFingerprint(bytes, hash, fingerprint)) return { ok: false, reason: 'vanished', hash, sizeBytes: bytes.length };
    if (isContainer(kind)) return list(sourceOfBytes(bytes), kind, which);
    const outcome = await parseDocument(bytes, { kind, name, encoding, password, ocr: byPage(ocr) });
    if (!outcome.ok) return { ...outcome, hash, sizeBytes: bytes.length };
    const { document, members, needsOcr } = outcome;
    // The schema's arrays are mutable by type only; copying a million blocks would buy nothing.
    return {
      ok: true,
      document,
      hash,
      sizeBytes: bytes.length,
      ...(members === undefined ? {} : { members: membersOf(members, which) }),
      ...(needsOcr === undefined ? {} : { needsOcr }),
    } as ParseResult;
  }

  return {
    ...networkService,
    parse: async (params, { emit }) => {
      try {
        return await parse(params);
      } finally {
        emit({ memoryBytes: process.memoryUsage.rss() });
      }
    },

    recognise: async (params, { emit }) => {
      try {
        return await recogniseInFile(params, whichFile(params.path, params.member), kept);
      } finally {
        emit({ memoryBytes: process.memoryUsage.rss() });
      }
    },

    locate: async ({ path, member, kind = 'pdf', versionHash, start, end, expected, pageStarts, ocr, password = null }) => {
      const which = whichFile(path, member);
      if (kind === 'image') {
        await kept.bytes(which, versionHash);
        return locateByOcr(pageStarts?.length ?? 0, { start, end }, expected, pageIndexOf(pageStarts ?? []), byPage(ocr));
      }
      const pdf = await kept.pdf(which, versionHash, { password });
      if (pdf === null) throw new AppError('quote-not-placed');
      try {
        return locateInPdf(pdf, { start, end }, expected, pageStarts === undefined ? emptyPageIndex() : pageIndexOf(pageStarts), byPage(ocr));
      } catch (error) {
        kept.forget();
        if (error instanceof PdfiumTrap) return [];
        throw error;
      }
    },

    memberBytes: async ({ path, member, offset, length }) => {
      const file = await files.read({ path, member });
      if (!file.ok) throw new AppError(file.reason === 'no-permission' ? 'no-permission' : 'file-gone');
      // A copy: what crosses to another process takes the whole buffer along.
      return { bytes: Uint8Array.from(file.bytes.subarray(offset, offset + length)), totalBytes: file.bytes.length, hash: file.hash };
    },

    pageImage: async ({ path, member, versionHash, page, maxPixels }) => {
      const shown = await pageImage(await kept.bytes(whichFile(path, member), versionHash), page - 1, maxPixels);
      if (shown === null) throw new AppError('page-not-shown');
      return shown;
    },
  };
}

const byPage = (pages: readonly OcrPage[] = []): OcrPages => new Map(pages.map((page) => [page.page, page]));

const whichFile = (path: string, member: string | undefined): WhichFile => (member === undefined ? { path } : { path, member });

async function list(source: ByteSource, kind: ContainerKind, which: WhichFile): Promise<ParseResult> {
  const outcome = await listMembers(source, kind);
  if (!outcome.ok) return { ...outcome, hash: null, sizeBytes: source.sizeBytes };
  const { partly } = outcome;
  return { ok: true, hash: null, sizeBytes: source.sizeBytes, document: null, members: membersOf(outcome.members, which), ...(partly === undefined ? {} : { partly }) };
}

function membersOf(members: readonly ListedMember[], { member }: WhichFile): ParsedMember[] {
  const way = member === undefined ? [] : (stepsOf(member) ?? []);
  return members.map(({ step, ...listed }) => ({ ...listed, member: memberOf([...way, step]) }));
}
