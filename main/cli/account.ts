// `freehold account [--csv FILE]`: what became of every file, by reason. It waits for nothing: the account is of what is known.
import type { Translate } from '../../contract/messages/index.ts';
import type { Host } from '../host/createHost.ts';
import { writeWhole } from '../files/writeWhole.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { coverageLine, dim, print } from './output.ts';

export async function account({ csv, common: { json } }: { readonly csv: string | null; readonly common: CommonOptions }, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
  const [coverage, rows] = await Promise.all([host.handlers['document.coverage']({}, { signal }), host.handlers['document.account']({ sourceId: null }, { signal })]);
  if (csv !== null) await host.ledger.recordInLibrary({ kind: 'account.exported', facts: {} });
  if (csv !== null) await writeWhole(csv, host.accountCsv(null, t, signal));
  if (json) {
    print({ coverage, rows });
    return EXIT.ok;
  }
  process.stdout.write(`${coverageLine(coverage, t)}\n`);
  for (const { state, reason, count } of rows) {
    const named = { state: t(`export.state.${state}`), number: count };
    process.stdout.write(`${reason === null ? t('cli.account', named) : t('cli.accountWhy', { ...named, reason: t(`reason.${reason}`) })}\n`);
  }
  if (csv !== null) process.stdout.write(`${dim(t('cli.accountWritten', { path: csv }))}\n`);
  return EXIT.ok;
}
