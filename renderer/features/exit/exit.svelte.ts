// Taking everything with you, as the window follows it: how far it is, and what came of it. It goes on while other places
// are looked at, and ends with the window or by Cancel. No rendering.
import type { AppError } from '../../../contract/errors.ts';
import type { ExitEvent } from '../../../contract/exit.ts';
import { request, stream } from '../../api/client.ts';
import { Work } from '../../api/work.svelte.ts';
import { attempt } from '../../ui/toasts.svelte.ts';

type Of<Type extends ExitEvent['type']> = Extract<ExitEvent, { type: Type }>;

class Exit extends Work<Of<'progress'>> {
  written = $state.raw<Of<'written'> | null>(null);
  cancelled = $state.raw(false);

  async start(): Promise<void> {
    if (this.running) return;
    await attempt(async () => {
      const picked = await request('exit.pick', {});
      if (picked === null || this.running) return;
      const signal = this.begin();
      this.written = null;
      this.cancelled = false;
      stream('exit.run', { token: picked.token }, { onEvent: (event) => this.#receive(event), onEnd: (error) => this.end(error) }, signal);
    });
  }

  async reveal(): Promise<void> {
    await attempt(() => request('exit.reveal', {}));
  }

  #receive(event: ExitEvent): void {
    if (event.type === 'progress') this.progress = event;
    else this.written = event;
  }

  override end(error: AppError | null): void {
    super.end(error);
    // A cancel ends the stream without an error, once nothing is left; one that came too late ends it as written.
    this.cancelled = this.error === null && this.written === null;
  }
}

export const exit = new Exit();
