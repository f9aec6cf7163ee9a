// Backups that a person made of the library: where they lie, so that they are listed, and a certificate can name those that
// still hold what was forgotten.
export const backups = `
CREATE TABLE backups (
  id TEXT PRIMARY KEY,
  made_at_ms INTEGER NOT NULL,
  path TEXT NOT NULL,
  documents INTEGER NOT NULL,
  conversations INTEGER NOT NULL,
  -- Of the whole file; NULL while it is being written.
  bytes INTEGER,
  sha256 TEXT,
  -- NULL until it was restored for a try, and has its name.
  checked_at_ms INTEGER
) STRICT;
`;
