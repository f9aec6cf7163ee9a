// The ledger's entry of a file that was read, whatever came of it. Called in the transaction that says so of the document:
// there is no document without its entry.
import type { FileReason, VersionHash } from '../../contract/domain.ts';
import type { DocumentRecord } from '../library/documentRecord.ts';
import { nameOfFile } from '../library/ledger.ts';
import type { Ledger } from '../sovereignty/ledger/ledgerPort.ts';

interface Read {
  readonly outcome: 'indexed' | 'skipped' | 'failed';
  readonly reason: FileReason | null;
  readonly content: VersionHash | null;
  readonly bytes: number;
}

export function recordRead(document: DocumentRecord, { content, ...facts }: Read, ledger: Ledger): void {
  ledger.record({ kind: 'file.read', facts, content, name: nameOfFile(document), owner: { type: 'source', id: document.sourceId } });
}
