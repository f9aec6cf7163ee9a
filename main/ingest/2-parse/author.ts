// Who wrote a file, as the file itself says. In: the names that stand in it. Out: one line of them, or nothing where there
// is none.
import { normalizeText } from './decodeText.ts';

const MAX_AUTHOR_LENGTH = 300;

export function authorOf(names: readonly string[]): { readonly author?: string } {
  const shown = names.map((name) => normalizeText(name.slice(0, MAX_AUTHOR_LENGTH)).replaceAll(/\s+/g, ' ').trim()).filter((name) => name !== '');
  const author = [...new Set(shown)].join(', ').slice(0, MAX_AUTHOR_LENGTH).toWellFormed().trim();
  return author === '' ? {} : { author };
}
