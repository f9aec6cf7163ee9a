// What everybody needs who has something to record. In a library's engine it is the library's ledger, inside a
// transaction that is open also part of it; in a host it is the installation's. Invariant: when `record` returns, the
// entry is as durable as what it is of; when it throws, the thing is not to be done.
import type { LedgerEvent } from '../../../contract/ledger.ts';

export interface Ledger {
  record(event: LedgerEvent): void;
}
