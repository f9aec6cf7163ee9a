// Pages on screen, one below the other: their sizes, zoom, marks, and which are in view. No rendering of its own. Sizes
// and marks are in points at scale 1, origin top left; `scale` is CSS pixels per point. What the pages are of is for
// whoever extends it: it sets `count` and `sizes`, and measures a page.
import type { RouteOutput } from '../../../contract/routes.ts';

export type PageRectangle = RouteOutput<'document.locate'>[number];

export interface PageSize {
  readonly width: number;
  readonly height: number;
}

const ZOOM_STEP = 1.2;
const MIN_SCALE = 0.1;
const MAX_SCALE = 5;
/** Room beside the page, both sides together. */
const SIDE_MARGIN = 32;

export abstract class PageStack {
  count = $state(0);
  sizes = $state.raw<readonly PageSize[]>([]);
  marks = $state.raw<readonly PageRectangle[]>([]);
  visible = $state.raw<ReadonlySet<number>>(new Set());
  failed = $state(false);
  width = $state(0);
  /** Null fits the page to the pane's width. */
  zoom = $state.raw<number | null>(null);

  readonly widest = $derived(Math.max(1, ...this.sizes.slice(0, 50).map((size) => size.width)));
  readonly fitScale = $derived(clampScale((this.width - SIDE_MARGIN) / this.widest));
  readonly scale = $derived(this.zoom ?? this.fitScale);
  /** Whether the pages could be had; set once they are known. */
  abstract readonly ready: Promise<boolean>;

  /** Makes sure that the page's own size is known, so that a place on it can be scrolled to. */
  abstract measure(number: number): Promise<void>;
  abstract dispose(): Promise<void>;

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

  protected setSize(number: number, { width, height }: PageSize): void {
    const size = this.sizes[number - 1];
    if (size === undefined || (size.width === width && size.height === height)) return;
    this.sizes = this.sizes.with(number - 1, { width, height });
  }
}

function clampScale(scale: number): number {
  return Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale));
}
