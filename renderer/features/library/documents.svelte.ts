// The list of files behind the virtual list: filters, total and the pages that were looked at. No rendering.
// A filter may join several states ("not read" = failed + skipped); their lists are put end to end. A line of the
// account narrows it to one state and reason.
// Invariant: a page that was asked for under an older filter or revision is never shown.
import type { Coverage, DocumentId, DocumentState, FileReason, SourceId } from '../../../contract/domain.ts';
import type { RouteInput, RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { onAppEvent } from '../../api/live.ts';
import { t } from '../../ui/text.svelte.ts';
import { throttle } from '../../ui/timing.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';
import { pagesOf, stretchesOf, type RowRange } from '../../ui/virtual.ts';
import type { FileFilter } from './filters.ts';

export type DocumentRow = RouteOutput<'document.list'>['rows'][number];

type Part = Pick<RouteInput<'document.list'>, 'state' | 'partly'>;

const PARTS_OF: Record<FileFilter, readonly Part[]> = {
  all: [{ state: null }],
  indexed: [{ state: 'indexed', partly: false }],
  partly: [{ state: 'indexed', partly: true }],
  waiting: [{ state: 'reading' }, { state: 'waiting' }],
  unread: [{ state: 'failed' }, { state: 'skipped' }],
};
const PAGE_SIZE = 100;
const RELOAD_EVERY_MS = 600;

class Documents {
  sourceId = $state.raw<SourceId | null>(null);
  filter = $state.raw<FileFilter>('all');
  /** One state of those that the filter joins; null for all of them. */
  state = $state.raw<DocumentState | null>(null);
  reason = $state.raw<FileReason | null>(null);
  name = $state('');
  /** Files inside of archives and messages are listed too. */
  members = $state(false);
  /** The account of every file, above the list. */
  accountOpen = $state(false);
  total = $state(0);
  /** Files of the source whatever the filter, those inside of other files too. */
  everything = $state(0);
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
  async show(change: { sourceId?: SourceId | null; filter?: FileFilter; state?: DocumentState | null; reason?: FileReason | null; name?: string; members?: boolean }): Promise<void> {
    if (change.sourceId !== undefined) this.sourceId = change.sourceId;
    if (change.filter !== undefined) {
      this.filter = change.filter;
      this.state = change.state ?? null;
      this.reason = change.reason ?? null;
    }
    if (change.members !== undefined) this.members = change.members;
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
      const [{ total }, ...sizes] = await Promise.all([
        request('document.list', { sourceId: this.sourceId, state: null, nameContains: '', offset: 0, limit: 1 }),
        ...this.#parts.map(async (part) => (await this.#list(part, 0, 1)).total),
      ]);
      if (revision !== this.#revision) return;
      this.#partSizes = sizes;
      this.everything = total;
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

  /** What a search could not see, with the reasons: unread files, else those still waiting, else those read in part. */
  async showUnread({ skipped, failed, waiting, partly = 0 }: Coverage): Promise<void> {
    this.accountOpen = true;
    const filter = skipped + failed > 0 ? 'unread' : waiting > 0 ? 'waiting' : partly > 0 ? 'partly' : 'unread';
    await this.show({ sourceId: null, filter, name: '' });
  }

  /** One file, or with null every unread one that the list shows. */
  async retry(documentId: DocumentId | null): Promise<void> {
    await this.#retry({ documentId, sourceId: this.sourceId, nameContains: this.name.trim(), reason: this.reason });
  }

  /** Every unread file of one reason, whatever the list shows. */
  async retryReason(reason: FileReason): Promise<void> {
    await this.#retry({ documentId: null, sourceId: this.sourceId, reason });
  }

  async #retry(which: RouteInput<'document.retry'>): Promise<void> {
    await attempt(async () => {
      const { queued } = await request('document.retry', which);
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
    const queries = this.#parts;
    const stretches = stretchesOf(page * PAGE_SIZE, (page + 1) * PAGE_SIZE, this.#partSizes);
    const parts = await Promise.all(stretches.map(({ part, offset, limit }) => this.#list(queries[part]!, offset, limit)));
    if (revision !== this.#revision) return;
    this.pages = new Map(this.pages).set(page, parts.flatMap((part) => part.rows));
  }

  get #parts(): readonly Part[] {
    return PARTS_OF[this.filter].filter((part) => this.state === null || part.state === this.state);
  }

  #list(part: Part, offset: number, limit: number): Promise<RouteOutput<'document.list'>> {
    return request('document.list', { ...part, sourceId: this.sourceId, reason: this.reason, members: this.members, nameContains: this.name.trim(), offset, limit });
  }
}

export const documents = new Documents();
