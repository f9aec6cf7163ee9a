// Backups of the mock's library: two, one of which is on a drive that is not connected. Development only.
import type { BackupRow } from '../../contract/backup.ts';
import type { RequestName, RouteInput, RouteOutput } from '../../contract/routes.ts';

type BackupRoute = Extract<RequestName, `backup.${string}`>;
type Handlers = { [Name in BackupRoute]: (input: RouteInput<Name>) => RouteOutput<Name> };

const DAY_MS = 86_400_000;

export function createMockBackups(): Handlers {
  const row = (id: string, days: number, more: Partial<BackupRow>): BackupRow => {
    const madeMs = Date.now() - days * DAY_MS;
    return { id, name: `Library ${new Date(madeMs).toISOString().slice(0, 10)} 09.30.freehold-backup`, folder: '/media/stick/Backups', madeMs, documents: 3_912, conversations: 41, bytes: 1_288_490_188, checkedMs: madeMs + 90_000, there: true, sameDisk: false, ...more };
  };
  let rows = [row('b-2', 1, { folder: '/home/you/Backups', sameDisk: true }), row('b-1', 31, { there: false, documents: 3_800, conversations: 36 })];
  return {
    'backup.list': () => rows,
    'backup.check': () => ({ same: true }),
    'backup.delete': ({ id }) => {
      const deleted = rows.some((one) => one.id === id && one.there);
      rows = rows.filter((one) => one.id !== id);
      return { deleted };
    },
    'backup.inspect': () => ({ name: rows[0]?.name ?? 'Library.freehold-backup', madeMs: Date.now() - DAY_MS, hasPassphrase: true }),
  };
}
