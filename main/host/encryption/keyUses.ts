// The one place where every use and every change of a library's keys is told of: to the ledger of the installation, which
// also has those of a locked library, and to the log.
import { toWireError } from '../../../contract/errors.ts';
import type { LedgerEvent } from '../../../contract/ledger.ts';
import type { Log } from '../../ipc/log.ts';
import type { Keyring } from '../../sovereignty/keys/keyring.ts';
import { readRecoveryCode } from '../../sovereignty/keys/recoveryCode.ts';
import type { Ledger } from '../../sovereignty/ledger/ledgerPort.ts';

type Way = Extract<LedgerEvent, { kind: 'key.used' }>['facts']['what'];
type Change = Extract<LedgerEvent, { kind: 'key.changed' }>['facts']['what'];

export interface KeyUses {
  used(keyring: Pick<Keyring, 'id'>, what: Way, opened: boolean): void;
  changed(keyring: Pick<Keyring, 'id'>, what: Change): void;
  locked(): void;
  /** Runs a try with a secret, and tells how it ended. */
  trying<Value>(keyring: Pick<Keyring, 'id'>, secret: string, tryIt: () => Promise<Value>): Promise<Value>;
}

export function createKeyUses(ledger: Ledger, log: Log): KeyUses {
  function record(event: LedgerEvent): void {
    try {
      ledger.record(event);
    } catch (error) {
      // A full disk must not keep a person out of their library.
      log('error', 'ledger.not-written', { code: toWireError(error).code });
    }
  }

  function used(keyring: Pick<Keyring, 'id'>, what: Way, opened: boolean): void {
    log(opened ? 'info' : 'warn', 'key.used', { what, opened });
    record({ kind: 'key.used', facts: { what, opened, library: keyring.id } });
  }

  return {
    used,
    changed: (keyring, what) => {
      log('info', 'key.changed', { what });
      record({ kind: 'key.changed', facts: { what, library: keyring.id } });
    },
    locked: () => log('info', 'library.locked', {}),
    trying: async (keyring, secret, tryIt) => {
      const what = readRecoveryCode(secret) === null ? 'passphrase' : 'recoveryCode';
      try {
        const value = await tryIt();
        used(keyring, what, true);
        return value;
      } catch (error) {
        used(keyring, what, false);
        throw error;
      }
    },
  };
}
