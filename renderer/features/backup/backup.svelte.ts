// Backups as the window follows them: the list, the one that is being made, what is being restored. It goes on while other
// places are looked at, and ends with the window or by Cancel. No rendering. Invariant: a passphrase is kept nowhere here.
import type { BackupProgress, BackupRow } from '../../../contract/backup.ts';
import { request, stream, type PickedItem } from '../../api/client.ts';
import { Work } from '../../api/work.svelte.ts';
import { t } from '../../ui/text.svelte.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';
import { keys } from '../keys/keys.svelte.ts';

export type { BackupRow };
export interface ChosenBackup {
  readonly token: string;
  readonly name: string;
  readonly madeMs: number;
  readonly hasPassphrase: boolean;
}

class Backups {
  rows = $state.raw<readonly BackupRow[]>([]);
  readonly making = new Work<BackupProgress>();
  readonly restoring = new Work<BackupProgress>();
  /** Of the one that is being read again. */
  checking = $state.raw<string | null>(null);

  async load(): Promise<void> {
    await attempt(async () => {
      this.rows = await request('backup.list', {});
    });
  }

  async pickFolder(): Promise<PickedItem | null> {
    return (await request('dialog.pick', { what: 'backup-folder' }))[0] ?? null;
  }

  async pickFile(): Promise<ChosenBackup | null> {
    const [file] = await request('dialog.pick', { what: 'backup-file' });
    return file === undefined ? null : { token: file.token, ...(await request('backup.inspect', { token: file.token })) };
  }

  make(input: { readonly token: string | null; readonly passphrase: string | null }): void {
    if (this.making.running) return;
    const signal = this.making.begin();
    stream(
      'backup.make',
      input,
      {
        onEvent: (event) => {
          if (event.type === 'progress') return void (this.making.progress = event);
          keys.recoveryCode = event.recoveryCode;
          toasts.notice(t('backup.made'));
        },
        onEnd: (error) => {
          this.making.end(error);
          void this.load();
        },
      },
      signal,
    );
  }

  restore(input: { readonly token: string; readonly secret: string; readonly folder: string | null }, onDone: () => void): void {
    if (this.restoring.running) return;
    const signal = this.restoring.begin();
    stream(
      'backup.restore',
      input,
      {
        onEvent: (event) => {
          if (event.type === 'progress') return void (this.restoring.progress = event);
          toasts.notice(t('backup.restored', { files: event.documents, count: event.conversations }));
          onDone();
        },
        onEnd: (error) => this.restoring.end(error),
      },
      signal,
    );
  }

  async check({ id, name }: BackupRow): Promise<void> {
    this.checking = id;
    await attempt(async () => {
      const { same } = await request('backup.check', { id });
      toasts.notice(t(same ? 'backup.same' : 'backup.changed', { name }));
    });
    this.checking = null;
    await this.load();
  }

  async delete({ id }: BackupRow): Promise<void> {
    await attempt(async () => {
      const { deleted } = await request('backup.delete', { id });
      toasts.notice(t(deleted ? 'backup.deleted' : 'backup.unlisted'));
    });
    await this.load();
  }
}

export const backups = new Backups();
