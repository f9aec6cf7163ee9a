// How a version's text came about, stored beside it: the chunker, and the languages of OCR where that had a part in it.
// Two readings of the same bytes with the same signature have the same text.
const OCR = '+ocr:';

/** @param ocrLanguages as `languagesKey` writes them */
export function readingVersion(chunkerVersion: string, ocrLanguages: string | null): string {
  return ocrLanguages === null ? chunkerVersion : `${chunkerVersion}${OCR}${ocrLanguages}`;
}

/** `chunker` is what the text was cut by, `ocr` the languages of OCR or null. */
export function partsOfReading(version: string): { readonly chunker: string; readonly ocr: string | null } {
  const at = version.indexOf(OCR);
  return at === -1 ? { chunker: version, ocr: null } : { chunker: version.slice(0, at), ocr: version.slice(at + OCR.length) };
}
