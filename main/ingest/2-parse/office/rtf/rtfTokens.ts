// RTF as a stream of groups, control words and bytes of text. Nothing is nested here, so depth costs nothing; binary
// data is passed over by its length, as far as there is any.
export interface RtfHandler {
  openGroup(): void;
  closeGroup(): void;
  /** @param word control word, or a control symbol's one character @param value its number, null where it has none */
  control(word: string, value: number | null): void;
  /** A byte of text, written as itself or as `\'hh`. */
  byte(code: number): void;
}

const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
/** Longer ones are none of the format's. */
const MAX_WORD_LENGTH = 32;

const isLetter = (code: number | undefined): boolean => code !== undefined && ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a));
const isDigit = (code: number | undefined): boolean => code !== undefined && code >= 0x30 && code <= 0x39;

export function walkRtf(bytes: Buffer, handler: RtfHandler): void {
  let at = 0;
  while (at < bytes.length) {
    const code = bytes[at]!;
    at += 1;
    if (code === OPEN) handler.openGroup();
    else if (code === CLOSE) handler.closeGroup();
    else if (code === BACKSLASH) at = control(at);
    else if (code !== 10 && code !== 13 && code !== 0) handler.byte(code);
  }

  /** @returns offset behind the control */
  function control(start: number): number {
    const first = bytes[start];
    if (first === undefined) return start;
    if (first === 0x27) {
      const code = Number.parseInt(bytes.toString('latin1', start + 1, start + 3), 16);
      if (!Number.isNaN(code)) handler.byte(code);
      return start + 3;
    }
    if (!isLetter(first)) {
      // A backslash before a line's end is a paragraph's end.
      handler.control(first === 10 || first === 13 ? 'par' : String.fromCharCode(first), null);
      return start + 1;
    }
    let end = start;
    while (end - start < MAX_WORD_LENGTH && isLetter(bytes[end])) end += 1;
    const word = bytes.toString('latin1', start, end);
    const negative = bytes[end] === 0x2d && isDigit(bytes[end + 1]);
    let value: number | null = null;
    let digits = negative ? end + 1 : end;
    for (; isDigit(bytes[digits]) && digits - end < 12; digits += 1) value = (value ?? 0) * 10 + bytes[digits]! - 0x30;
    if (value !== null) end = digits;
    if (bytes[end] === 0x20) end += 1;
    if (word === 'bin') return end + Math.max(0, negative ? 0 : (value ?? 0));
    handler.control(word, value !== null && negative ? -value : value);
    return end;
  }
}
