// Which unread files are worth another try: not those whose kind can't be read however often one tries, nor those that
// wait for something else, a password or other rules.
import type { DocumentState, FileReason } from '../../../contract/domain.ts';

export function canRetry(row: { readonly state: DocumentState; readonly reason: FileReason | null }): boolean {
  return (row.state === 'failed' || row.state === 'skipped') && row.reason !== 'unsupported-type' && row.reason !== 'excluded' && row.reason !== 'password-protected';
}
