// The window's frame: which place shows, how wide the panes are, which are hidden. Widths and hidden panes are
// kept in localStorage; nothing else is. No rendering.
export type PlaceName = 'ask' | 'library' | 'privacy' | 'settings' | 'catalog';

export const SIDEBAR_WIDTH = { min: 176, max: 360, normal: 232 } as const;
export const VIEWER_WIDTH = { min: 300, max: 1100 } as const;
/** Until the person chooses another width, the viewer takes this share of the window. */
const VIEWER_SHARE = 0.38;
/** The middle pane keeps at least this much beside the viewer. */
const MIDDLE_MIN = 360;
const SLIDE_OVER_BELOW = 900;
const SIDEBAR_OVERLAY_BELOW = 680;
const STORAGE_KEY = 'freehold.panes';

interface KeptPanes {
  readonly sidebarWidth: number;
  readonly viewerWidth: number | null;
  readonly sidebarHidden: boolean;
}

class Shell {
  place = $state.raw<PlaceName>('ask');
  windowWidth = $state(1280);
  sidebarWidth = $state.raw<number>(SIDEBAR_WIDTH.normal);
  viewerWidth = $state.raw<number | null>(null);
  sidebarHidden = $state(false);
  /** The sidebar laid over a small window. */
  sidebarOpen = $state(false);
  searchOpen = $state(false);
  aboutOpen = $state(false);
  /** Rises with every choice of a place, the same one too. */
  visits = $state(0);
  /** Rises when the composer should take the focus. */
  focusComposer = $state(0);

  readonly sidebarOverlay = $derived(this.windowWidth < SIDEBAR_OVERLAY_BELOW);
  readonly sidebarShown = $derived(this.sidebarOverlay ? this.sidebarOpen : !this.sidebarHidden);
  readonly slideOver = $derived(this.windowWidth < SLIDE_OVER_BELOW);
  readonly viewerMax = $derived(
    Math.max(VIEWER_WIDTH.min, Math.min(VIEWER_WIDTH.max, this.windowWidth - (this.sidebarShown ? this.sidebarWidth : 0) - MIDDLE_MIN)),
  );
  readonly viewerShownWidth = $derived(
    Math.max(VIEWER_WIDTH.min, Math.min(this.viewerWidth ?? Math.round(this.windowWidth * VIEWER_SHARE), this.viewerMax)),
  );

  constructor() {
    const kept = readKept();
    this.sidebarWidth = clamp(kept.sidebarWidth, SIDEBAR_WIDTH) ?? SIDEBAR_WIDTH.normal;
    this.viewerWidth = clamp(kept.viewerWidth, VIEWER_WIDTH);
    this.sidebarHidden = kept.sidebarHidden === true;
  }

  go(place: PlaceName): void {
    this.place = place;
    this.visits += 1;
    this.sidebarOpen = false;
    if (place === 'ask') this.focusComposer += 1;
  }

  toggleSidebar(): void {
    if (this.sidebarOverlay) {
      this.sidebarOpen = !this.sidebarOpen;
      return;
    }
    this.sidebarHidden = !this.sidebarHidden;
    this.#keep();
  }

  resizeSidebar(width: number): void {
    this.sidebarWidth = width;
    this.#keep();
  }

  resizeViewer(width: number): void {
    this.viewerWidth = width;
    this.#keep();
  }

  #keep(): void {
    const kept: KeptPanes = { sidebarWidth: this.sidebarWidth, viewerWidth: this.viewerWidth, sidebarHidden: this.sidebarHidden };
    localStorage.setItem(STORAGE_KEY, JSON.stringify(kept));
  }
}

function clamp(width: unknown, limits: { readonly min: number; readonly max: number }): number | null {
  return typeof width === 'number' && Number.isFinite(width) ? Math.min(limits.max, Math.max(limits.min, width)) : null;
}

function readKept(): { readonly [Key in keyof KeptPanes]?: unknown } {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? kept : {};
  } catch {
    // A damaged entry only costs the widths.
    return {};
  }
}

export const shell = new Shell();
