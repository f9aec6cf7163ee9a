// What a check of a chain came to, in the words of the window and the command line. In: a verdict. Out: its headline and
// what is to be known beside it.
import type { ChainVerdict, LedgerFault } from './ledger.ts';
import type { Translate } from './messages/index.ts';

/** `partly`: no change was found, but some of it could have been written anew. */
export type Standing = 'whole' | 'partly' | 'broken';

export function standingOf({ faults, keyed, keyedFrom, entries }: Pick<ChainVerdict, 'faults' | 'keyed' | 'keyedFrom' | 'entries'>): Standing {
  if (faults.length > 0) return 'broken';
  return entries === 0 || (keyed && keyedFrom === 1) ? 'whole' : 'partly';
}

/** @param day writes a time as a day */
export function verdictWords(verdict: ChainVerdict, t: Translate, day: (ms: number) => string): { readonly headline: string; readonly details: readonly string[] } {
  const { chain, entries, firstMs, keyed, keyedFrom, faults } = verdict;
  const headline = faults.length > 0 ? t(`ledger.broken.${chain}`) : firstMs === null ? t(`ledger.emptyChain.${chain}`) : t(`ledger.whole.${chain}`, { count: entries, from: day(firstMs) });
  const vouching = entries === 0 ? [] : !keyed ? [t('ledger.keyMissing')] : keyedFrom > 1 ? [t('ledger.notVouched', { number: keyedFrom })] : [];
  return { headline, details: [...faults.map((fault) => faultWords(fault, t)), ...vouching] };
}

export const faultWords = ({ fault, sequence, count }: LedgerFault, t: Translate): string => t(`ledger.fault.${fault}`, { number: sequence ?? 0, count: count ?? 0 });
