// The ledger of what was done in the library. Its entries stay for good and name nothing; the names lie beside them, and
// can be erased without a gap in the chain.
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
`;
