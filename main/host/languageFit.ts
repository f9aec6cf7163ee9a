// Do the library's languages fit the model that it is searched by meaning with? Search by words knows no language.
// Invariant: a library in the model's languages, or of which nothing is known, is never complained about.
import type { RouteOutput } from '../../contract/routes.ts';

/** From a third on, a person meets the other language in most searches. */
const NOTICED_SHARE = 1 / 3;

export interface LanguageCount {
  /** ISO 639-1; null where it can't be told. */
  readonly language: string | null;
  readonly passages: number;
}

/** @param fits the languages that the embedder was made for; null when there is none, or it knows them all */
export function languageFit(counts: readonly LanguageCount[], fits: readonly string[] | null): RouteOutput<'library.languages'> {
  const known = counts.flatMap(({ language, passages }) => (language === null || passages === 0 ? [] : [{ language, passages }]));
  const total = known.reduce((sum, { passages }) => sum + passages, 0);
  const languages = known.map(({ language, passages }) => ({ language, share: passages / total })).sort((a, b) => b.share - a.share);
  const others = fits === null ? [] : languages.filter(({ language }) => !fits.includes(language));
  const share = others.reduce((sum, other) => sum + other.share, 0);
  return { languages, misfit: fits === null || share < NOTICED_SHARE || others.length === 0 ? null : { language: others[0]!.language, share: others[0]!.share, fits: [...fits] } };
}
