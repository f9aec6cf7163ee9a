// Stems of words in other languages than English, beside the full-text index: that one stays as it is, and is searched
// while the stems of what was indexed before are made (main/library/indexStems.ts).
export const stems = `
-- Chunks of languages that have a stemmer; rowid is chunks.row.
CREATE VIRTUAL TABLE chunk_stems USING fts5 (
  words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
-- Chunks up to this row have no stems yet; made from the last one down to the first.
INSERT INTO meta (key, value) SELECT 'stems_pending', max(row) FROM chunks HAVING max(row) IS NOT NULL;
`;
