// The parser's methods: parses one file, and finds quotes on the pages of a PDF, be they on the disk or inside of other
// files. Identity and content come from the same bytes: the hash is that of what was parsed. Writes nothing; keeps one
// PDF open for the next place asked for.
import { AppError } from '../../../contract/errors.ts';
import { emptyPageIndex, locateInPdf, pageIndexOf, type PageIndex } from '../../ingest/2-parse/pdf/locateInPdf.ts';
import { openPdf, PdfiumTrap, type OpenPdf } from '../../ingest/2-parse/pdf/pdfium.ts';
import { isContainer, listMembers, type ContainerKind } from '../../ingest/2-parse/listMembers.ts';
import { sourceOfBytes, type ByteSource } from '../../ingest/2-parse/members/byteSource.ts';
import { hasFingerprint } from '../../ingest/2-parse/members/fingerprint.ts';
import type { ListedMember } from '../../ingest/2-parse/members/listedMember.ts';
import { memberOf, stepsOf } from '../../ingest/2-parse/members/memberSteps.ts';
import { parseDocument } from '../../ingest/2-parse/parseDocument.ts';
import type { MethodParams, Service } from '../rpc/protocol.ts';
import type { ParsedMember, ParserProtocol, ParseResult } from './protocol.ts';
import { createSourceFileReader, type FileContent, type WhichFile } from './readSourceFile.ts';

interface ShownPdf {
  readonly hash: string;
  readonly pdf: OpenPdf;
  readonly index: PageIndex;
}

export function createParserService(): Service<ParserProtocol> {
  const files = createSourceFileReader();
  let shown: ShownPdf | null = null;

  function closeShown(): void {
    const last = shown;
    shown = null;
    last?.pdf.close();
  }

  /** @throws AppError `file-gone` or `no-permission` */
  async function read(which: WhichFile): Promise<FileContent> {
    const file = await files.read(which);
    if (!file.ok) throw new AppError(file.reason === 'no-permission' ? 'no-permission' : 'file-gone');
    return file;
  }

  /** @throws AppError `file-gone`, `no-permission`, or `file-changed` when the file isn't that version any more */
  async function show(which: WhichFile, versionHash: string, pageStarts: readonly number[] | undefined, password: string | undefined): Promise<ShownPdf> {
    // Read each time, though the PDF stays open: a mark on a page that has changed would be a lie.
    const file = await read(which);
    if (file.hash !== versionHash) throw new AppError('file-changed');
    if (shown !== null && shown.hash === versionHash) return shown;
    closeShown();
    const opened = await openPdf(file.bytes, password ?? null);
    if (!opened.ok) throw new AppError('quote-not-placed');
    shown = { hash: versionHash, pdf: opened.pdf, index: pageStarts === undefined ? emptyPageIndex() : pageIndexOf(pageStarts) };
    return shown;
  }

  async function parse({ path, member, fingerprint, kind, name, encoding, password }: MethodParams<ParserProtocol, 'parse'>): Promise<ParseResult> {
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
    const outcome = await parseDocument(bytes, { kind, name, encoding, password });
    if (!outcome.ok) return { ...outcome, hash, sizeBytes: bytes.length };
    const { document, members } = outcome;
    // The schema's arrays are mutable by type only; copying a million blocks would buy nothing.
    return { ok: true, document, hash, sizeBytes: bytes.length, ...(members === undefined ? {} : { members: membersOf(members, which) }) } as ParseResult;
  }

  return {
    parse: async (params, { emit }) => {
      try {
        return await parse(params);
      } finally {
        emit({ memoryBytes: process.memoryUsage.rss() });
      }
    },

    locate: async ({ path, member, versionHash, start, end, expected, pageStarts, password }) => {
      const { pdf, index } = await show(whichFile(path, member), versionHash, pageStarts, password);
      try {
        return locateInPdf(pdf, { start, end }, expected, index);
      } catch (error) {
        shown = null;
        if (error instanceof PdfiumTrap) return [];
        throw error;
      }
    },

    memberBytes: async ({ path, member, offset, length }) => {
      const { bytes, hash } = await read({ path, member });
      // A copy: what crosses to another process takes the whole buffer along.
      return { bytes: Uint8Array.from(bytes.subarray(offset, offset + length)), totalBytes: bytes.length, hash };
    },
  };
}

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
