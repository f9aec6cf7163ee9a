// One piece of work that tells how far it is, over a stream: begun, followed, cancelled, ended. It goes on while other places
// are looked at. No rendering.
import type { AppError } from '../../contract/errors.ts';

export class Work<Progress> {
  running = $state.raw(false);
  /** Null while it starts. */
  progress = $state.raw<Progress | null>(null);
  error = $state.raw<AppError | null>(null);
  #controller: AbortController | null = null;

  begin(): AbortSignal {
    this.#controller = new AbortController();
    this.running = true;
    this.progress = null;
    this.error = null;
    return this.#controller.signal;
  }

  end(error: AppError | null): void {
    this.running = false;
    this.error = error?.code === 'cancelled' ? null : error;
  }

  cancel(): void {
    this.#controller?.abort();
  }
}
