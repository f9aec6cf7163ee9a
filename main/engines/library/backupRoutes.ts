// Backups in the library engine: made of the library that is open, checked, deleted; and a library made of one in another
// folder, whichever is open. Keys come with the call and are overwritten after it.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import { hashOfFile } from '../../library/backup/backupFile.ts';
import { partOf } from '../../library/backup/backups.ts';
import { unpackBackup } from '../../library/backup/unpackBackup.ts';
import { writeBackup } from '../../library/backup/writeBackup.ts';
import { readAnchor, writeAnchor } from '../../sovereignty/ledger/anchor.ts';
import { writeSecret } from '../../sovereignty/ledger/keys.ts';
import type { Service } from '../rpc/protocol.ts';
import type { OpenedLibrary } from './openedLibrary.ts';
import type { LibraryProtocol } from './protocol.ts';

type BackupMethod = Extract<keyof LibraryProtocol, `backup.${string}`>;

export function createBackupRoutes(library: OpenedLibrary): Pick<Service<LibraryProtocol>, BackupMethod> {
  const { current } = library;
  return {
    'backup.list': async () => current().backups.list(),
    'backup.write': async ({ key, folder, fileName, ...what }, { signal, emit }) => {
      try {
        return await library.during(signal, ({ db, ledger, ledgerDir, backups }, closing) =>
          writeBackup({ ...what, key, db, ledger, ledgerDir, backups, libraryDir: path.dirname(db.name), file: path.join(folder, fileName), signal: closing, onProgress: emit }),
        );
      } finally {
        key.fill(0);
      }
    },
    'backup.check': ({ id }, { signal }) =>
      library.during(signal, async ({ backups }, closing) => {
        const found = backups.get(id);
        if (found === null) throw new AppError('not-found');
        const same = (await hashOfFile(found.path, closing)).sha256 === found.sha256;
        if (same) backups.checked(id, Date.now());
        return { same };
      }),
    'backup.delete': async ({ id }) => {
      const { backups, ledger, db } = current();
      const found = backups.get(id);
      if (found === null) throw new AppError('not-found');
      const { there } = found.row;
      rmSync(found.path, { force: true });
      rmSync(partOf(found.path), { force: true });
      db.transaction(() => {
        backups.remove(id);
        ledger.record({ kind: 'backup.deleted', facts: { file: there } });
      }).immediate();
      return { deleted: there };
    },
    'backup.unpack': async ({ file, key, id, keys, folder, ledgerDir }, { signal, emit }) => {
      try {
        const { library: chain, ledger, name, documents, conversations } = await unpackBackup({ file, key, folder, signal, onProgress: emit }, { id, keys });
        // Where this machine knows the ledger, its own note of it says more.
        if (ledger !== null) writeSecret(ledgerDir, chain, ledger.secret);
        const anchor = ledger?.anchor ?? null;
        if (anchor !== null && readAnchor(ledgerDir, chain) === null) writeAnchor(ledgerDir, chain, anchor);
        return { name, documents, conversations };
      } finally {
        key.fill(0);
      }
    },
  };
}
