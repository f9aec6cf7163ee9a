// Search as one types: the words wait for a short pause, and only the answer to the newest words is shown.
import type { Coverage, RankedPassage } from '../../../contract/domain.ts';
import type { AppError } from '../../../contract/errors.ts';
import { asAppError, request } from '../../api/client.ts';
import { debounce } from '../../ui/timing.ts';

const TYPE_PAUSE_MS = 130;
const LIMIT = 12;

class QuickSearch {
  question = $state('');
  passages = $state.raw<readonly RankedPassage[]>([]);
  coverage = $state.raw<Coverage | null>(null);
  elapsedMs = $state.raw<number | null>(null);
  error = $state.raw<AppError | null>(null);
  searching = $state(false);
  #newest = 0;
  readonly #soon = debounce(() => void this.#search(), TYPE_PAUSE_MS);

  changed(): void {
    if (this.question.trim() === '') {
      this.#soon.cancel();
      this.#newest += 1;
      this.passages = [];
      this.searching = false;
      this.error = null;
      return;
    }
    this.searching = true;
    this.#soon.call();
  }

  async #search(): Promise<void> {
    const ticket = ++this.#newest;
    try {
      const found = await request('search.passages', { question: this.question.trim(), scope: null, limit: LIMIT });
      if (ticket !== this.#newest) return;
      this.passages = found.passages;
      this.coverage = found.coverage;
      this.elapsedMs = found.elapsedMs;
      this.error = null;
    } catch (error) {
      if (ticket !== this.#newest) return;
      this.passages = [];
      this.error = asAppError(error);
    }
    this.searching = false;
  }
}

export const quickSearch = new QuickSearch();
