// Saving the ledger: main asks where, writes both chains as JSON lines, and records that it did.
import type { HostLedger } from '../host/ledger.ts';
import type { ShellHandlers } from '../host/handlers.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { pickSave, type SaveOptions } from './pickSave.ts';

export function createLedgerHandlers(options: SaveOptions & { readonly host: { readonly ledger: Pick<HostLedger, 'exportTo'> } }): Pick<ShellHandlers, 'ledger.save'> {
  return {
    'ledger.save': async ({ names }, { signal }) => {
      const t = options.translate();
      const file = await pickSave({ title: t('ledger.saveTitle'), defaultPath: t('ledger.fileName'), filters: [{ name: 'JSON lines', extensions: ['jsonl'] }] }, options);
      if (file === null) return { saved: false };
      await options.host.ledger.exportTo((pieces) => writeWhole(file, pieces), { names, signal });
      return { saved: true };
    },
  };
}
