// A page as OCR gives it: its text, and where each word of it stands on the page. Made by recognisePage.ts, kept by the
// library, handed back to put the document together and to find quotes. Invariant: words are in order and within the text.
export interface OcrWord {
  /** Range of the page's text. */
  readonly start: number;
  readonly end: number;
  /** Points from the top left of the page as it is shown. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface OcrPage {
  /** 1-based. */
  readonly page: number;
  readonly text: string;
  readonly words: readonly OcrWord[];
}

/** A file with what has been worked out about some of its pages. */
export type OcrPages = ReadonlyMap<number, OcrPage>;
