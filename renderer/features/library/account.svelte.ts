// The account of the source that the list shows, fresh after every change, and what its buttons do. No rendering.
import type { FileReason, SourceId } from '../../../contract/domain.ts';
import { request } from '../../api/client.ts';
import { onAppEvent } from '../../api/live.ts';
import { t } from '../../ui/text.svelte.ts';
import { throttle } from '../../ui/timing.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';
import { settings } from '../settings/settings.svelte.ts';
import { accountGroups, type AccountRow, type Fix } from './account.ts';
import { documents } from './documents.svelte.ts';
import { library } from './library.svelte.ts';

const RELOAD_EVERY_MS = 600;

class Account {
  rows = $state.raw<readonly AccountRow[]>([]);
  /** The source whose rules are being changed. */
  rulesOf = $state.raw<SourceId | null>(null);
  /** The dialog that asks for passwords. */
  passwords = $state(false);
  #ticket = 0;

  readonly groups = $derived(accountGroups(this.rows));
  readonly total = $derived(this.rows.reduce((sum, row) => sum + row.count, 0));

  async load(sourceId: SourceId | null): Promise<void> {
    const ticket = ++this.#ticket;
    await attempt(async () => {
      const rows = await request('document.account', { sourceId });
      if (ticket === this.#ticket) this.rows = rows;
    });
  }

  /** While the account is on screen. */
  subscribe(): () => void {
    return onAppEvent('documents.changed', throttle(() => void this.load(documents.sourceId), RELOAD_EVERY_MS));
  }

  async fix(fix: Fix, reason: FileReason): Promise<void> {
    if (fix === 'password') this.passwords = true;
    else if (fix === 'members') await documents.show({ filter: 'unread', members: true });
    else if (fix === 'ocr') await this.#turnOnOcr();
    else if (fix === 'rules') await this.#openRules(reason);
    else await documents.retryReason(reason);
  }

  async export(): Promise<void> {
    await attempt(async () => {
      const { saved } = await request('document.exportAccount', { sourceId: documents.sourceId });
      if (saved) toasts.notice(t('account.exported'));
    });
  }

  /** Main queues the files that wait for it. */
  async #turnOnOcr(): Promise<void> {
    const done = await settings.change({ ocr: { ...settings.current.ocr, enabled: true } });
    if (done) toasts.notice(t('account.ocrOn'));
  }

  /** Of the source that is shown, or among all of them the first that leaves files out. */
  async #openRules(reason: FileReason): Promise<void> {
    await attempt(async () => {
      const { rows } = await request('document.list', { sourceId: documents.sourceId, state: null, reason, nameContains: '', offset: 0, limit: 1 });
      this.rulesOf = documents.sourceId ?? rows[0]?.sourceId ?? library.sources[0]?.id ?? null;
    });
  }
}

export const account = new Account();
