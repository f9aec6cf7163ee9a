// The collections of the library: where a question looks, under a name. Deleting one, and having one look elsewhere, can
// be taken back while the notice about it shows. No rendering.
import type { Scope } from '../../../contract/domain.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { onAppEvent, onReconnect } from '../../api/live.ts';
import { throttle } from '../../ui/timing.ts';
import { t } from '../../ui/text.svelte.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';
import { library } from '../library/library.svelte.ts';
import { sameScope, scopeAmong } from './scope.ts';

export type CollectionRow = RouteOutput<'collection.list'>[number];

const RELOAD_EVERY_MS = 1_000;

class Collections {
  rows = $state.raw<readonly CollectionRow[]>([]);

  async load(): Promise<void> {
    this.rows = await request('collection.list', {});
  }

  subscribe(): () => void {
    const reload = throttle(() => void attempt(() => this.load()), RELOAD_EVERY_MS);
    // A source that is forgotten takes something out of them.
    const stops = [onAppEvent('documents.changed', reload), onReconnect(reload)];
    return () => stops.forEach((stop) => stop());
  }

  /** The one that looks in just these places; null for everywhere. */
  of(scope: Scope | null): CollectionRow | null {
    const there = library.sources.map(({ id }) => id);
    return scope === null ? null : (this.rows.find((row) => sameScope(scopeAmong(there, row.scope), scope)) ?? null);
  }

  called(name: string): CollectionRow | null {
    const wanted = name.trim().toLowerCase();
    return this.rows.find((row) => row.name.toLowerCase() === wanted) ?? null;
  }

  /** A collection that is called so already looks there from now on. */
  async save(name: string, scope: Scope): Promise<boolean> {
    const before = this.called(name);
    const saved = await this.#changing(() => request('collection.save', { name, scope }));
    if (!saved) return false;
    if (before === null) toasts.notice(t('collection.saved', { name }));
    else toasts.notice(t('collection.updated', { name: before.name }), this.#undo(before));
    return true;
  }

  async rename(row: CollectionRow, name: string): Promise<void> {
    const trimmed = name.trim().slice(0, 80);
    if (trimmed === '' || trimmed === row.name) return;
    await this.#changing(() => request('collection.rename', { collectionId: row.id, name: trimmed }));
  }

  async delete(row: CollectionRow): Promise<void> {
    const deleted = await this.#changing(() => request('collection.delete', { collectionId: row.id }));
    if (deleted) toasts.notice(t('collection.deleted', { name: row.name }), this.#undo(row));
  }

  #undo({ name, scope }: CollectionRow): { label: string; run: () => void } {
    return { label: t('common.undo'), run: () => void this.#changing(() => request('collection.save', { name, scope })) };
  }

  #changing(change: () => Promise<unknown>): Promise<boolean> {
    return attempt(async () => {
      await change();
      await this.load();
    });
  }
}

export const collections = new Collections();
