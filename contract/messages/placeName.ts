// The name of a place in a document, as people say it: `p. 3`, `slide 3`, `Budget · A2:F9`, `lines 10–14`.
import type { DocumentKind, Place } from '../domain.ts';
import type { Translate } from './index.ts';

const WITH_SLIDES: ReadonlySet<DocumentKind> = new Set(['pptx', 'ppt', 'odp']);

export function hasSlides(kind: DocumentKind): boolean {
  return WITH_SLIDES.has(kind);
}

/** Null where the document has no places to name. */
export function placeName(at: { readonly kind: DocumentKind; readonly page: number | null; readonly place?: Place | null }, t: Translate): string | null {
  if (at.page !== null) return t(hasSlides(at.kind) ? 'place.slide' : 'place.page', { page: at.page });
  switch (at.place?.kind) {
    case 'cells':
      return t('place.cells', { sheet: at.place.sheet, range: at.place.range });
    case 'lines':
      return at.place.from === at.place.to ? t('place.line', { line: at.place.from }) : t('place.lines', { from: at.place.from, to: at.place.to });
    case undefined:
      return null;
  }
}
