// What the values of operators mean: names of file types, of languages, and dates. In goes what a person typed, in
// English or German, out what the library knows; null where it means nothing.
import { DOCUMENT_KINDS, type DocumentKind } from '../../../contract/domain.ts';

const OTHER_NAMES: Readonly<Record<string, readonly DocumentKind[]>> = {
  word: ['docx', 'doc', 'odt', 'rtf'],
  excel: ['xlsx', 'xls', 'ods', 'csv'],
  sheet: ['xlsx', 'xls', 'ods', 'csv'],
  spreadsheet: ['xlsx', 'xls', 'ods', 'csv'],
  tabelle: ['xlsx', 'xls', 'ods', 'csv'],
  powerpoint: ['pptx', 'ppt', 'odp'],
  slides: ['pptx', 'ppt', 'odp'],
  presentation: ['pptx', 'ppt', 'odp'],
  folien: ['pptx', 'ppt', 'odp'],
  mail: ['eml', 'msg', 'mbox'],
  email: ['eml', 'msg', 'mbox'],
  outlook: ['msg'],
  web: ['html', 'mhtml'],
  htm: ['html'],
  mht: ['mhtml'],
  book: ['epub'],
  ebook: ['epub'],
  buch: ['epub'],
  txt: ['text'],
  md: ['markdown'],
  tsv: ['csv'],
  tex: ['latex'],
  archive: ['zip'],
  archiv: ['zip'],
  photo: ['image'],
  picture: ['image'],
  scan: ['image'],
  bild: ['image'],
  foto: ['image'],
  ...Object.fromEntries(['png', 'jpg', 'jpeg', 'tif', 'tiff', 'bmp', 'gif', 'webp'].map((ending) => [ending, ['image'] as const])),
};
const KINDS: ReadonlySet<string> = new Set(DOCUMENT_KINDS);

/** `pdf`, `.pdf`, `word`, or several with commas between them. */
export function kindsNamed(value: string): readonly DocumentKind[] | null {
  const kinds = value.toLowerCase().split(',').flatMap((entry): readonly (DocumentKind | null)[] => {
    const name = entry.trim().replace(/^\./, '');
    if (KINDS.has(name)) return [name as DocumentKind];
    return (Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined) ?? [null];
  });
  return kinds.includes(null) ? null : [...new Set(kinds as DocumentKind[])];
}

/** Those that the detector of languages tells apart. */
const LANGUAGES =
  'am ar az be bg bn ca cs da de el en es et eu fa fi fr gu he hi hr hu hy is it ja ka kn ko ku lo lt lv ml mr ms nl no or pa pl pt ro ru sk sl sq sr sv ta te th tl tr uk ur vi yo zh'.split(' ');
let codes: ReadonlyMap<string, string> | null = null;

/** `de`, `german`, `Deutsch`. */
export function languageNamed(value: string): string | null {
  const name = value.toLowerCase();
  if (LANGUAGES.includes(name)) return name;
  codes ??= new Map(
    ['en', 'de'].flatMap((locale) => {
      const names = new Intl.DisplayNames([locale], { type: 'language' });
      return LANGUAGES.map((code) => [(names.of(code) ?? code).toLowerCase(), code] as const);
    }),
  );
  return codes.get(name) ?? null;
}

const NUMERIC_DATE = /^(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?$/;
const GERMAN_DATE = /^(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})$/;
const DAY_WORDS: Readonly<Record<string, number>> = { today: 0, heute: 0, yesterday: 1, gestern: 1 };

/** The first moment, in local time, of a year, a month or a day: `2024`, `2024-05`, `2024-05-31`, `31.5.2024`, `today`. */
export function periodNamed(value: string, nowMs: number): number | null {
  const name = value.toLowerCase();
  if (Object.hasOwn(DAY_WORDS, name)) {
    const now = new Date(nowMs);
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() - DAY_WORDS[name]!).getTime();
  }
  const numeric = NUMERIC_DATE.exec(name);
  if (numeric !== null) return momentOf(numeric[1]!, numeric[2] ?? '1', numeric[3] ?? '1');
  const german = GERMAN_DATE.exec(name);
  return german === null ? null : momentOf(german[3]!, german[2]!, german[1] ?? '1');
}

/** Null for a day that there isn't: 31 February. */
function momentOf(year: string, month: string, day: string): number | null {
  const date = new Date(Number(year), Number(month) - 1, Number(day));
  // Years below 100 would be taken for those of the last century.
  date.setFullYear(Number(year));
  return date.getMonth() === Number(month) - 1 && date.getDate() === Number(day) ? date.getTime() : null;
}
