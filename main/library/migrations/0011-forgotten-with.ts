// A forgotten folder keeps out the files that were in it by their bytes too, so that they stay out when it is renamed or they
// are moved; what was forgotten together is allowed again together.
export const forgottenWith = `
-- The folder that a file was forgotten with, or the file whose bytes it has; NULL for what a person named.
ALTER TABLE forgotten_places ADD COLUMN forgotten_with TEXT REFERENCES forgotten_places (id) ON DELETE CASCADE;
CREATE INDEX forgotten_places_with ON forgotten_places (forgotten_with);
CREATE INDEX forgotten_places_by_content ON forgotten_places (source_id, content);
`;
