// Where a passage stands, in words: the file that holds its document, and the place in the document.
import type { DocumentKind, Place } from '../domain.ts';
import type { Translate } from './index.ts';
import { placeName } from './placeName.ts';

interface Found {
  readonly container?: string;
  readonly kind: DocumentKind;
  readonly page: number | null;
  readonly place?: Place | null;
}

/** Null when there is nothing to say. */
export function whereOf(found: Found, t: Translate): string | null {
  const parts = [found.container === undefined ? null : t('files.inside', { name: found.container }), placeName(found, t)].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}
