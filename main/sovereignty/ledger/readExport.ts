// An export of ledgers, read back: a line with the heads, then entries as JSON lines. In: the file's text. Out: the chains
// with their entries, whatever is wrong with these; judging them is checkChain's.
import { z } from 'zod';
import { exportedEntry, sealedPoint } from '../../../contract/ledger.ts';
import { LEDGER_CHAINS, type LedgerChain } from '../../../contract/ledgerKinds.ts';
import { AppError } from '../../../contract/errors.ts';
import type { ChainedEntry, SealedPoint } from './chain.ts';

export const EXPORT_FORMAT = 'freehold ledger 1';

export interface ExportedChain {
  readonly chain: LedgerChain;
  readonly id: string;
  readonly head: SealedPoint;
  readonly entries: readonly ChainedEntry[];
  /** Lines of the chain that are no entries. */
  readonly unreadable: number;
}

const chain = z.enum(LEDGER_CHAINS);
const header = z.strictObject({ format: z.literal(EXPORT_FORMAT), exportedAtMs: z.number(), heads: z.array(sealedPoint.extend({ chain, id: z.string() })).max(LEDGER_CHAINS.length) });
const line = exportedEntry.extend({ chain });

/** @throws AppError `ledger-invalid` when it is no export at all */
export function readExport(text: string): { readonly exportedAtMs: number; readonly chains: readonly ExportedChain[] } {
  const [first = '', ...rest] = text.split('\n');
  const head = header.safeParse(jsonOf(first));
  if (!head.success) throw new AppError('ledger-invalid');
  const lines = rest.filter((one) => one.trim() !== '').map((one) => ({ parsed: line.safeParse(jsonOf(one)) }));
  const unreadable = lines.filter(({ parsed }) => !parsed.success).length;
  const entries = lines.flatMap(({ parsed }) => (parsed.success ? [parsed.data] : []));
  return {
    exportedAtMs: head.data.exportedAtMs,
    chains: head.data.heads.map(({ chain: of, id, ...point }) => ({ chain: of, id, head: point, entries: entries.filter((entry) => entry.chain === of), unreadable })),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
