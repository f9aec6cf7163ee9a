// `freehold audit verify [--export FILE]`: are the ledgers whole, and do they still have what an earlier export says? Exit
// codes: 0 whole, 1 something was changed, moved or cut, 2 (as an error, by the caller) it can't be checked, 3 whole in
// itself, but not all of it can be vouched for.
import { readFile } from 'node:fs/promises';
import { AppError } from '../../contract/errors.ts';
import type { ChainVerdict, LedgerFault } from '../../contract/ledger.ts';
import { faultWords, standingOf, verdictWords, type Standing } from '../../contract/ledgerVerdict.ts';
import type { Translate } from '../../contract/messages/index.ts';
import type { Host } from '../host/createHost.ts';
import { checkChain } from '../sovereignty/ledger/chain.ts';
import { readExport, type ExportedChain } from '../sovereignty/ledger/readExport.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { bold, dim, print } from './output.ts';

const EXIT_OF: Readonly<Record<Standing, number>> = { whole: EXIT.ok, broken: EXIT.differs, partly: EXIT.notVouchedFor };

interface CheckedExport {
  readonly chain: ExportedChain['chain'];
  readonly id: string;
  readonly entries: number;
  readonly faults: readonly LedgerFault[];
  /** Of a ledger that is here, so that it was compared with that. */
  readonly here: boolean;
}

export async function audit(request: { readonly export: string | null; readonly common: CommonOptions }, host: Pick<Host, 'ledger'>, t: Translate, signal: AbortSignal): Promise<number> {
  const exported = request.export === null ? null : readExport(await textOf(request.export));
  const heads = new Map(exported?.chains.map(({ id, head: { sequence, hash } }) => [id, { sequence, hash }]));
  const verdicts = await host.ledger.verify(signal, heads);
  const exports = exported?.chains.map((one) => checkExport(one, verdicts)) ?? [];
  const standing = together(verdicts, exports);
  if (request.common.json) print({ standing, ledgers: verdicts, exports });
  else printAudit(verdicts, exports, exported?.exportedAtMs ?? null, standing, t);
  return EXIT_OF[standing];
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('path-not-found', { path: file }, { cause });
  });
}

/** The export by itself; its seal is checked where its key is, with the ledger here. */
function checkExport({ chain, id, head, entries, unreadable }: ExportedChain, verdicts: readonly ChainVerdict[]): CheckedExport {
  const { faults } = checkChain(id, entries, { head, key: null, noted: [] });
  const lines: LedgerFault[] = unreadable > 0 ? [{ fault: 'unreadable', sequence: null, count: unreadable }] : [];
  return { chain, id, entries: entries.length, faults: [...faults, ...lines], here: verdicts.some((verdict) => verdict.id === id) };
}

function together(verdicts: readonly ChainVerdict[], exports: readonly CheckedExport[]): Standing {
  const standings = verdicts.map(standingOf);
  if (standings.includes('broken') || exports.some(({ faults }) => faults.length > 0)) return 'broken';
  return standings.includes('partly') || exports.some(({ here }) => !here) ? 'partly' : 'whole';
}

function printAudit(verdicts: readonly ChainVerdict[], exports: readonly CheckedExport[], exportedAtMs: number | null, standing: Standing, t: Translate): void {
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  line(bold(t('cli.audit.title')));
  for (const verdict of verdicts) {
    const { headline, details } = verdictWords(verdict, t, (ms) => new Date(ms).toLocaleDateString());
    line(`  ${headline}`);
    for (const detail of details) line(`    ${detail}`);
    if (verdict.lastMs !== null) line(dim(`    ${t('cli.audit.head', { number: verdict.entries, time: new Date(verdict.lastMs).toLocaleString(), hash: verdict.head })}`));
    if (verdict.anchored !== null) line(dim(`    ${t('cli.audit.anchored', { number: verdict.anchored })}`));
  }
  if (exportedAtMs !== null) line(`\n${bold(t('cli.audit.export', { time: new Date(exportedAtMs).toLocaleString() }))}`);
  for (const { chain, entries, faults, here } of exports) {
    const named = { chain: t(`ledger.chain.${chain}`) };
    if (faults.length === 0) line(`  ${t('cli.audit.exportWhole', { ...named, count: entries })}`);
    for (const fault of faults) line(`  ${t('cli.audit.exportFault', { ...named, fault: faultWords(fault, t) })}`);
    if (!here) line(`  ${t('cli.audit.exportOther', named)}`);
    else if (faults.length === 0 && !verdicts.some((verdict) => verdict.chain === chain && verdict.faults.some(({ fault }) => fault.startsWith('export')))) line(`  ${t('cli.audit.exportHere', named)}`);
  }
  line(`\n${t(`cli.audit.${standing}`)}`);
}
