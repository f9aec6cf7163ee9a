// Names that people give to where they look.
export const collections = `
CREATE TABLE collections (
  id TEXT PRIMARY KEY,
  -- In lower case, without accents: two names with the same key are one.
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- JSON: a scope that is not everywhere.
  scope TEXT NOT NULL,
  origin_device TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;
`;
