// Taking everything with you, as the window follows it: how far it is, and what came of it. It goes on while other places
// are looked at, and ends with the window or by Cancel. No rendering.
import type { AppError } from '../../../contract/errors.ts';
import type { ExitEvent } from '../../../contract/exit.ts';
import { request, stream } from '../../api/client.ts';
import { attempt } from '../../ui/toasts.svelte.ts';

type Of<Type extends ExitEvent['type']> = Extract<ExitEvent, { type: Type }>;

class Exit {
  running = $state.raw(false);
  /** Null while it begins. */
  progress = $state.raw<Of<'progress'> | null>(null);
  written = $state.raw<Of<'written'> | null>(null);
  cancelled = $state.raw(false);
  error = $state.raw<AppError | null>(null);
  #controller: AbortController | null = null;

  async start(): Promise<void> {
    if (this.running) return;
    await attempt(async () => {
      const picked = await request('exit.pick', {});
      if (picked === null || this.running) return;
      this.#controller = new AbortController();
      this.running = true;
      this.progress = null;
      this.written = null;
      this.cancelled = false;
      this.error = null;
      stream('exit.run', { token: picked.token }, { onEvent: (event) => this.#receive(event), onEnd: (error) => this.#end(error) }, this.#controller.signal);
    });
  }

  cancel(): void {
    this.#controller?.abort();
  }

  async reveal(): Promise<void> {
    await attempt(() => request('exit.reveal', {}));
  }

  #receive(event: ExitEvent): void {
    if (event.type === 'progress') this.progress = event;
    else this.written = event;
  }

  #end(error: AppError | null): void {
    this.running = false;
    // A cancel ends the stream without an error, once nothing is left; one that came too late ends it as written.
    this.cancelled = error === null && this.written === null;
    this.error = error;
  }
}

export const exit = new Exit();
