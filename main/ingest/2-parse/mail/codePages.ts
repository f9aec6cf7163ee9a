// Windows' numbers for encodings to the names that TextDecoder knows.
const NAMES: Readonly<Record<number, string>> = {
  866: 'ibm866', 874: 'windows-874', 932: 'shift_jis', 936: 'gb18030', 949: 'euc-kr', 950: 'big5', 10000: 'macintosh', 20127: 'windows-1252', 20866: 'koi8-r',
  21866: 'koi8-u', 50220: 'iso-2022-jp', 50221: 'iso-2022-jp', 50222: 'iso-2022-jp', 51932: 'euc-jp', 51936: 'gb18030', 51949: 'euc-kr', 52936: 'gb18030', 54936: 'gb18030', 65001: 'utf-8',
};

export function encodingOfCodePage(page: number | undefined): string {
  if (page === undefined) return 'windows-1252';
  if (page >= 1250 && page <= 1258) return `windows-${page}`;
  if (page >= 28591 && page <= 28606) return page === 28591 ? 'windows-1252' : `iso-8859-${page - 28590}`;
  return NAMES[page] ?? 'windows-1252';
}

/** Windows' own code page where mail in that encoding is written; texts inside of Outlook's files are in that one. */
const SYSTEM_PAGES: Readonly<Record<number, number>> = {
  20866: 1251, 21866: 1251, 28592: 1250, 28595: 1251, 28597: 1253, 28599: 1254, 28598: 1255, 28596: 1256, 28594: 1257,
  50220: 932, 50221: 932, 50222: 932, 51932: 932, 52936: 936, 51936: 936, 54936: 936, 51949: 949,
};

/** Undefined where it is Western, or can't be told. */
export function systemPageOf(page: number | undefined): number | undefined {
  if (page === undefined) return undefined;
  const own = SYSTEM_PAGES[page] ?? page;
  return (own >= 1250 && own <= 1258 && own !== 1252) || [874, 932, 936, 949, 950].includes(own) ? own : undefined;
}
