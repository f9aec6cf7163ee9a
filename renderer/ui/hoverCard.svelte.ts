// One card for the whole window that explains what the pointer or the focus is on. It can be hovered itself, and
// Escape closes it. Invariant: the anchor is described by the card only while the card shows.

export interface CardContent {
  readonly title: string | null;
  readonly quotes: readonly string[];
  readonly note: string | null;
}

export const CARD_ID = 'hover-card';
const SHOW_AFTER_MS = 180;
const HIDE_AFTER_MS = 160;

class HoverCard {
  anchor = $state.raw<HTMLElement | null>(null);
  content = $state.raw<CardContent | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(anchor: HTMLElement, content: CardContent, at: 'once' | 'soon'): void {
    clearTimeout(this.#timer);
    const open = (): void => {
      this.#undescribe();
      anchor.setAttribute('aria-describedby', CARD_ID);
      this.anchor = anchor;
      this.content = content;
    };
    if (at === 'once' || this.anchor !== null) open();
    else this.#timer = setTimeout(open, SHOW_AFTER_MS);
  }

  hideSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.hide(), HIDE_AFTER_MS);
  }

  keep(): void {
    clearTimeout(this.#timer);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#undescribe();
    this.anchor = null;
    this.content = null;
  }

  #undescribe(): void {
    this.anchor?.removeAttribute('aria-describedby');
  }
}

export const hoverCard = new HoverCard();

/** Shows a card while the element has the pointer or the focus. */
export function explains(content: () => CardContent): (element: HTMLElement) => () => void {
  return (element) => {
    const controller = new AbortController();
    const { signal } = controller;
    element.addEventListener('pointerenter', () => hoverCard.show(element, content(), 'soon'), { signal });
    element.addEventListener('pointerleave', () => hoverCard.hideSoon(), { signal });
    element.addEventListener('focus', () => element.matches(':focus-visible') && hoverCard.show(element, content(), 'once'), { signal });
    // What it explains is now being shown elsewhere.
    element.addEventListener('click', () => hoverCard.hide(), { signal });
    // An element that is taken out of the page loses the focus while the page is being updated, when no state may change.
    element.addEventListener('blur', () => queueMicrotask(() => hoverCard.hide()), { signal });
    return () => {
      controller.abort();
      queueMicrotask(() => hoverCard.anchor === element && hoverCard.hide());
    };
  };
}
