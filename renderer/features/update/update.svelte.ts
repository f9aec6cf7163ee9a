// An update from a file as the window follows it: choosing, checking, what was found, installing, what is to be done then. It
// goes on while other places are looked at. No rendering.
import type { AppError } from '../../../contract/errors.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import type { FoundUpdate, InstalledUpdate } from '../../../contract/update.ts';
import { request, stream } from '../../api/client.ts';
import { Work } from '../../api/work.svelte.ts';
import { attempt } from '../../ui/toasts.svelte.ts';

interface Progress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

class Update extends Work<Progress> {
  state = $state.raw<RouteOutput<'update.state'> | null>(null);
  /** What runs, when something does. */
  step = $state.raw<'checking' | 'installing'>('checking');
  found = $state.raw<FoundUpdate | null>(null);
  installed = $state.raw<InstalledUpdate | null>(null);

  async load(): Promise<void> {
    await attempt(async () => (this.state = await request('update.state', {})));
  }

  async choose(): Promise<void> {
    await attempt(async () => {
      const [picked] = await request('dialog.pick', { what: 'update-file' });
      if (picked === undefined || this.running) return;
      const signal = this.begin();
      this.step = 'checking';
      this.found = null;
      this.installed = null;
      stream('update.check', { token: picked.token }, { onEvent: (event) => (event.type === 'progress' ? (this.progress = event) : (this.found = event.update)), onEnd: (error) => this.end(error) }, signal);
    });
  }

  install(): void {
    if (this.found === null || this.running) return;
    const { id } = this.found;
    const signal = this.begin();
    this.step = 'installing';
    stream('update.install', { id }, { onEvent: (event) => (event.type === 'progress' ? (this.progress = event) : this.#finish(event.update)), onEnd: (error) => this.end(error) }, signal);
  }

  /** Forgets what was found; nothing was changed by it. */
  discard(): void {
    this.found = null;
    this.error = null;
  }

  async show(): Promise<void> {
    await attempt(() => request('update.show', {}));
  }

  #finish(update: InstalledUpdate): void {
    this.found = null;
    this.installed = update;
    if (update.how === 'handedOver') void this.show();
  }

  override end(error: AppError | null): void {
    super.end(error);
    void this.load();
  }
}

export const update = new Update();
