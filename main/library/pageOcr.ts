// What OCR made of pages, by the bytes of their file: each page is stored when it has been read, so that a kill in a long
// scan loses one page. Invariant: rows go with the last version or waiting file that they can belong to.
import type { DocumentId, VersionHash } from '../../contract/domain.ts';
import type { OcrPage, OcrWord } from '../ingest/2-parse/ocr/ocrPage.ts';
import type { Db } from './openDatabase.ts';

export interface StoredOcrPage extends OcrPage {
  readonly languages: string;
  /** There is something like text on the page, but it could not be made out. */
  readonly unread: boolean;
}

/** In the column `confidence`. */
const UNREAD = -1;

interface Row {
  page: number;
  languages: string;
  text: string;
  words: string;
  confidence: number;
}

export type PageOcr = ReturnType<typeof createPageOcr>;

/** As languages are stored beside what they read: in one order. */
export const languagesKey = (languages: readonly string[]): string => languages.toSorted().join('+');

export function createPageOcr(db: Db) {
  const select = db.prepare('SELECT page, languages, text, words, confidence FROM page_ocr WHERE version_hash = ? ORDER BY page');
  const selectSome = db.prepare('SELECT page, languages, text, words, confidence FROM page_ocr WHERE version_hash = ? AND page BETWEEN ? AND ? AND languages = ? ORDER BY page');
  const otherLanguages = db.prepare('DELETE FROM page_ocr WHERE version_hash = ? AND page = ? AND languages <> ?');
  const insert = db.prepare('INSERT OR REPLACE INTO page_ocr (version_hash, page, languages, text, words, confidence, size_bytes) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const sizeOf = db.prepare('SELECT size_bytes FROM documents WHERE id = ? AND deleted_at_ms IS NULL').pluck();

  const toPage = ({ page, languages, text, words, confidence }: Row): StoredOcrPage => ({ page, languages, text, words: JSON.parse(words) as OcrWord[], unread: confidence === UNREAD });

  return {
    /** Every page of a file that was read, in whatever languages. */
    ofVersion: (hash: VersionHash): StoredOcrPage[] => (select.all(hash) as Row[]).map(toPage),
    /** Of pages `from` to `to`, both 1-based and included, those read in these languages. */
    ofPages: (hash: VersionHash, from: number, to: number, languages: string): OcrPage[] =>
      (selectSome.all(hash, from, to, languages) as Row[]).map(toPage).map(({ page, text, words }) => ({ page, text, words })),
    /** Takes the place of what other languages made of the page. Nothing is kept of a document that was forgotten meanwhile. */
    save: (documentId: DocumentId, hash: VersionHash, page: StoredOcrPage & { readonly confidence: number }): void =>
      db
        .transaction(() => {
          const sizeBytes = sizeOf.get(documentId) as number | undefined;
          if (sizeBytes === undefined) return;
          otherLanguages.run(hash, page.page, page.languages);
          insert.run(hash, page.page, page.languages, page.text, JSON.stringify(page.words), page.unread ? UNREAD : page.confidence, sizeBytes);
        })
        .immediate(),
    /** Takes out what belongs to no version, and to no file that is still to be read: which bytes that has is known by its size alone. */
    eraseOrphans: (): number =>
      db
        .prepare(
          `DELETE FROM page_ocr WHERE version_hash NOT IN (SELECT hash FROM versions)
           AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.state IN ('waiting', 'reading') AND d.size_bytes = page_ocr.size_bytes AND d.deleted_at_ms IS NULL)`,
        )
        .run().changes,
  };
}
