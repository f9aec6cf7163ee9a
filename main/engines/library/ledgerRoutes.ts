// The ledger's part of the library engine: a page, the check, what an export is made of, and what is recorded as it is
// done: a file that is shown or handed to another program, and entries of the host.
import type { DocumentRecord } from '../../library/documentRecord.ts';
import { nameOfFile } from '../../library/ledger.ts';
import { createLedgerReader } from '../../library/ledgerReader.ts';
import type { Service } from '../rpc/protocol.ts';
import type { OpenedLibrary } from './openedLibrary.ts';
import type { OpenLibrary } from './openLibrary.ts';
import type { LibraryProtocol } from './protocol.ts';

type LedgerMethod = Extract<keyof LibraryProtocol, `ledger.${string}`> | 'document.open' | 'document.handOver';

export function createLedgerRoutes(library: OpenedLibrary): Pick<Service<LibraryProtocol>, LedgerMethod> {
  const readerOf = ({ db, ledger, ledgerDir }: OpenLibrary) => createLedgerReader(db, ledger, ledgerDir);
  const nameOf = ({ path, member, sourceId: id }: DocumentRecord) => ({ name: nameOfFile({ path, member }), owner: { type: 'source', id } }) as const;
  return {
    'document.open': async ({ documentId, versionHash }) => {
      const opened = await library.reader().openDocument(documentId, versionHash);
      const { ledger, documents } = library.current();
      const document = documents.get(opened.documentId);
      // Of a file that changed or went, the kept text is shown.
      if (document !== null && opened.original === 'same') ledger.record({ kind: 'file.shown', facts: {}, ...nameOf(document) });
      return opened;
    },
    'document.handOver': async ({ documentId, to }) => {
      const document = library.reader().find(documentId);
      library.current().ledger.record({ kind: 'file.handedOver', facts: { to }, ...nameOf(document) });
      return { path: document.path };
    },
    'ledger.record': async (event) => {
      library.current().ledger.record(event);
      return {};
    },
    'ledger.rows': async ({ offset, limit, ...filter }) => readerOf(library.current()).page(filter, offset, limit),
    'ledger.check': ({ exported }, { signal }) =>
      library.during(signal, async (opened, closing) => {
        const reader = readerOf(opened);
        return { verdict: await reader.verify(exported, closing), tie: reader.tie() };
      }),
    'ledger.head': async () => {
      const { ledger } = library.current();
      return { id: ledger.chain, ...ledger.head() };
    },
    'ledger.entries': async ({ after, until, limit, names }) => readerOf(library.current()).after(after, until, limit, names),
  };
}
