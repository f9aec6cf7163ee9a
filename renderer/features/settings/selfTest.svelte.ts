// The check of this installation as the window follows it: how far it is, and its figures. It goes on while other places
// are looked at, and ends with the window or by Cancel. No rendering.
import type { CheckedFigure, SelfTestEvent } from '../../../contract/selfTest.ts';
import { stream } from '../../api/client.ts';
import { Work } from '../../api/work.svelte.ts';

type Step = Exclude<SelfTestEvent, { type: 'figures' }>;

class SelfTest extends Work<Step> {
  figures = $state.raw<readonly CheckedFigure[]>([]);
  complete = $state.raw(false);

  start(input: { quick: boolean; answers: boolean }): void {
    if (this.running) return;
    const signal = this.begin();
    this.figures = [];
    this.complete = false;
    stream('selfTest.run', input, { onEvent: (event) => this.#receive(event), onEnd: (error) => this.end(error) }, signal);
  }

  #receive(event: SelfTestEvent): void {
    if (event.type !== 'figures') {
      this.progress = event;
      return;
    }
    this.figures = event.figures;
    this.complete = event.complete;
  }
}

export const selfTest = new SelfTest();
