// More than one embedder: chunks may have the vectors of two of them while those of another are made.
export const embedders = `
CREATE TABLE embedders (
  id TEXT PRIMARY KEY,
  dimensions INTEGER NOT NULL,
  -- active: searched. building: its vectors are being made. leaving: they are being deleted.
  state TEXT NOT NULL CHECK (state IN ('active', 'building', 'leaving')),
  -- 0 while chunks may be without its vector.
  complete INTEGER NOT NULL,
  -- Of its table for the search, beside the database.
  folder TEXT NOT NULL UNIQUE
) STRICT;
CREATE UNIQUE INDEX embedders_by_state ON embedders (state) WHERE state <> 'leaving';
INSERT INTO embedders SELECT embedder_id, length(vector) / 4, 'active', 1, 'vectors' FROM chunk_embeddings LIMIT 1;

ALTER TABLE chunk_embeddings RENAME TO embeddings_of_one;
CREATE TABLE chunk_embeddings (
  chunk_row INTEGER NOT NULL REFERENCES chunks (row) ON DELETE CASCADE,
  embedder_id TEXT NOT NULL,
  vector BLOB NOT NULL,
  PRIMARY KEY (chunk_row, embedder_id)
) STRICT;
INSERT INTO chunk_embeddings SELECT chunk_row, embedder_id, vector FROM embeddings_of_one ORDER BY chunk_row;
DROP TABLE embeddings_of_one;
`;
