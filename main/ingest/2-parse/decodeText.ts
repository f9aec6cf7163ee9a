// Bytes to canonical text: byte order mark, then strict UTF-8, then a guess at UTF-16, then a guess by statistics.
// Out comes well-formed NFC text whose only control characters are newline and tab, or null for binary content.
// Invariant: the same bytes always give the same text, since every offset refers to it.
import { withoutHidden } from '../../hiddenText.ts';
import { guessEncoding, guessUtf16, standardName } from './guessEncoding.ts';

/** Enough for statistics; more only costs time. */
const SAMPLE_BYTES = 64 * 1024;
/** Share of control characters above which content is not taken for text. Real text has next to none. */
const MAX_CONTROL_SHARE = 0.01;
const JAPANESE_ESCAPE = /\u001b(?:\$[@B]|\([JI])/;
/** A few strays don't make a note binary. */
const STRAY_CONTROLS = 8;

/** First bytes of formats that could otherwise pass for text in some old encoding. */
const BINARY_MAGIC: readonly (readonly number[])[] = [
  [0x25, 0x50, 0x44, 0x46, 0x2d], // PDF
  [0x50, 0x4b, 0x03, 0x04], // zip, and all office formats in it
  [0xd0, 0xcf, 0x11, 0xe0], // old office formats
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0xff, 0xd8, 0xff], // JPEG
  [0x47, 0x49, 0x46, 0x38], // GIF
  [0x1f, 0x8b], // gzip
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0x37, 0x7a, 0xbc, 0xaf], // 7z
  [0x52, 0x61, 0x72, 0x21], // rar
];

export interface DecodeOptions {
  /** The encoding that the content itself names, believed where the bytes don't say otherwise. */
  readonly declared?: string | null;
  /** The person's choice: nothing is guessed. */
  readonly chosen?: string | null;
}

export interface DecodedText {
  readonly text: string;
  /** As the WHATWG standard names it. */
  readonly encoding: string;
  /** Characters that hid text, and were taken out. */
  readonly hidden: number;
}

export function readText(bytes: Uint8Array, options: DecodeOptions = {}): DecodedText | null {
  if (BINARY_MAGIC.some((magic) => magic.every((byte, at) => bytes[at] === byte))) return null;
  const decoded = decode(bytes, options);
  if (decoded === null || looksBinary(decoded.text)) return null;
  return { ...normalizeCounting(decoded.text), encoding: decoded.encoding };
}

export function decodeText(bytes: Uint8Array, declared: string | null = null): string | null {
  return readText(bytes, { declared })?.text ?? null;
}

function decode(bytes: Uint8Array, { declared = null, chosen = null }: DecodeOptions): { text: string; encoding: string } | null {
  const as = (encoding: string): { text: string; encoding: string } => ({ text: new TextDecoder(encoding).decode(bytes), encoding });
  const set = standardName(chosen) ?? encodingOfMark(bytes);
  if (set !== null) return as(set);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const start = text.slice(0, SAMPLE_BYTES);
    // Seven bits a byte, with escapes between the alphabets.
    if (JAPANESE_ESCAPE.test(start)) return as('iso-2022-jp');
    // UTF-16 text in Latin letters is valid UTF-8 too, with a NUL in every other place.
    const wide = start.includes('\0') ? guessUtf16(bytes) : null;
    return wide === null ? { text, encoding: 'utf-8' } : as(wide);
  } catch {
    const encoding = guessUtf16(bytes) ?? believed(declared) ?? guess(bytes);
    return encoding === null ? null : as(encoding);
  }
}

/** UTF-8 it is not, or it would have been read as such; and a declaration that could be read is not in UTF-16. */
function believed(declared: string | null): string | null {
  const name = standardName(declared);
  return name?.startsWith('utf-') === true ? null : name;
}

function encodingOfMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

function guess(bytes: Uint8Array): string | null {
  if (bytes.subarray(0, SAMPLE_BYTES).includes(0)) return null;
  // A mostly ASCII text with a few broken bytes is UTF-8 that was cut or pasted, not some rare encoding.
  const lenient = new TextDecoder('utf-8').decode(bytes);
  const broken = lenient.split('\ufffd').length - 1;
  const nonAscii = lenient.length - lenient.replaceAll(/[^\x00-\x7f]/g, '').length;
  return broken * 20 < nonAscii ? 'utf-8' : guessEncoding(bytes);
}

function looksBinary(text: string): boolean {
  let controls = 0;
  let unknown = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // Escape sequences of terminals and page breaks belong to text.
    if (code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13 && code !== 27 && code !== 8) controls += 1;
    else if (code === 0xfffd) unknown += 1;
  }
  return controls > Math.max(STRAY_CONTROLS, text.length * MAX_CONTROL_SHARE) || unknown > text.length * 0.1;
}

/**
 * Lines end in \n, and are those that an editor counts; no other control characters, none that hide text (they hide
 * words from a search too); lone surrogates become U+FFFD, since a database could not give them back; NFC.
 */
export function normalizeCounting(text: string): { readonly text: string; readonly hidden: number } {
  let normal = text;
  if (normal.includes('\r')) normal = normal.replaceAll(/\r\n?/g, '\n');
  if (!/[^\n\t\x20-\x7e]/.test(normal)) return { text: normal, hidden: 0 };
  normal = normal
    .replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, '')
    .replaceAll(/[\f\v]/g, ' ')
    .replaceAll(/[\u0085\u2028\u2029]/g, '\n')
    .replaceAll(/[\x00-\x08\x0e-\x1f\x7f-\x9f]/g, '')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd');
  const { text: shown, hidden } = withoutHidden(normal);
  return { text: shown.normalize('NFC'), hidden };
}

export const normalizeText = (text: string): string => normalizeCounting(text).text;
