// The first shape of a library's truth. Rows that could one day travel to another device of the same owner have
// a UUIDv7 id, the device they came from, a time of change and a tombstone.
export const initial = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE sources (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('folder', 'file')),
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  available INTEGER NOT NULL DEFAULT 1,
  origin_device TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX sources_by_path ON sources (path) WHERE deleted_at_ms IS NULL;

-- Scans to be done or under way; reading files needs no rows of its own, documents in state 'waiting' are the queue.
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY,
  source_id TEXT NOT NULL REFERENCES sources (id),
  kind TEXT NOT NULL CHECK (kind IN ('scan')),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running')),
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX jobs_by_source ON jobs (source_id, kind);

CREATE TABLE versions (
  hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  page_starts TEXT,
  size_bytes INTEGER NOT NULL,
  chunker_version TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  source_id TEXT NOT NULL REFERENCES sources (id),
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  folder TEXT NOT NULL,
  kind TEXT,
  size_bytes INTEGER NOT NULL,
  modified_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'reading', 'indexed', 'skipped', 'failed')),
  reason TEXT,
  version_hash TEXT REFERENCES versions (hash),
  pages INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  last_scan INTEGER NOT NULL DEFAULT 0,
  origin_device TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX documents_by_path ON documents (source_id, path) WHERE deleted_at_ms IS NULL;
CREATE INDEX documents_by_state ON documents (state, id) WHERE deleted_at_ms IS NULL;
CREATE INDEX documents_by_name ON documents (name COLLATE NOCASE, id) WHERE deleted_at_ms IS NULL;
CREATE INDEX documents_by_version ON documents (version_hash) WHERE deleted_at_ms IS NULL;

CREATE TABLE chunks (
  row INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  version_hash TEXT NOT NULL REFERENCES versions (hash),
  ordinal INTEGER NOT NULL,
  start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL,
  page INTEGER,
  header TEXT NOT NULL,
  text TEXT NOT NULL,
  tokens INTEGER NOT NULL
) STRICT;
CREATE INDEX chunks_by_version ON chunks (version_hash, ordinal);

CREATE TABLE chunk_embeddings (
  chunk_row INTEGER PRIMARY KEY REFERENCES chunks (row) ON DELETE CASCADE,
  embedder_id TEXT NOT NULL,
  vector BLOB NOT NULL
) STRICT;

-- Keeps no second copy of the text; rowid is chunks.row.
CREATE VIRTUAL TABLE chunk_fts USING fts5 (
  header, body, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TABLE conversations (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  origin_device TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER
) STRICT;

CREATE TABLE answers (
  id TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  question TEXT NOT NULL,
  status TEXT NOT NULL,
  body TEXT NOT NULL,
  origin_device TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX answers_by_conversation ON answers (conversation_id, created_at_ms);

-- Versions that an answer quotes stay readable after the file changed or went.
CREATE TABLE answer_versions (
  answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
  version_hash TEXT NOT NULL REFERENCES versions (hash),
  PRIMARY KEY (answer_id, version_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_versions_by_version ON answer_versions (version_hash);
`;
