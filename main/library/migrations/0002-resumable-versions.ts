// Versions are stored piece by piece, so that a large file goes on where it was stopped; a source remembers which
// folder it was, so that an empty mount point isn't taken for an emptied folder.
export const resumableVersions = `
-- 0 while some of the version's chunks are still to come, or were taken out again.
ALTER TABLE versions ADD COLUMN complete INTEGER NOT NULL DEFAULT 1;
UPDATE versions SET complete = 0 WHERE NOT EXISTS (SELECT 1 FROM chunks WHERE version_hash = versions.hash);

-- The root's identity in its file system at the last scan; null before the first one.
ALTER TABLE sources ADD COLUMN root_identity TEXT;

CREATE INDEX documents_by_source ON documents (source_id, state) WHERE deleted_at_ms IS NULL;
`;
