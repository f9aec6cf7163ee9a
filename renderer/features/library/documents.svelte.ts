// The list of files behind the virtual list: filters, total and the pages that were looked at. No rendering.
// A filter may join several states ("not read" = failed + skipped); their lists are put end to end.
// Invariant: a page that was asked for under an older filter or revision is never shown.
import type { Coverage, DocumentId, DocumentState, SourceId } from '../../../contract/domain.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { onAppEvent } from '../../api/live.ts';
import { t } from '../../ui/text.svelte.ts';
import { throttle } from '../../ui/timing.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';
import { pagesOf, stretchesOf, type RowRange } from '../../ui/virtual.ts';

export type DocumentRow = RouteOutput<'document.list'>['rows'][number];
export const FILE_FILTERS = ['all', 'indexed', 'waiting', 'unread'] as const;
export type FileFilter = (typeof FILE_FILTERS)[number];

const STATES_OF: Record<FileFilter, readonly (DocumentState | null)[]> = {
  all: [null],
  indexed: ['indexed'],
  waiting: ['reading', 'waiting'],
  unread: ['failed', 'skipped'],
};
const PAGE_SIZE = 100;
const RELOAD_EVERY_MS = 600;

class Documents {
  sourceId = $state.raw<SourceId | null>(null);
  filter = $state.raw<FileFilter>('all');
  name = $state('');
  total = $state(0);
  loaded = $state(false);
  pages = $state.raw<ReadonlyMap<number, readonly DocumentRow[]>>(new Map());

  #partSizes: readonly number[] = [];
  #visible: RowRange = { start: 0, end: 0 };
  #revision = 0;
  readonly #asked = new Set<number>();

  subscribe(): () => void {
    return onAppEvent('documents.changed', throttle(() => void this.refresh(), RELOAD_EVERY_MS));
  }

  row(index: number): DocumentRow | undefined {
    return this.pages.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE];
  }

  /** Other filters: everything known is dropped. */
  async show(change: { sourceId?: SourceId | null; filter?: FileFilter; name?: string }): Promise<void> {
    if (change.sourceId !== undefined) this.sourceId = change.sourceId;
    if (change.filter !== undefined) this.filter = change.filter;
    if (change.name !== undefined) this.name = change.name;
    this.pages = new Map();
    this.loaded = false;
    await this.refresh();
  }

  /** The same filters, fresh rows; what is on screen stays until its replacement is there. */
  async refresh(): Promise<void> {
    const revision = ++this.#revision;
    this.#asked.clear();
    await attempt(async () => {
      const sizes = await Promise.all(STATES_OF[this.filter].map(async (state) => (await this.#list(state, 0, 1)).total));
      if (revision !== this.#revision) return;
      this.#partSizes = sizes;
      this.total = sizes.reduce((sum, size) => sum + size, 0);
      const wanted = pagesOf(this.#visible, PAGE_SIZE);
      this.pages = new Map([...this.pages].filter(([page]) => page >= wanted.start && page < wanted.end));
      await this.#loadVisible(revision);
      if (revision === this.#revision) this.loaded = true;
    });
  }

  /** Told by the list as it scrolls. */
  look(visible: RowRange): void {
    this.#visible = visible;
    void attempt(() => this.#loadVisible(this.#revision));
  }

  /** What a search could not see: the unread files, or those still waiting when there are no others. */
  async showUnread({ skipped, failed, waiting }: Coverage): Promise<void> {
    await this.show({ sourceId: null, filter: skipped + failed === 0 && waiting > 0 ? 'waiting' : 'unread', name: '' });
  }

  /** One file, or with null every unread one that the list shows. */
  async retry(documentId: DocumentId | null): Promise<void> {
    await attempt(async () => {
      const { queued } = await request('document.retry', { documentId, sourceId: this.sourceId, nameContains: this.name.trim() });
      toasts.notice(queued === 0 ? t('files.retriedNone') : t('files.retried', { count: queued }));
    });
  }

  async #loadVisible(revision: number): Promise<void> {
    const last = Math.max(0, Math.ceil(this.total / PAGE_SIZE));
    const wanted = pagesOf(this.#visible.end === 0 ? { start: 0, end: PAGE_SIZE } : this.#visible, PAGE_SIZE);
    const missing: number[] = [];
    for (let page = wanted.start; page < Math.min(wanted.end, last); page += 1) {
      if (!this.#asked.has(page)) missing.push(page);
    }
    await Promise.all(missing.map((page) => this.#loadPage(page, revision)));
  }

  async #loadPage(page: number, revision: number): Promise<void> {
    this.#asked.add(page);
    const states = STATES_OF[this.filter];
    const stretches = stretchesOf(page * PAGE_SIZE, (page + 1) * PAGE_SIZE, this.#partSizes);
    const parts = await Promise.all(stretches.map(({ part, offset, limit }) => this.#list(states[part] ?? null, offset, limit)));
    if (revision !== this.#revision) return;
    this.pages = new Map(this.pages).set(page, parts.flatMap((part) => part.rows));
  }

  #list(state: DocumentState | null, offset: number, limit: number): Promise<RouteOutput<'document.list'>> {
    return request('document.list', { sourceId: this.sourceId, state, nameContains: this.name.trim(), offset, limit });
  }
}

export const documents = new Documents();
