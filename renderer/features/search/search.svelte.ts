// Search as one types: passages by words after a short pause, then those by meaning beside them, where that is wanted.
// Invariant: only what answers the newest words is shown.
import type { Coverage, RankedPassage, Scope, SearchNote } from '../../../contract/domain.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { asAppError, request } from '../../api/client.ts';
import { debounce } from '../../ui/timing.ts';

/** Short enough to feel at once, long enough that a fast typist does not have every letter searched. */
const WORDS_AFTER_MS = 60;
/** The meaning of half a word says nothing. */
const MEANING_AFTER_MS = 300;
const LIMIT = 50;

class Search {
  question = $state('');
  /** By meaning too. */
  meaning = $state(true);
  /** Only what stands there as it was typed; goes without meaning. */
  exact = $state(false);
  passages = $state.raw<readonly RankedPassage[]>([]);
  more = $state.raw(false);
  /** What the operators in the question say. */
  scope = $state.raw<Scope | null>(null);
  notes = $state.raw<readonly SearchNote[]>([]);
  coverage = $state.raw<Coverage | null>(null);
  elapsedMs = $state.raw<number | null>(null);
  error = $state.raw<AppError | null>(null);
  /** The words have no passages yet. */
  searching = $state(false);
  /** Those by meaning are still to come. */
  awaitingMeaning = $state(false);
  #newest = 0;
  readonly #wordsSoon = debounce(() => void this.#search(false), WORDS_AFTER_MS);
  readonly #meaningSoon = debounce(() => void this.#search(true), MEANING_AFTER_MS);

  changed(): void {
    this.#newest += 1;
    this.#meaningSoon.cancel();
    this.awaitingMeaning = false;
    if (this.question.trim() === '') {
      this.#wordsSoon.cancel();
      this.passages = [];
      this.notes = [];
      this.scope = null;
      this.searching = false;
      this.error = null;
      return;
    }
    this.searching = true;
    this.#wordsSoon.call();
  }

  async #search(meaning: boolean): Promise<void> {
    const ticket = this.#newest;
    try {
      const found = await request('search.passages', { question: this.question, scope: null, limit: LIMIT, meaning, exact: this.exact, typing: true });
      if (ticket !== this.#newest) return;
      this.#show(found);
    } catch (error) {
      if (ticket !== this.#newest) return;
      this.passages = [];
      this.error = asAppError(error);
    }
    this.searching = false;
    this.awaitingMeaning = !meaning && this.meaning && !this.exact && this.error === null;
    if (this.awaitingMeaning) this.#meaningSoon.call();
  }

  #show({ passages, more, scope, notes, coverage, elapsedMs }: RouteOutput<'search.passages'>): void {
    this.passages = passages;
    this.more = more;
    this.scope = scope;
    this.notes = notes;
    this.coverage = coverage;
    this.elapsedMs = elapsedMs;
    this.error = null;
  }
}

export const search = new Search();
