// The model for search by meaning: which one is in use, what a change would take, how it goes. No rendering.
import type { EmbedderState } from '../../../contract/embedders.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { onAppEvent, onReconnect } from '../../api/live.ts';
import { t } from '../../ui/text.svelte.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';
import { library } from '../library/library.svelte.ts';
import { models, type ModelRow } from './models.svelte.ts';

interface Proposal {
  readonly model: ModelRow;
  readonly estimate: RouteOutput<'embedder.estimate'>;
}

class Embedders {
  state = $state.raw<EmbedderState>({ activeId: null, building: null });
  /** The model whose speed is being measured. */
  estimating = $state.raw<ModelRow | null>(null);
  proposal = $state.raw<Proposal | null>(null);
  adding = $state(false);
  readonly list = $derived(models.list.filter((model) => model.role === 'embedder'));

  async load(): Promise<void> {
    if (library.isOpen) this.#take(await request('embedder.state', {}));
  }

  subscribe(): () => void {
    const stops = [onAppEvent('embedder.changed', (event) => this.#take(event.embedder)), onReconnect(() => void attempt(() => this.load()))];
    return () => stops.forEach((stop) => stop());
  }

  #take(next: EmbedderState): void {
    const { building } = this.state;
    this.state = next;
    if (building !== null && next.building === null && next.activeId === building.id) toasts.notice(t('embedders.changed', { name: models.nameOf(building.id) }));
  }

  /** Says what the change would take, before anything is done. */
  async propose(model: ModelRow): Promise<void> {
    this.estimating = model;
    await attempt(async () => {
      const estimate = await request('embedder.estimate', { embedderId: model.id });
      // Another one was asked for meanwhile.
      if (this.estimating?.id === model.id) this.proposal = { model, estimate };
    });
    if (this.estimating?.id === model.id) this.estimating = null;
  }

  async accept(): Promise<void> {
    const proposal = this.proposal;
    this.proposal = null;
    if (proposal === null) return;
    await attempt(async () => {
      await request('embedder.choose', { embedderId: proposal.model.id });
      await this.load();
    });
  }

  async cancel(): Promise<void> {
    const done = await attempt(async () => {
      await request('embedder.cancel', {});
      await this.load();
    });
    if (done) toasts.notice(t('embedders.cancelled'));
  }

  async control(verb: 'pause' | 'resume'): Promise<void> {
    await library.control(verb);
    await attempt(() => this.load());
  }

  async add(): Promise<void> {
    await attempt(async () => {
      const [folder] = await request('dialog.pick', { what: 'embedder-folder' });
      if (folder === undefined) return;
      this.adding = true;
      const model = await request('model.import', { token: folder.token });
      await models.load();
      toasts.notice(t('models.imported', { name: model.name }));
    });
    this.adding = false;
  }
}

export const embedders = new Embedders();
