// Forgetting, and what is known of it afterwards: erasures with their certificates, what is not to come back, how long
// files are kept. No rendering.
import type { DocumentId, SourceId } from '../../../contract/domain.ts';
import type { RouteInput, RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { onAppEvent } from '../../api/live.ts';
import { t } from '../../ui/text.svelte.ts';
import { conversation } from '../ask/conversation.svelte.ts';
import { viewer } from '../viewer/viewer.svelte.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';

export type ErasureRow = RouteOutput<'erasure.list'>[number];
export type ForgottenPlace = RouteOutput<'forgotten.list'>[number];
export type RetentionView = RouteOutput<'retention.get'>;
export type Quotes = RouteInput<'document.forget'>['quotes'];

/** What is about to be forgotten. */
export type Target =
  | { readonly type: 'file'; readonly documentId: DocumentId; readonly name: string }
  | { readonly type: 'source'; readonly sourceId: SourceId; readonly name: string; readonly kind: 'folder' | 'file'; readonly files: number }
  | { readonly type: 'old'; readonly sourceId: SourceId | null; readonly files: number };

class Erasure {
  rows = $state.raw<readonly ErasureRow[]>([]);
  places = $state.raw<readonly ForgottenPlace[]>([]);
  retention = $state.raw<RetentionView | null>(null);
  /** Asked about in a dialog. */
  target = $state.raw<Target | null>(null);
  /** Shown in a dialog. */
  shown = $state.raw<ErasureRow | null>(null);
  readonly pending = $derived(this.rows.filter(({ certificate }) => certificate === null).length);

  subscribe(): () => void {
    return onAppEvent('erasures.changed', () => void this.load());
  }

  async load(): Promise<void> {
    await attempt(async () => {
      [this.rows, this.places, this.retention] = await Promise.all([request('erasure.list', {}), request('forgotten.list', {}), request('retention.get', {})]);
      if (this.shown !== null) this.shown = this.rows.find(({ id }) => id === this.shown?.id) ?? null;
    });
  }

  /** True when it was done, also where the disk takes longer. */
  async forget(target: Target, folder: string | null, quotes: Quotes): Promise<boolean> {
    return attempt(async () => {
      const row = await this.#ask(target, folder, quotes);
      await Promise.all([this.load(), viewer.closeIfGone(), conversation.reload()]);
      if (row === null) return;
      if (row.certificate === null) toasts.notice(t('forget.waiting'));
      else toasts.notice(t('forget.done', { count: row.erased.files }), { label: t('forget.show'), run: () => (this.shown = row) });
    });
  }

  async revoke(id: string): Promise<void> {
    const done = await attempt(() => request('forgotten.revoke', { id }));
    if (done) toasts.notice(t('forgotten.revoked'));
    await this.load();
  }

  async keep(change: RouteInput<'retention.set'>): Promise<void> {
    await attempt(() => request('retention.set', change));
    await this.load();
  }

  async save(id: string, as: 'json' | 'text', names: boolean): Promise<void> {
    await attempt(async () => {
      const { saved } = await request('erasure.save', { id, as, names });
      if (saved) toasts.notice(t('certificate.saved'));
    });
  }

  #ask(target: Target, folder: string | null, quotes: Quotes): Promise<ErasureRow | null> {
    if (target.type === 'file') return request('document.forget', { documentIds: [target.documentId], quotes });
    if (target.type === 'old') return request('retention.apply', { sourceId: target.sourceId, quotes });
    return folder === null ? request('source.remove', { sourceId: target.sourceId, quotes }) : request('source.forgetFolder', { sourceId: target.sourceId, folder, quotes });
  }
}

export const erasure = new Erasure();
