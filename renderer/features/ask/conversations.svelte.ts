// The list of conversations, by day. Deleting can be undone while the notice about it shows. No rendering.
import type { ConversationId } from '../../../contract/domain.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { onAppEvent, onReconnect } from '../../api/live.ts';
import { t } from '../../ui/text.svelte.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';
import { conversation } from './conversation.svelte.ts';
import { groupByDay } from './days.ts';

export type ConversationRow = RouteOutput<'conversation.list'>[number];

class Conversations {
  rows = $state.raw<readonly ConversationRow[]>([]);
  readonly groups = $derived(groupByDay(this.rows, Date.now()));

  /** Undefined for a conversation that is not on the list yet. */
  titleOf(id: ConversationId | null): string | undefined {
    const row = this.rows.find((candidate) => candidate.id === id);
    return row?.title === '' ? t('conversation.untitled') : row?.title;
  }

  async load(): Promise<void> {
    this.rows = await request('conversation.list', {});
  }

  subscribe(): () => void {
    const reload = (): void => void attempt(() => this.load());
    const stops = [onAppEvent('conversations.changed', reload), onReconnect(reload)];
    return () => stops.forEach((stop) => stop());
  }

  async rename(row: ConversationRow, title: string): Promise<void> {
    const trimmed = title.trim();
    if (trimmed === '' || trimmed === row.title) return;
    await attempt(async () => {
      await request('conversation.rename', { conversationId: row.id, title: trimmed.slice(0, 200) });
      await this.load();
    });
  }

  async delete(row: ConversationRow): Promise<void> {
    const wasOpen = conversation.id === row.id;
    if (wasOpen && conversation.running !== null && !conversation.runningElsewhere) conversation.stop();
    const deleted = await attempt(async () => {
      await request('conversation.delete', { conversationId: row.id });
      await this.load();
    });
    if (!deleted) return;
    if (wasOpen) conversation.startNew();
    toasts.notice(t('conversation.deleted', { title: row.title === '' ? t('conversation.untitled') : row.title }), {
      label: t('common.undo'),
      run: () => void this.#restore(row.id, wasOpen),
    });
  }

  async #restore(id: ConversationId, open: boolean): Promise<void> {
    const restored = await attempt(async () => {
      await request('conversation.restore', { conversationId: id });
      await this.load();
    });
    if (restored && open && conversation.id === null && conversation.turns.length === 0) await conversation.open(id);
  }
}

export const conversations = new Conversations();
