// Bytes to canonical text: byte order mark, then strict UTF-8, then a guess at UTF-16, then a guess by statistics.
// Out comes well-formed NFC text whose only control characters are newline and tab, or null for binary content.
// Invariant: the same bytes always give the same text, since every offset refers to it.
import { detect } from 'chardet';
import { withoutHidden } from '../../hiddenText.ts';

/** Enough for statistics; more only costs time. */
const SAMPLE_BYTES = 64 * 1024;
/** Share of control characters above which content is not taken for text. Real text has next to none. */
const MAX_CONTROL_SHARE = 0.01;
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

/** @param declared the encoding that the content itself names, believed where the bytes don't say otherwise */
export function decodeText(bytes: Uint8Array, declared: string | null = null): string | null {
  if (BINARY_MAGIC.some((magic) => magic.every((byte, at) => bytes[at] === byte))) return null;
  const decoded = decode(bytes, declared);
  if (decoded === null || looksBinary(decoded)) return null;
  return normalizeText(decoded);
}

function decode(bytes: Uint8Array, declared: string | null): string | null {
  const marked = encodingOfMark(bytes);
  if (marked !== null) return new TextDecoder(marked).decode(bytes);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // UTF-16 text in Latin letters is valid UTF-8 too, with a NUL in every other place.
    if (!text.slice(0, SAMPLE_BYTES).includes('\0')) return text;
    const wide = guessUtf16(bytes);
    return wide === null ? text : new TextDecoder(wide).decode(bytes);
  } catch {
    const encoding = guessUtf16(bytes) ?? knownEncoding(declared) ?? guessEncoding(bytes);
    return encoding === null ? null : new TextDecoder(encoding).decode(bytes);
  }
}

function encodingOfMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** Text in any script with spaces and line ends has many zero bytes at one parity and next to none at the other. */
function guessUtf16(bytes: Uint8Array): string | null {
  const pairs = Math.floor(Math.min(bytes.length, SAMPLE_BYTES) / 2);
  if (pairs === 0 || bytes.length % 2 === 1) return null;
  let evenZeros = 0;
  let oddZeros = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    if (bytes[2 * pair] === 0) evenZeros += 1;
    if (bytes[2 * pair + 1] === 0) oddZeros += 1;
  }
  if (oddZeros > pairs * 0.1 && evenZeros < oddZeros * 0.05) return 'utf-16le';
  if (evenZeros > pairs * 0.1 && oddZeros < evenZeros * 0.05) return 'utf-16be';
  return null;
}

function guessEncoding(bytes: Uint8Array): string | null {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (sample.includes(0)) return null;
  // A mostly ASCII text with a few broken bytes is UTF-8 that was cut or pasted, not some rare encoding.
  const lenient = new TextDecoder('utf-8').decode(bytes);
  const broken = lenient.split('\ufffd').length - 1;
  const nonAscii = lenient.length - lenient.replaceAll(/[^\x00-\x7f]/g, '').length;
  if (broken * 20 < nonAscii) return 'utf-8';
  return knownEncoding(detect(sample)) ?? 'windows-1252';
}

function knownEncoding(name: string | null): string | null {
  try {
    return name === null ? null : new TextDecoder(name).encoding;
  } catch {
    return null;
  }
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
