// The recovery code: 150 random bits as thirty letters and digits, two more to tell a slip of the pen, in groups of four.
// Crockford's alphabet: no I, L, O or U, and read with forgiveness for them.
import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SYMBOLS = 30;
const CHECK_SYMBOLS = 2;
const GROUP = /.{4}(?=.)/gu;

export function makeRecoveryCode(): string {
  // 256 is a multiple of 32: no symbol is likelier than another.
  const symbols = Array.from(randomBytes(SYMBOLS), (byte) => ALPHABET[byte % ALPHABET.length]!).join('');
  return `${symbols}${checkOf(symbols)}`.replace(GROUP, '$&-');
}

/** The code's symbols without groups; null for what is no recovery code, or one with a slip in it. */
export function readRecoveryCode(text: string): string | null {
  const symbols = text.toUpperCase().replace(/[\s-]/gu, '').replaceAll('O', '0').replace(/[IL]/gu, '1');
  if (symbols.length !== SYMBOLS + CHECK_SYMBOLS || [...symbols].some((symbol) => !ALPHABET.includes(symbol))) return null;
  return symbols.endsWith(checkOf(symbols.slice(0, SYMBOLS))) ? symbols : null;
}

function checkOf(symbols: string): string {
  const hash = createHash('sha256').update(symbols).digest();
  return Array.from(hash.subarray(0, CHECK_SYMBOLS), (byte) => ALPHABET[byte % ALPHABET.length]!).join('');
}
