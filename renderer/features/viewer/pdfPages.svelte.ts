// One PDF on screen: page sizes, zoom, marks and which page is in view. No rendering of its own; PdfPage draws.
// Sizes and marks are in points at scale 1, origin top left; `scale` is CSS pixels per point.
import type { PDFDocumentLoadingTask, PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { RouteOutput } from '../../../contract/routes.ts';
import { openPdf, type PdfSource } from './pdfDocument.ts';

export type PageRectangle = RouteOutput<'document.locate'>[number];

export interface PageSize {
  readonly width: number;
  readonly height: number;
}

const ZOOM_STEP = 1.2;
const MIN_SCALE = 0.25;
const MAX_SCALE = 5;
/** Room beside the page, both sides together. */
const SIDE_MARGIN = 32;

export class PdfPages {
  count = $state(0);
  sizes = $state.raw<readonly PageSize[]>([]);
  marks = $state.raw<readonly PageRectangle[]>([]);
  visible = $state.raw<ReadonlySet<number>>(new Set());
  failed = $state(false);
  width = $state(0);
  /** Null fits the page to the pane's width. */
  zoom = $state.raw<number | null>(null);

  #document: PDFDocumentProxy | null = null;
  readonly #task: PDFDocumentLoadingTask;
  readonly #pages = new Map<number, Promise<PDFPageProxy>>();
  readonly #known = new Set<number>();

  readonly widest = $derived(Math.max(1, ...this.sizes.slice(0, 50).map((size) => size.width)));
  readonly fitScale = $derived(clampScale((this.width - SIDE_MARGIN) / this.widest));
  readonly scale = $derived(this.zoom ?? this.fitScale);
  readonly ready: Promise<boolean>;

  constructor(source: PdfSource) {
    const fail = (): false => {
      this.failed = true;
      return false;
    };
    this.#task = openPdf(source, fail);
    this.ready = this.#load().catch(fail);
  }

  page(number: number): Promise<PDFPageProxy> {
    const known = this.#pages.get(number);
    if (known !== undefined) return known;
    if (this.#document === null) throw new Error('the PDF is not open yet');
    const page = this.#document.getPage(number);
    this.#pages.set(number, page);
    return page;
  }

  /** Makes sure that the page's own size is known, so that a place on it can be scrolled to. */
  async measure(number: number): Promise<void> {
    if (this.#known.has(number)) return;
    const viewport = (await this.page(number)).getViewport({ scale: 1 });
    this.#known.add(number);
    const size = this.sizes[number - 1];
    if (size !== undefined && size.width === viewport.width && size.height === viewport.height) return;
    this.sizes = this.sizes.with(number - 1, { width: viewport.width, height: viewport.height });
  }

  zoomBy(direction: 1 | -1): void {
    this.zoom = clampScale(this.scale * (direction === 1 ? ZOOM_STEP : 1 / ZOOM_STEP));
  }

  see(number: number, isVisible: boolean): void {
    if (this.visible.has(number) === isVisible) return;
    const next = new Set(this.visible);
    if (isVisible) next.add(number);
    else next.delete(number);
    this.visible = next;
  }

  async dispose(): Promise<void> {
    await this.#task.destroy();
  }

  async #load(): Promise<boolean> {
    const opened = await this.#task.promise;
    this.#document = opened;
    const first = (await this.page(1)).getViewport({ scale: 1 });
    // Until a page has been measured, it is taken to be as large as the first.
    this.sizes = Array.from({ length: opened.numPages }, () => ({ width: first.width, height: first.height }));
    this.#known.add(1);
    this.count = opened.numPages;
    return true;
  }
}

function clampScale(scale: number): number {
  return Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale));
}
