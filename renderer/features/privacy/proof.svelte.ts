// "Prove it" as the window follows it: its own attempts, one after the other with a look at main's counters, then those
// of main and the engines. No rendering, but for the answer whose image must not appear (see ProveIt.svelte).
import type { ProofRow } from '../../../contract/proof.ts';
import { request } from '../../api/client.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';
import { t } from '../../ui/text.svelte.ts';
import { privacy } from './privacy.svelte.ts';
import { WINDOW_ATTEMPTS } from './windowAttempts.ts';

/** A violation of the page's policy is reported by Chromium in its own time. */
const COUNTED_WITHIN_MS = 3_000;
const LOOK_EVERY_MS = 50;

class Proof {
  running = $state.raw(false);
  rows = $state.raw<readonly ProofRow[]>([]);
  atMs = $state.raw<number | null>(null);

  /** @param answerImage draws an answer with an image, and tells whether an image came of it */
  async run(answerImage: () => Promise<boolean>): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.rows = [];
    this.atMs = null;
    await attempt(async () => {
      this.#add({ place: 'window', attempt: 'answerImage', outcome: (await answerImage()) ? 'left' : 'stopped', counted: null });
      for (const [name, run] of WINDOW_ATTEMPTS) this.#add(await this.#tried(name, run));
      this.rows = [...this.rows, ...(await request('privacy.prove', {}))];
      this.atMs = Date.now();
      await privacy.load();
    });
    this.running = false;
  }

  async save(): Promise<void> {
    const { rows, atMs } = this;
    if (atMs === null) return;
    await attempt(async () => {
      const { saved } = await request('privacy.saveProof', { rows: [...rows], atMs });
      if (saved) toasts.notice(t('proof.saved'));
    });
  }

  #add(row: ProofRow): void {
    this.rows = [...this.rows, row];
  }

  async #tried(name: ProofRow['attempt'], run: () => Promise<boolean>): Promise<ProofRow> {
    const before = await request('privacy.report', {});
    const got = await run();
    const endMs = Date.now() + COUNTED_WITHIN_MS;
    for (;;) {
      const now = await request('privacy.report', {});
      const counted = now.blockedRequests > before.blockedRequests;
      if (counted || Date.now() > endMs) return { place: 'window', attempt: name, outcome: got || now.allowedRequests > before.allowedRequests ? 'left' : 'stopped', counted };
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

export const proof = new Proof();
