// What opening a library needs of a ledger, for tests of something else.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { startOf } from '../../main/sovereignty/ledger/chain.ts';
import { createForgottenPlaces, type ForgottenPlaces } from '../../main/library/forgottenPlaces.ts';
import type { LibraryLedger } from '../../main/library/ledger.ts';
import type { Db } from '../../main/library/openDatabase.ts';
import { createRetention, type Retention } from '../../main/library/retention.ts';
import type { Ledger } from '../../main/sovereignty/ledger/ledgerPort.ts';

/** The ledger's part of `library.open`, in a folder of the test. */
export function ledgerIn(dir: string): { ledgerDir: string; installation: { id: string; sequence: number; hash: string }; appDirs: string[] } {
  return { ledgerDir: path.join(dir, 'ledger'), installation: { id: randomUUID(), ...startOf('test') }, appDirs: [] };
}

/** For figures that a ledger is no part of. */
export const unrecorded = { record: () => undefined, eraseFiles: () => 0 } satisfies Ledger & Pick<LibraryLedger, 'eraseFiles'>;

/** What indexing asks of forgetting, over a library that has forgotten nothing. */
export const nothingForgotten = (db: Db): { places: ForgottenPlaces; retention: Retention; erasures: { certify: () => Promise<void> } } => ({ places: createForgottenPlaces(db), retention: createRetention(db), erasures: { certify: async () => undefined } });
