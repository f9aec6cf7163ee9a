// What receipts need of the library: an answer with the files that it is from, and where a receipt's files may lie.
// Neither is a route of the contract: hashes and paths stay with the host.
import type { Answer, Citation, VersionHash } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import type { ReceiptDocument } from '../../answer/receipt/receipt.ts';
import { fileToParse } from '../../ingest/parserInterface.ts';
import { partsOfReading } from '../../ingest/readingVersion.ts';
import type { DocumentRecord } from '../../library/documentRecord.ts';
import type { Service } from '../rpc/protocol.ts';
import { folderInSource } from './accountPage.ts';
import type { OpenedLibrary } from './openedLibrary.ts';
import type { OpenLibrary } from './openLibrary.ts';
import type { LibraryProtocol } from './protocol.ts';

/** Files of one name are looked through no further than this. */
const MAX_NAMESAKES = 50;

export function createReceiptRoutes({ current }: Pick<OpenedLibrary, 'current'>): Pick<Service<LibraryProtocol>, 'answer.record' | 'document.candidates'> {
  return {
    'answer.record': async ({ answerId }) => {
      const library = current();
      const answer = library.conversations.answer(answerId);
      if (answer === null) throw new AppError('not-found');
      const first = new Map<VersionHash, Found>();
      for (const found of foundIn(answer)) if (!first.has(found.versionHash)) first.set(found.versionHash, found);
      return { answer, documents: [...first.values()].map((found) => describe(library, found)) };
    },
    'document.candidates': async ({ documentId, versionHash, name }) => {
      const library = current();
      const { documents } = library;
      const namesakes = documents.list({ sourceId: null, state: null, nameContains: name }, 0, MAX_NAMESAKES).rows.filter((row) => row.name === name);
      const likely = [documents.get(documentId), documents.withVersion(versionHash), ...namesakes];
      const unique = new Map(likely.filter((document) => document !== null).map((document) => [document.id, document]));
      return [...unique.values()].filter(({ kind }) => kind !== null).map((document) => ({ folder: folderInSource(library, document), ...fileToParse(document) }));
    },
  };
}

type Found = Pick<Citation, 'documentId' | 'versionHash' | 'documentName' | 'kind'>;

/** Whatever the answer shows of a file. */
function foundIn({ passages, sentences, contradictions = [], wholeSet }: Answer): Found[] {
  const sides = contradictions.flatMap((contradiction) => contradiction.sides.map(({ citation }) => citation));
  return [...passages, ...sentences.flatMap(({ citations }) => citations), ...sides, ...(wholeSet?.notes ?? []).flatMap(({ citations }) => citations)];
}

function describe(library: OpenLibrary, { documentId, versionHash, documentName, kind }: Found): ReceiptDocument {
  const version = library.versions.get(versionHash);
  const document = library.documents.get(documentId);
  const ocr = partsOfReading(library.versions.readingOf(versionHash) ?? '').ocr;
  return {
    id: documentId,
    sha256: versionHash,
    name: documentName,
    kind,
    sizeBytes: version?.sizeBytes ?? null,
    folder: document === null ? null : folderInSource(library, document),
    inside: document === null || document.member === null ? null : { name: holderOf(library, document).name, member: document.member },
    encoding: document?.encoding ?? null,
    ocr: ocr === null ? null : ocr.split('+'),
  };
}

/** The file on the disk. */
function holderOf(library: OpenLibrary, document: DocumentRecord): DocumentRecord {
  const parent = document.parentId === null ? null : library.documents.get(document.parentId);
  return parent === null ? document : holderOf(library, parent);
}
