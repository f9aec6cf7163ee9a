// Which unread files are worth another try: not those whose kind can't be read however often one tries.
import type { DocumentRow } from './documents.svelte.ts';

export function canRetry(row: Pick<DocumentRow, 'state' | 'reason'>): boolean {
  return (row.state === 'failed' || row.state === 'skipped') && row.reason !== 'unsupported-type';
}
