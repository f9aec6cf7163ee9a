// An update from a file as the window follows it: choosing, checking, what was found, installing, what is to be done then. It
// goes on while other places are looked at. No rendering.
import { AppError } from '../../../contract/errors.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import type { FoundUpdate, InstalledUpdate } from '../../../contract/update.ts';
import { request, stream } from '../../api/client.ts';
import { attempt } from '../../ui/toasts.svelte.ts';

interface Progress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

class Update {
  state = $state.raw<RouteOutput<'update.state'> | null>(null);
  working = $state.raw<'checking' | 'installing' | null>(null);
  progress = $state.raw<Progress | null>(null);
  found = $state.raw<FoundUpdate | null>(null);
  installed = $state.raw<InstalledUpdate | null>(null);
  error = $state.raw<AppError | null>(null);
  #controller: AbortController | null = null;

  async load(): Promise<void> {
    await attempt(async () => (this.state = await request('update.state', {})));
  }

  async choose(): Promise<void> {
    await attempt(async () => {
      const [picked] = await request('dialog.pick', { what: 'update-file' });
      if (picked === undefined || this.working !== null) return;
      this.discard();
      this.installed = null;
      const signal = this.#begin('checking');
      stream('update.check', { token: picked.token }, { onEvent: (event) => (event.type === 'progress' ? (this.progress = event) : (this.found = event.update)), onEnd: (error) => this.#end(error) }, signal);
    });
  }

  install(): void {
    if (this.found === null || this.working !== null) return;
    const { id } = this.found;
    this.error = null;
    const signal = this.#begin('installing');
    stream('update.install', { id }, { onEvent: (event) => (event.type === 'progress' ? (this.progress = event) : this.#finish(event.update)), onEnd: (error) => this.#end(error) }, signal);
  }

  cancel(): void {
    this.#controller?.abort();
  }

  /** Forgets what was found; nothing was changed by it. */
  discard(): void {
    this.found = null;
    this.error = null;
  }

  async show(): Promise<void> {
    await attempt(() => request('update.show', {}));
  }

  #begin(what: 'checking' | 'installing'): AbortSignal {
    this.#controller = new AbortController();
    this.working = what;
    this.progress = null;
    return this.#controller.signal;
  }

  #finish(update: InstalledUpdate): void {
    this.found = null;
    this.installed = update;
    if (update.how === 'handedOver') void this.show();
  }

  #end(error: AppError | null): void {
    this.working = null;
    this.progress = null;
    this.error = error?.code === 'cancelled' ? null : error;
    void this.load();
  }
}

export const update = new Update();
