// The part of a long text that is loaded, around the place that is shown. It grows at either end on request.
// Offsets are UTF-16 code units of the canonical text. Invariant: `text` is the text from `start` to `end`.
import type { VersionHash } from '../../../contract/domain.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';

export const WINDOW_UNITS = 60_000;
const LEAD_UNITS = 15_000;

export class TextWindow {
  text = $state.raw('');
  start = $state.raw(0);
  end = $state.raw(0);
  /** 1-based line of the whole text in which `start` lies. */
  line = $state.raw(1);
  readonly #versionHash: VersionHash;
  readonly #length: number;
  #busy = false;

  readonly hasEarlier = $derived(this.start > 0);
  readonly hasLater: boolean = $derived.by(() => this.end < this.#length);

  constructor(versionHash: VersionHash, length: number) {
    this.#versionHash = versionHash;
    this.#length = length;
  }

  /** Loads what surrounds the range, unless it is there already. */
  async around(start: number, end: number): Promise<void> {
    if (this.end > 0 && start >= this.start && end <= this.end) return;
    const from = Math.max(0, Math.min(start - LEAD_UNITS, this.#length - WINDOW_UNITS));
    const to = Math.min(this.#length, Math.max(from + WINDOW_UNITS, end));
    const loaded = await request('document.text', { versionHash: this.#versionHash, start: from, end: to });
    this.text = loaded.text;
    this.start = loaded.start;
    this.line = loaded.line;
    this.end = loaded.end;
  }

  async growEarlier(): Promise<void> {
    await this.#grow(Math.max(0, this.start - WINDOW_UNITS), this.start, (loaded) => {
      this.text = loaded.text + this.text;
      this.start = loaded.start;
      this.line = loaded.line;
    });
  }

  async growLater(): Promise<void> {
    await this.#grow(this.end, Math.min(this.#length, this.end + WINDOW_UNITS), (loaded) => {
      this.text += loaded.text;
      this.end = loaded.end;
    });
  }

  async #grow(start: number, end: number, take: (loaded: RouteOutput<'document.text'>) => void): Promise<void> {
    if (this.#busy || end <= start) return;
    this.#busy = true;
    try {
      take(await request('document.text', { versionHash: this.#versionHash, start, end }));
    } finally {
      this.#busy = false;
    }
  }
}
