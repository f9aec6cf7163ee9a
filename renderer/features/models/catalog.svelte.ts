// The model catalog: what is offered and suits this machine, the downloads, the seal. No rendering.
import type { Connection, Download } from '../../../contract/catalog.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { onAppEvent, onReconnect } from '../../api/live.ts';
import { t } from '../../ui/text.svelte.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';

export type CatalogState = RouteOutput<'catalog.list'>;
export type CatalogRow = CatalogState['models'][number];

class Catalog {
  state = $state.raw<CatalogState | null>(null);
  downloads = $state.raw<readonly Download[]>([]);
  connections = $state.raw<readonly Connection[] | null>(null);
  /** The model whose speed is being measured. */
  measuring = $state.raw<string | null>(null);
  /** The one that the window tells of elsewhere: what runs, else what waits for the person. */
  readonly current = $derived(this.downloads.find(({ state }) => state === 'running' || state === 'checking') ?? this.downloads.find(({ state }) => state === 'queued') ?? null);

  subscribe(): () => void {
    const reload = (): void => {
      if (this.state !== null) void attempt(() => this.load());
    };
    const stops = [onAppEvent('downloads.changed', (event) => this.#take(event.downloads)), onAppEvent('models.changed', reload), onAppEvent('settings.changed', reload), onReconnect(() => void attempt(() => this.loadDownloads()))];
    return () => stops.forEach((stop) => stop());
  }

  async load(): Promise<void> {
    this.state = await request('catalog.list', {});
  }

  async loadDownloads(): Promise<void> {
    this.downloads = await request('catalog.downloads', {});
  }

  async loadConnections(): Promise<void> {
    this.connections = await request('catalog.connections', {});
  }

  /** A download that is gone after it was checked is done; a cancelled one was paused or taken away before. */
  #take(next: readonly Download[]): void {
    for (const { modelId, name, state } of this.downloads) {
      if ((state === 'running' || state === 'checking') && !next.some((one) => one.modelId === modelId) && !this.#cancelled.delete(modelId)) toasts.notice(t('catalog.done', { name }));
    }
    this.downloads = next;
  }
  readonly #cancelled = new Set<string>();

  downloadOf(modelId: string): Download | null {
    return this.downloads.find((one) => one.modelId === modelId) ?? null;
  }

  async start(modelId: string): Promise<void> {
    await attempt(() => request('catalog.download', { modelId }));
  }

  async pause(modelId: string): Promise<void> {
    await attempt(() => request('catalog.pause', { modelId }));
  }

  async cancel({ modelId, name }: Download): Promise<void> {
    this.#cancelled.add(modelId);
    const done = await attempt(() => request('catalog.cancel', { modelId }));
    this.#cancelled.delete(modelId);
    if (done) toasts.notice(t('catalog.cancelled', { name }));
  }

  async delete({ id, name }: CatalogRow): Promise<void> {
    if (await attempt(() => request('catalog.delete', { modelId: id }))) toasts.notice(t('catalog.deleted', { name }));
  }

  async measure(modelId: string): Promise<void> {
    this.measuring = modelId;
    await attempt(async () => {
      await request('catalog.measure', { modelId });
      await this.load();
    });
    this.measuring = null;
  }

  async seal(sealed: boolean): Promise<void> {
    await attempt(async () => {
      await request('catalog.seal', { sealed });
      await this.load();
    });
  }
}

export const catalog = new Catalog();
