// Text in the code pages of old Windows, DOS and Mac systems, by number.
import * as codePages from '@e965/xlsx/dist/cpexcel.full.mjs';

const NAMES: Readonly<Record<number, string>> = { 932: 'shift_jis', 936: 'gb18030', 949: 'euc-kr', 950: 'big5', 1361: 'euc-kr', 10000: 'macintosh', 10007: 'x-mac-cyrillic', 65001: 'utf-8', 1200: 'utf-16le', 20866: 'koi8-r', 21866: 'koi8-u', 28592: 'iso-8859-2', 54936: 'gb18030' };

// The library's types leave this part out.
const { utils } = codePages as unknown as { readonly utils: { hascp(page: number): boolean; decode(page: number, bytes: Uint8Array): string } };

/** Unknown pages are read as Western European, in which at least the Latin letters are right. */
export function decodeCodePage(bytes: Uint8Array, page: number): string {
  if (bytes.every((byte) => byte < 0x80)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const name = NAMES[page] ?? (page === 874 || (page >= 1250 && page <= 1258) ? `windows-${page}` : null);
  if (name !== null) return new TextDecoder(name).decode(bytes);
  return utils.hascp(page) ? utils.decode(page, bytes) : new TextDecoder('windows-1252').decode(bytes);
}

/** The usual code page of a Windows language id. */
export function codePageOfLanguage(language: number): number {
  const primary = language & 0x3ff;
  if (language === 0x0804 || language === 0x1004) return 936;
  return { 0x01: 1256, 0x02: 1251, 0x04: 950, 0x05: 1250, 0x08: 1253, 0x0d: 1255, 0x0e: 1250, 0x11: 932, 0x12: 949, 0x15: 1250, 0x18: 1250, 0x19: 1251, 0x1a: 1250, 0x1b: 1250, 0x1e: 874, 0x1f: 1254, 0x22: 1251, 0x23: 1251, 0x24: 1250, 0x25: 1257, 0x26: 1257, 0x27: 1257 }[primary] ?? 1252;
}
