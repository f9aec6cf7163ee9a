// The ledger behind its virtual list: which chain, which entries, the pages that were looked at, and what a check came to.
// Invariant: a page that was asked for under an older filter is never shown.
import type { LedgerChain, LedgerGroup } from '../../../contract/ledgerKinds.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { t } from '../../ui/text.svelte.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';
import { pagesOf, type RowRange } from '../../ui/virtual.ts';
import { dayEnd, dayStart } from './dates.ts';

export type LedgerRow = RouteOutput<'ledger.page'>['rows'][number];
export type ChainVerdict = RouteOutput<'ledger.verify'>[number];

const PAGE_SIZE = 100;

class Ledger {
  chain = $state.raw<LedgerChain>('library');
  group = $state.raw<LedgerGroup | null>(null);
  /** As a date field writes it, e.g. `2026-11-29`; empty for none. Both days are included. */
  from = $state('');
  until = $state('');
  total = $state(0);
  loaded = $state(false);
  pages = $state.raw<ReadonlyMap<number, readonly LedgerRow[]>>(new Map());
  verdicts = $state.raw<readonly ChainVerdict[] | null>(null);
  checking = $state(false);

  #visible: RowRange = { start: 0, end: 0 };
  #revision = 0;
  readonly #asked = new Set<number>();

  row(index: number): LedgerRow | undefined {
    return this.pages.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE];
  }

  async show(change: { chain?: LedgerChain; group?: LedgerGroup | null; from?: string; until?: string }): Promise<void> {
    if (change.chain !== undefined) this.chain = change.chain;
    if (change.group !== undefined) this.group = change.group;
    if (change.from !== undefined) this.from = change.from;
    if (change.until !== undefined) this.until = change.until;
    await this.refresh();
  }

  /** From the newest entry on. */
  async refresh(): Promise<void> {
    const revision = ++this.#revision;
    this.#asked.clear();
    await attempt(async () => {
      const { rows, total } = await this.#ask(0);
      if (revision !== this.#revision) return;
      this.total = total;
      this.pages = new Map([[0, rows]]);
      this.#asked.add(0);
      this.loaded = true;
      await this.#loadVisible(revision);
    });
  }

  /** Told by the list as it scrolls. */
  look(visible: RowRange): void {
    this.#visible = visible;
    if (this.loaded) void attempt(() => this.#loadVisible(this.#revision));
  }

  async check(): Promise<void> {
    this.checking = true;
    this.verdicts = null;
    await attempt(async () => {
      this.verdicts = await request('ledger.verify', {});
    });
    this.checking = false;
  }

  async save(names: boolean): Promise<void> {
    await attempt(async () => {
      const { saved } = await request('ledger.save', { names });
      if (saved) toasts.notice(t('ledger.saved'));
    });
    await this.refresh();
  }

  async #loadVisible(revision: number): Promise<void> {
    const wanted = pagesOf(this.#visible, PAGE_SIZE);
    for (let page = wanted.start; page < wanted.end; page += 1) {
      if (this.#asked.has(page) || page * PAGE_SIZE >= this.total) continue;
      this.#asked.add(page);
      const { rows } = await this.#ask(page * PAGE_SIZE);
      if (revision !== this.#revision) return;
      this.pages = new Map(this.pages).set(page, rows);
    }
  }

  #ask(offset: number): Promise<RouteOutput<'ledger.page'>> {
    return request('ledger.page', { chain: this.chain, group: this.group, fromMs: dayStart(this.from), untilMs: dayEnd(this.until), offset, limit: PAGE_SIZE });
  }
}

export const ledger = new Ledger();
