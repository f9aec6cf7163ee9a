// Where a floating card goes: beside its anchor, inside the window. Sizes and results in CSS pixels.

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const GAP = 6;
const MARGIN = 8;

/** Below the anchor, else above it, else where there is more room; never past the window's edge. */
export function placeCard(anchor: Box, card: Size, view: Size, prefer: 'below' | 'above' = 'below'): { left: number; top: number } {
  const below = anchor.top + anchor.height + GAP;
  const above = anchor.top - GAP - card.height;
  const fitsBelow = below + card.height <= view.height - MARGIN;
  const fitsAbove = above >= MARGIN;
  const takeBelow = prefer === 'below' ? fitsBelow || !fitsAbove : fitsBelow && !fitsAbove;
  const top = takeBelow ? below : above;
  return {
    left: Math.max(MARGIN, Math.min(anchor.left, view.width - card.width - MARGIN)),
    top: Math.max(MARGIN, Math.min(top, view.height - card.height - MARGIN)),
  };
}
