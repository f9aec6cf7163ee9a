// The languages that images can be read in: those that Freehold brings and those added from files, which are kept as
// copies. Invariant: a file is on the shelf only when its header was checked; its name alone is never trusted.
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ocrLanguageId } from '../../contract/app.ts';
import { AppError } from '../../contract/errors.ts';
import type { RouteOutput } from '../../contract/routes.ts';
import type { Catalog } from './catalog.ts';

type OcrLanguage = RouteOutput<'ocr.languages'>[number];

export interface OcrLanguages {
  list(): OcrLanguage[];
  /** Of the wanted ones those that are here, in that order. */
  filesOf(ids: readonly string[]): { id: string; path: string }[];
  /** What a fresh start reads: the system's language where it is here, and English. @param locale BCP 47 */
  defaultsFor(locale: string): string[];
  /** Keeps a copy of the file. @throws AppError `language-file-invalid` or `path-not-found` */
  add(file: string): Promise<OcrLanguage>;
}

const SUFFIX = '.traineddata';
/** The largest that is published (the best Chinese) has 50 MB. */
const MAX_BYTES = 128 * 1024 * 1024;
const BY_LOCALE: Readonly<Record<string, string>> = { en: 'eng', de: 'deu', fr: 'fra' };

export function createOcrLanguages(catalog: Catalog, userDataDir: string): OcrLanguages {
  const ownDir = path.join(userDataDir, 'ocr-languages');

  function all(): { readonly row: OcrLanguage; readonly path: string }[] {
    const builtIn = catalog.entries.flatMap(({ id, role, files }) => {
      const folder = role === 'ocr' ? catalog.folderOf(id) : null;
      return folder === null ? [] : files.map((file) => path.join(folder, file.path));
    });
    const added = existsSync(ownDir) ? readdirSync(ownDir).filter((name) => name.endsWith(SUFFIX)).map((name) => path.join(ownDir, name)) : [];
    const toRow = (origin: OcrLanguage['origin']) => (file: string) => ({ row: { id: path.basename(file, SUFFIX), origin, sizeBytes: statSync(file).size }, path: file });
    const own = added.map(toRow('added'));
    // A file that was added takes the place of the one that came along.
    return [...builtIn.map(toRow('built-in')).filter(({ row }) => !own.some((other) => other.row.id === row.id)), ...own];
  }

  return {
    list: () => all().map(({ row }) => row),
    filesOf: (ids) => {
      const files = all();
      return ids.flatMap((id) => files.filter(({ row }) => row.id === id).map((file) => ({ id, path: file.path })));
    },
    defaultsFor: (locale) => {
      const own = BY_LOCALE[locale.split(/[-_]/)[0]!.toLowerCase()];
      return [...new Set([...(own === undefined ? [] : [own]), 'eng'])];
    },
    add: async (file) => {
      const id = path.basename(file, SUFFIX);
      if (!file.endsWith(SUFFIX) || !ocrLanguageId.safeParse(id).success) throw new AppError('language-file-invalid', { reason: 'name' });
      mkdirSync(ownDir, { recursive: true, mode: 0o700 });
      const partial = path.join(ownDir, `${id}.${process.pid}.partial`);
      try {
        await copyFile(file, partial).catch((error: unknown) => {
          throw new AppError('path-not-found', {}, { cause: error });
        });
        // The copy: nobody changes it in between.
        await checkLanguageFile(partial);
        const kept = path.join(ownDir, `${id}${SUFFIX}`);
        await rename(partial, kept);
        return { id, origin: 'added', sizeBytes: statSync(kept).size };
      } finally {
        await rm(partial, { force: true });
      }
    },
  };
}

/** How many parts a file may have, and the part without which version 4 and later read nothing. */
const MAX_PARTS = 64;
const LSTM_PART = 17;

/**
 * A language file begins with the number of its parts (32 bits) and the place of each (64 bits, -1 for none).
 * @throws AppError `language-file-invalid`
 */
async function checkLanguageFile(file: string): Promise<void> {
  await using handle = await open(file, 'r');
  const { size } = await handle.stat();
  const header = Buffer.alloc(4 + MAX_PARTS * 8);
  const { bytesRead } = await handle.read(header, 0, header.length, 0);
  const parts = bytesRead < 4 ? 0 : header.readInt32LE(0);
  const start = 4 + parts * 8;
  if (size > MAX_BYTES || parts <= LSTM_PART || parts > MAX_PARTS || bytesRead < start) throw new AppError('language-file-invalid', { reason: 'header' });
  const places = Array.from({ length: parts }, (_, part) => header.readBigInt64LE(4 + part * 8));
  if (places[LSTM_PART] === -1n || places.some((place) => place !== -1n && (place < start || place >= size))) throw new AppError('language-file-invalid', { reason: 'parts' });
}
