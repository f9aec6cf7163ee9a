// What another choice of OCR means for what was read: files whose pages were left unread wait again, and those read in
// languages that lack one of the new ones. Nothing is unread because OCR was turned off. The choice is remembered, so that
// it is noticed too when it was changed while the library was closed.
import { partsOfReading } from '../ingest/readingVersion.ts';
import type { OcrChoice } from '../ingest/ocrPages.ts';
import type { Documents } from './documents.ts';
import { readMeta, writeMeta, type Db } from './openDatabase.ts';
import { languagesKey } from './pageOcr.ts';
import type { Versions } from './versions.ts';

const CHOICE = 'ocr_languages';

/** Returns how many files wait again. */
export function chooseOcr(choice: OcrChoice, { db, documents, versions }: { readonly db: Db; readonly documents: Documents; readonly versions: Versions }): number {
  const key = choice === null ? '' : languagesKey(choice.languages);
  if (readMeta(db, CHOICE) === key) return 0;
  return db
    .transaction(() => {
      writeMeta(db, CHOICE, key);
      if (choice === null) return 0;
      const lacks = (languages: string | null): boolean => languages !== null && choice.languages.some((one) => !languages.split('+').includes(one));
      const read = versions.withReading('%+ocr:%').filter(({ reading }) => lacks(partsOfReading(reading).ocr));
      return documents.queueForOcr(['ocr-off', 'pages-are-images', 'pages-unread'], read.map(({ hash }) => hash));
    })
    .immediate();
}
