// What the viewer shows: a document, the place in it, and the list of places that ‹ › walk through. No rendering.
// Invariant: of several opens in a row, only the last one arrives on screen.
import type { Citation, DocumentId, RankedPassage, VersionHash } from '../../../contract/domain.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { asAppError, request } from '../../api/client.ts';
import { onAppEvent } from '../../api/live.ts';
import type { AppError } from '../../../contract/errors.ts';
import { t } from '../../ui/text.svelte.ts';
import { throttle } from '../../ui/timing.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';

export type OpenedDocument = RouteOutput<'document.open'>;

const LOOK_AGAIN_EVERY_MS = 500;

/** A place to show. Without a version, the newest; without a range, the document's beginning. */
export interface Place {
  readonly documentId: DocumentId;
  readonly documentName: string;
  readonly versionHash: VersionHash | null;
  readonly range: { readonly start: number; readonly end: number } | null;
  readonly page: number | null;
  /** The kept words, for when the document itself is no longer in the library. */
  readonly quote: string | null;
}

export type TourKind = 'citations' | 'passages';

class Viewer {
  open = $state(false);
  document = $state.raw<OpenedDocument | null>(null);
  loading = $state(false);
  error = $state.raw<AppError | null>(null);
  tour = $state.raw<readonly Place[]>([]);
  tourKind = $state.raw<TourKind>('passages');
  index = $state.raw(0);
  /** Rises with every request to show a place, also the same one again, so that the view scrolls to it anew. */
  request = $state.raw(0);
  /** The page in view, as the page view reports it. */
  pageInView = $state.raw<number | null>(null);
  notPlaced = $state(false);
  /** The page images could not be had; the text is shown instead. */
  pagesFailed = $state(false);

  /** Rises when the same version was read anew: its text may be another one. */
  reading = $state.raw(0);
  #stopAwaiting: (() => void) | null = null;

  readonly place = $derived(this.tour[this.index] ?? null);
  readonly canStep = $derived(this.tour.length > 1);

  async show(tour: readonly Place[], index: number, kind: TourKind): Promise<void> {
    this.tour = tour;
    this.tourKind = kind;
    this.open = true;
    await this.#go(index);
  }

  noteTags(documentId: DocumentId, tags: string[]): void {
    if (this.document?.documentId === documentId) this.document = { ...this.document, tags };
  }

  /** Goes round at either end. */
  async step(by: 1 | -1): Promise<void> {
    if (!this.canStep) return;
    await this.#go((this.index + by + this.tour.length) % this.tour.length);
  }

  close(): void {
    this.#stopAwaiting?.();
    this.open = false;
    this.request += 1;
    this.document = null;
    this.tour = [];
    this.error = null;
  }

  /** Closes on a document that is not in the library any more. */
  async closeIfGone(): Promise<void> {
    const documentId = this.place?.documentId;
    if (!this.open || documentId === undefined) return;
    const there = await request('document.names', { documentIds: [documentId] });
    if (there.length === 0 && this.place?.documentId === documentId) this.close();
  }

  async reveal(): Promise<void> {
    const documentId = this.document?.documentId;
    if (documentId !== undefined) await attempt(() => request('document.reveal', { documentId }));
  }

  /** The file itself, or the one that holds it. */
  async openInSystem(): Promise<void> {
    const documentId = this.document?.documentId;
    if (documentId === undefined) return;
    await attempt(async () => {
      const { done } = await request('document.openInSystem', { documentId });
      if (done === 'shown') toasts.notice(t('viewer.shownInstead'));
    });
  }

  /** Has the file read in another encoding, or with null in the one that is guessed, and shows it once it was. */
  async chooseEncoding(encoding: OpenedDocument['encoding']): Promise<void> {
    const opened = this.document;
    if (opened === null) return;
    this.#stopAwaiting?.();
    const done = await attempt(() => request('document.setEncoding', { documentId: opened.documentId, encoding: encoding ?? null }));
    if (!done) return;
    toasts.notice(t('viewer.readAgain'));
    this.#stopAwaiting = onAppEvent('documents.changed', throttle(() => void this.#lookAgain(opened), LOOK_AGAIN_EVERY_MS));
  }

  /** Shows what was read anew; an older reading stays on screen until then. */
  async #lookAgain(before: OpenedDocument): Promise<void> {
    if (this.document?.versionHash !== before.versionHash || this.document.documentId !== before.documentId) {
      this.#stopAwaiting?.();
      return;
    }
    const opened = await request('document.open', { documentId: before.documentId, versionHash: before.versionHash }).catch(() => null);
    if (opened === null || this.document?.documentId !== before.documentId) return;
    if (opened.decodedAs === before.decodedAs && opened.textLength === before.textLength) return;
    this.#stopAwaiting?.();
    this.document = opened;
    this.reading += 1;
    this.request += 1;
  }

  async #go(index: number): Promise<void> {
    this.index = index;
    const ticket = ++this.request;
    const place = this.place;
    this.error = null;
    this.notPlaced = false;
    if (place === null) return;
    const same = this.document?.documentId === place.documentId && (place.versionHash === null || this.document.versionHash === place.versionHash);
    if (same) {
      this.loading = false;
      return;
    }
    this.loading = true;
    this.pagesFailed = false;
    this.pageInView = null;
    try {
      const opened = await request('document.open', { documentId: place.documentId, versionHash: place.versionHash });
      if (ticket === this.request) this.document = opened;
    } catch (error) {
      if (ticket !== this.request) return;
      this.document = null;
      this.error = asAppError(error);
    }
    if (ticket === this.request) this.loading = false;
  }
}

export function placeOf(found: Citation | RankedPassage): Place {
  return {
    documentId: found.documentId,
    documentName: found.documentName,
    versionHash: found.versionHash,
    range: { start: found.start, end: found.end },
    page: found.page,
    quote: 'quote' in found ? found.quote : found.text,
  };
}

export const viewer = new Viewer();
