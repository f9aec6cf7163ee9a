// Walks text line by line without copying it, for readers whose canonical text is the file's own text.
export interface Line {
  readonly start: number;
  /** Before the line's newline. */
  readonly end: number;
}

export function* linesOf(text: string): Generator<Line> {
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    yield { start, end };
    start = end + 1;
  }
}

/** Start of each line; entry `n` is where the zero-based line `n` begins. */
export function lineStarts(text: string): number[] {
  return Array.from(linesOf(text), ({ start }) => start);
}
