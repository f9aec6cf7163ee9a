// The check of this installation as the window follows it: how far it is, and its figures. It goes on while other places
// are looked at, and ends with the window or by Cancel. No rendering.
import type { AppError } from '../../../contract/errors.ts';
import type { CheckedFigure, SelfTestEvent } from '../../../contract/selfTest.ts';
import { stream } from '../../api/client.ts';

type Step = Exclude<SelfTestEvent, { type: 'figures' }>;

class SelfTest {
  running = $state.raw(false);
  /** Null while it starts. */
  step = $state.raw<Step | null>(null);
  figures = $state.raw<readonly CheckedFigure[]>([]);
  complete = $state.raw(false);
  error = $state.raw<AppError | null>(null);
  #controller: AbortController | null = null;

  start(input: { quick: boolean; answers: boolean }): void {
    if (this.running) return;
    this.#controller = new AbortController();
    this.running = true;
    this.step = null;
    this.figures = [];
    this.complete = false;
    this.error = null;
    stream('selfTest.run', input, { onEvent: (event) => this.#receive(event), onEnd: (error) => this.#end(error) }, this.#controller.signal);
  }

  cancel(): void {
    this.#controller?.abort();
  }

  #receive(event: SelfTestEvent): void {
    if (event.type !== 'figures') {
      this.step = event;
      return;
    }
    this.figures = event.figures;
    this.complete = event.complete;
  }

  #end(error: AppError | null): void {
    this.running = false;
    this.error = error?.code === 'cancelled' ? null : error;
  }
}

export const selfTest = new SelfTest();
