// How a PDF's pages are put together to one text; reading and locating must agree on it.
export const PAGE_SEPARATOR = '\n\n';
