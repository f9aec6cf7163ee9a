// Which of Windows' code pages the texts inside of an Outlook file are in that was written by an older Outlook.

/** By the encoding in which the message was sent, where that is none of Windows' own. */
const SYSTEM_PAGES: Readonly<Record<number, number>> = {
  20866: 1251, 21866: 1251, 28592: 1250, 28595: 1251, 28597: 1253, 28599: 1254, 28598: 1255, 28596: 1256, 28594: 1257,
  50220: 932, 50221: 932, 50222: 932, 51932: 932, 52936: 936, 51936: 936, 54936: 936, 51949: 949,
};

/** @param page in which the message was sent. Undefined where it is Western, or can't be told. */
export function systemPageOf(page: number | undefined): number | undefined {
  if (page === undefined) return undefined;
  const own = SYSTEM_PAGES[page] ?? page;
  return (own >= 1250 && own <= 1258 && own !== 1252) || [874, 932, 936, 949, 950].includes(own) ? own : undefined;
}
