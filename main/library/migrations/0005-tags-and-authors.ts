// What a scope can ask for besides places and dates: the tags that people give their files, and who wrote them.
export const tagsAndAuthors = `
-- As the file says: the sender of a message, the author in a document's properties. NULL where it says nothing. The key is in lower case, without accents.
ALTER TABLE versions ADD COLUMN author TEXT;
ALTER TABLE versions ADD COLUMN author_key TEXT;
CREATE INDEX versions_by_author ON versions (author_key, hash) WHERE author_key IS NOT NULL;

-- Two names with the same key are one tag.
CREATE TABLE document_tags (
  document_id TEXT NOT NULL REFERENCES documents (id),
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (document_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_tags_by_key ON document_tags (key, document_id);

-- Of files that are gone from where they were: one with the same bytes that is found elsewhere has been moved there.
CREATE TABLE moved_tags (
  version_hash TEXT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (version_hash, key)
) STRICT, WITHOUT ROWID;
`;
