// The account of every file on the disk, as groups of reasons with the step that helps. In: rows of the contract.
// Out: groups in a fixed order. Invariant: the groups' counts add up to the sum of the rows.
import type { DocumentState, FileReason } from '../../../contract/domain.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import type { FileFilter } from './filters.ts';

export type AccountRow = RouteOutput<'document.account'>[number];
export type AccountState = AccountRow['state'];
/** What a person can do about a reason. */
export type Fix = 'ocr' | 'password' | 'rules' | 'members' | 'retry';

export interface AccountLine {
  readonly reason: FileReason;
  readonly count: number;
  readonly fix: Fix | null;
}

export interface AccountGroup {
  readonly state: AccountState;
  readonly count: number;
  readonly lines: readonly AccountLine[];
}

const ORDER = ['indexed', 'partly', 'waiting', 'reading', 'skipped', 'failed'] as const satisfies readonly AccountState[];

const FIXES: Partial<Record<FileReason, Fix>> = {
  'ocr-off': 'ocr',
  'pages-are-images': 'ocr',
  'password-protected': 'password',
  excluded: 'rules',
  'members-unread': 'members',
  damaged: 'retry',
  'no-permission': 'retry',
  vanished: 'retry',
  timeout: 'retry',
  'parser-crashed': 'retry',
  'read-error': 'retry',
  'too-much-memory': 'retry',
  'needs-program': 'retry',
  'online-only': 'retry',
  'cancelled-by-you': 'retry',
};

export function accountGroups(rows: readonly AccountRow[]): AccountGroup[] {
  return ORDER.flatMap((state): AccountGroup[] => {
    const own = rows.filter((row) => row.state === state);
    if (own.length === 0) return [];
    const lines = own.flatMap(({ reason, count }): AccountLine[] => (reason === null ? [] : [{ reason, count, fix: fixOf(state, reason) }]));
    return [{ state, count: own.reduce((sum, row) => sum + row.count, 0), lines: lines.sort((a, b) => b.count - a.count) }];
  });
}

/** A file that was read in part is not on the queue of retries: it waits for OCR, a password or its members. */
function fixOf(state: AccountState, reason: FileReason): Fix | null {
  const fix = FIXES[reason] ?? null;
  return state === 'partly' && fix === 'retry' ? null : fix;
}

/** The list that shows the files of one line. */
export function filterOf(state: AccountState): { readonly filter: FileFilter; readonly state: DocumentState | null } {
  switch (state) {
    case 'indexed':
    case 'partly':
      return { filter: state, state: null };
    case 'waiting':
    case 'reading':
      return { filter: 'waiting', state };
    case 'skipped':
    case 'failed':
      return { filter: 'unread', state };
  }
}
