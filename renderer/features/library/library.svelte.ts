// The library as a whole: whether it is open, its sources, what is read and how indexing goes. No rendering.
// Follows the live events; a burst of `documents.changed` becomes one reload.
import type { Coverage, IngestProgress, SourceId } from '../../../contract/domain.ts';
import { repairedText } from '../../../contract/messages/repairedText.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { dropped, request } from '../../api/client.ts';
import { onAppEvent, onReconnect } from '../../api/live.ts';
import { throttle } from '../../ui/timing.ts';
import { t } from '../../ui/text.svelte.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';
import { keys, type Ways } from '../keys/keys.svelte.ts';
import { addInParts } from './addInParts.ts';

export type LibraryState = RouteOutput<'library.state'>;
export type SourceRow = RouteOutput<'source.list'>[number];

const RELOAD_EVERY_MS = 400;
const NOTHING: Coverage = { seen: 0, indexed: 0, skipped: 0, failed: 0, waiting: 0 };
const IDLE: IngestProgress = { state: 'idle', done: 0, total: 0, filesPerMinute: null, secondsLeft: null, currentFile: null, problem: null };

class Library {
  state = $state.raw<LibraryState | null>(null);
  sources = $state.raw<readonly SourceRow[]>([]);
  sourcesLoaded = $state(false);
  coverage = $state.raw<Coverage>(NOTHING);
  progress = $state.raw<IngestProgress>(IDLE);
  /** Set when much of the library is in a language that the model for search by meaning was not made for. */
  languageMisfit = $state.raw<RouteOutput<'library.languages'>['misfit']>(null);
  /** True while a library is being made or opened on request. */
  opening = $state(false);
  adding = $state(false);

  readonly isOpen = $derived(this.state?.status === 'open');
  /** Files that a search can't see, whatever the cause. */
  readonly unread = $derived(this.coverage.skipped + this.coverage.failed);

  /** Sources with files that were not found again, and about which nobody has decided. */
  readonly held = $derived(this.sources.flatMap((source) => (source.held === null || source.held.kept ? [] : [{ source, held: source.held }])));

  /** Null is the whole library. */
  coverageOf(sourceId: SourceId | null): Coverage {
    return this.sources.find((source) => source.id === sourceId)?.coverage ?? this.coverage;
  }

  async load(): Promise<void> {
    this.state = await request('library.state', {});
    if (this.state.status === 'open') await this.#loadContent();
  }

  subscribe(): () => void {
    const reload = throttle(() => void attempt(() => this.#loadContent()), RELOAD_EVERY_MS);
    const stops = [
      onAppEvent('library.changed', (event) => {
        const opened = event.state.status === 'open' && !this.isOpen;
        this.state = event.state;
        if (opened) reload();
      }),
      onAppEvent('ingest.progressed', (event) => (this.progress = event.progress)),
      onAppEvent('documents.changed', () => {
        if (this.isOpen) reload();
      }),
      onReconnect(() => void attempt(() => this.load())),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async openDefault(): Promise<void> {
    await this.#open(null);
  }

  /** Sets a damaged library aside and makes it anew. */
  async rebuild(): Promise<void> {
    this.opening = true;
    await attempt(async () => {
      const kept = await request('library.rebuild', {});
      await this.load();
      toasts.notice(repairedText(kept, t));
    });
    this.opening = false;
  }

  async openElsewhere(): Promise<void> {
    await attempt(async () => {
      const [folder] = await request('dialog.pick', { what: 'library-folder' });
      if (folder !== undefined) await this.#open(folder.token);
    });
  }

  /** Where the person says, or at the default place. */
  async makeEncrypted(ways: Ways | null, where: 'default' | 'elsewhere'): Promise<void> {
    if (ways === null) return;
    this.opening = true;
    await attempt(async () => {
      const picked = where === 'default' ? null : (await request('dialog.pick', { what: 'library-folder' }))[0];
      if (picked !== undefined) await keys.makeLibrary(picked?.token ?? null, ways);
    });
    this.opening = false;
  }

  async pickAndAdd(what: 'folders' | 'files'): Promise<void> {
    await attempt(async () => {
      const items = await request('dialog.pick', { what });
      await this.#adding(() => addInParts(items, async (part) => part));
    });
  }

  async addDropped(files: readonly File[]): Promise<void> {
    await this.#adding(() => addInParts(files, dropped));
  }

  async addSample(): Promise<void> {
    await this.#adding(() => request('source.addSample', {}));
  }

  async rescan(sourceId: SourceId | null): Promise<void> {
    const done = await attempt(() => request('source.rescan', { sourceId }));
    if (done) toasts.notice(t('source.rescanStarted'));
  }

  /** The person's word on files that were not found again. */
  async confirmGone(sourceId: SourceId, drop: boolean): Promise<void> {
    const done = await attempt(async () => {
      await request('source.confirmGone', { sourceId, drop });
      await this.#loadContent();
    });
    if (done) toasts.notice(t(drop ? 'held.dropped' : 'held.kept'));
  }

  async control(verb: 'pause' | 'resume' | 'cancel'): Promise<void> {
    await attempt(async () => {
      await request(`ingest.${verb}`, {});
      this.progress = await request('ingest.progress', {});
    });
  }

  async #open(token: string | null): Promise<void> {
    this.opening = true;
    await attempt(async () => {
      this.state = await request('library.open', { token });
      if (this.state.status === 'open') await this.#loadContent();
    });
    this.opening = false;
  }

  async #adding(add: () => Promise<RouteOutput<'source.add'>>): Promise<void> {
    this.adding = true;
    await attempt(async () => {
      const { added, alreadyThere } = await add();
      if (added + alreadyThere === 0) return;
      await this.#loadContent();
      const rest = t('library.alreadyThere', { count: alreadyThere });
      const news = t('library.added', { count: added });
      if (alreadyThere === 0) toasts.notice(news);
      else toasts.notice(added === 0 ? rest : t('library.addedAnd', { added: news, rest }));
    });
    this.adding = false;
  }

  async #loadContent(): Promise<void> {
    const [sources, coverage, progress, languages] = await Promise.all([
      request('source.list', {}),
      request('document.coverage', {}),
      request('ingest.progress', {}),
      request('library.languages', {}),
    ]);
    this.sources = sources;
    this.coverage = coverage;
    this.progress = progress;
    this.languageMisfit = languages.misfit;
    this.sourcesLoaded = true;
  }
}

export const library = new Library();
