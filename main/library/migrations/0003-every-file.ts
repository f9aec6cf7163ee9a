// What reading every format takes: files inside of files, places finer than a page, pages read by OCR, and what a
// person decided about a folder.
export const everyFile = `
-- A message of a mailbox, an attachment, an entry of an archive. They have the path of the file that holds them.
ALTER TABLE documents ADD COLUMN parent_id TEXT REFERENCES documents (id);
-- How the parser finds it inside that file; NULL for files on the disk.
ALTER TABLE documents ADD COLUMN member TEXT;
-- Changes when the member's bytes do, without reading them: what is unchanged need not be read anew.
ALTER TABLE documents ADD COLUMN fingerprint TEXT;
-- 1-based, as ranges: 3-7,9.
ALTER TABLE documents ADD COLUMN unread_pages TEXT;
-- The person's choice where the guess was wrong, and what the file was read as; NULL where a format has no encoding.
ALTER TABLE documents ADD COLUMN encoding TEXT;
ALTER TABLE documents ADD COLUMN decoded_as TEXT;
-- Characters that hid text from whoever reads the file, and were left out.
ALTER TABLE documents ADD COLUMN hidden_chars INTEGER NOT NULL DEFAULT 0;
DROP INDEX documents_by_path;
CREATE UNIQUE INDEX documents_by_path ON documents (source_id, path, ifnull(member, '')) WHERE deleted_at_ms IS NULL;
CREATE INDEX documents_by_parent ON documents (parent_id, state, reason) WHERE parent_id IS NOT NULL AND deleted_at_ms IS NULL;

-- JSON of a PlaceIndex and of a Place.
ALTER TABLE versions ADD COLUMN places TEXT;
ALTER TABLE chunks ADD COLUMN place TEXT;
-- Of header and text together: what is unchanged in another version of a file is not embedded again.
ALTER TABLE chunks ADD COLUMN text_hash BLOB;
CREATE INDEX chunks_by_text ON chunks (text_hash) WHERE text_hash IS NOT NULL;
-- ISO 639-1; NULL where it can't be told.
ALTER TABLE versions ADD COLUMN language TEXT;
-- Both columns lie behind the text; from the index they are read at once.
CREATE INDEX versions_by_language ON versions (language, hash);

-- What OCR made of a page, so that no page is read twice. Belongs to the bytes, like a version.
CREATE TABLE page_ocr (
  version_hash TEXT NOT NULL,
  page INTEGER NOT NULL,
  languages TEXT NOT NULL,
  text TEXT NOT NULL,
  -- JSON, one entry a word: start, end, x, y, width, height.
  words TEXT NOT NULL,
  -- 0..100; -1 where there is something like text that could not be made out.
  confidence REAL NOT NULL,
  -- Of the file: until it is stored as a version, a file that waits is known by this alone.
  size_bytes INTEGER NOT NULL,
  PRIMARY KEY (version_hash, page, languages)
) STRICT, WITHOUT ROWID;

-- Scans, which no earlier version could read.
UPDATE documents SET state = 'waiting', reason = NULL, attempts = 0 WHERE kind = 'pdf' AND state = 'skipped' AND reason = 'no-text' AND deleted_at_ms IS NULL;

-- JSON: which files of the folder are read.
ALTER TABLE sources ADD COLUMN rules TEXT;
-- JSON: a scan that would have dropped much, and waits for the person's word.
ALTER TABLE sources ADD COLUMN held TEXT;
`;
