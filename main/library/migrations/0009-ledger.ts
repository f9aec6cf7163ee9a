// The ledger of what was done in the library, whose entries stay for good and name nothing: the names lie beside them, and
// can be erased without a gap in the chain. And erasures, with the certificates that they end in.
export const ledger = `
CREATE TABLE ledger (
  -- 1, 2, 3, … without a gap.
  sequence INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  -- JSON of plain values.
  facts TEXT NOT NULL,
  -- Keyed hash of the name; NULL where there is none.
  subject BLOB,
  -- Of everything up to here, see main/sovereignty/ledger/chain.ts.
  hash BLOB NOT NULL
) STRICT;
CREATE INDEX ledger_by_kind ON ledger (kind, sequence);

CREATE TABLE ledger_head (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL,
  seal BLOB NOT NULL
) STRICT;

CREATE TABLE ledger_names (
  subject BLOB PRIMARY KEY,
  owner_type TEXT NOT NULL CHECK (owner_type IN ('source', 'conversation')),
  owner_id TEXT NOT NULL,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_names_by_owner ON ledger_names (owner_id);

CREATE TABLE erasures (
  id TEXT PRIMARY KEY,
  begun_at_ms INTEGER NOT NULL,
  -- JSON of counts; no names.
  what TEXT NOT NULL,
  -- JSON; NULL until everything is off the disk and was looked for there.
  certificate TEXT
) STRICT;

-- What a person forgot and what is not to come back. The place is a keyed hash of the path below the source, the content
-- one of the file's bytes: they say what a file is only to whoever has it.
CREATE TABLE forgotten_places (
  id TEXT PRIMARY KEY,
  source_id TEXT NOT NULL REFERENCES sources (id),
  kind TEXT NOT NULL CHECK (kind IN ('file', 'folder')),
  place BLOB NOT NULL,
  content BLOB,
  created_at_ms INTEGER NOT NULL,
  UNIQUE (source_id, place)
) STRICT;

-- 1: forgotten, though its source is not. 2: answers that quote it are forgotten with it.
ALTER TABLE documents ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;

-- Files of the source that were last changed so many months ago are not kept; NULL for what the library says.
ALTER TABLE sources ADD COLUMN keep_months INTEGER;
`;
