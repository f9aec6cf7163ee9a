// Notes about single files, made for a question to every file: nothing is read twice, and what was stopped goes on.
export const wholeSetNotes = `
CREATE TABLE whole_set_notes (
  version_hash TEXT NOT NULL REFERENCES versions (hash) ON DELETE CASCADE,
  -- SHA-256 of question, model and prompt.
  request TEXT NOT NULL,
  -- The note goes with the conversation that it was made for.
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  -- As the model wrote it.
  written TEXT NOT NULL,
  -- JSON: rows of the chunks that it was shown, in their order.
  chunk_rows TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (version_hash, request)
) STRICT, WITHOUT ROWID;
CREATE INDEX whole_set_notes_by_conversation ON whole_set_notes (conversation_id);
`;
