// What opening a library needs of a ledger, for tests of something else.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { startOf } from '../../main/sovereignty/ledger/chain.ts';
import type { Ledger } from '../../main/sovereignty/ledger/ledgerPort.ts';

/** The ledger's part of `library.open`, in a folder of the test. */
export function ledgerIn(dir: string): { ledgerDir: string; installation: { id: string; sequence: number; hash: string } } {
  return { ledgerDir: path.join(dir, 'ledger'), installation: { id: randomUUID(), ...startOf('test') } };
}

/** For figures that a ledger is no part of. */
export const unrecorded: Ledger = { record: () => undefined };
