// The models that are there and which one answers. No rendering.
import type { RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { onAppEvent, onReconnect } from '../../api/live.ts';
import { isMessageKey } from '../../../contract/messages/index.ts';
import { t } from '../../ui/text.svelte.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';

export type ModelRow = RouteOutput<'model.list'>[number];

class Models {
  list = $state.raw<readonly ModelRow[]>([]);
  importing = $state(false);
  /** One that came with Freehold and is not here is the catalog's to show. */
  readonly answering = $derived(this.list.filter((model) => model.role === 'llm' && (model.installed || model.origin === 'imported')));

  nameOf(modelId: string): string {
    return this.list.find((model) => model.id === modelId)?.name ?? modelId;
  }

  /** A model that a person added has only what its file says of itself. */
  descriptionOf(model: ModelRow): string {
    const key = `models.description.${model.id}`;
    return isMessageKey(key) ? t(key) : model.description;
  }

  /** Said of what did not come with Freehold. */
  originOf({ origin }: ModelRow): string[] {
    return origin === 'built-in' ? [] : [t(origin === 'imported' ? 'models.addedByYou' : 'models.downloaded')];
  }

  async load(): Promise<void> {
    this.list = await request('model.list', {});
  }

  subscribe(): () => void {
    const reload = (): void => void attempt(() => this.load());
    const stops = [onAppEvent('models.changed', reload), onAppEvent('settings.changed', reload), onReconnect(reload)];
    return () => stops.forEach((stop) => stop());
  }

  async select(modelId: string | null): Promise<void> {
    await attempt(async () => {
      await request('model.select', { modelId });
      await this.load();
    });
  }

  async importFile(): Promise<void> {
    await attempt(async () => {
      const [file] = await request('dialog.pick', { what: 'model-file' });
      if (file === undefined) return;
      this.importing = true;
      const model = await request('model.import', { token: file.token });
      await this.load();
      toasts.notice(t('models.imported', { name: model.name }));
    });
    this.importing = false;
  }

  async remove(model: ModelRow): Promise<void> {
    const done = await attempt(async () => {
      await request('model.remove', { modelId: model.id });
      await this.load();
    });
    if (done) toasts.notice(t('models.removed', { name: model.name }));
  }
}

export const models = new Models();
