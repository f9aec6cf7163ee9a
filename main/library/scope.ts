// A scope as SQL: a condition over the rows of `documents d`, true of those that are in it. Tombstones are not its
// business: whoever uses it leaves them out. What a person typed goes in as values, never as SQL.
import type { Scope } from '../../contract/domain.ts';
import { keyOf } from './nameKey.ts';

export interface ScopeCondition {
  readonly condition: string;
  /** Named parameters of the condition, all with names that begin with `scope`. */
  readonly values: Readonly<Record<string, string | number>>;
}

/** The named folders and files, and everything inside of those files, however deep. Folder names end where a separator is. */
const NAMED = `d.id IN (WITH RECURSIVE named (id) AS (
    SELECT value FROM json_each(@scopeDocuments)
    UNION SELECT f.id FROM documents f JOIN json_each(@scopeFolders) place ON f.source_id = place.value ->> 'sourceId'
      AND (place.value ->> 'folder' IN ('', f.folder) OR substr(f.folder, 1, length(place.value ->> 'folder') + 1) IN (place.value ->> 'folder' || '/', place.value ->> 'folder' || '\\'))
      WHERE f.parent_id IS NULL AND f.deleted_at_ms IS NULL
    UNION SELECT inside.id FROM named JOIN documents inside ON inside.parent_id = named.id AND inside.deleted_at_ms IS NULL)
  SELECT id FROM named)`;

/** A tag is of a file and of all that is inside of it. */
const TAGGED = `d.id IN (WITH RECURSIVE tagged (id) AS (
    SELECT document_id FROM document_tags WHERE key IN (SELECT value FROM json_each(@scopeTags))
    UNION SELECT inside.id FROM tagged JOIN documents inside ON inside.parent_id = tagged.id AND inside.deleted_at_ms IS NULL)
  SELECT id FROM tagged)`;

export function scopeCondition(scope: Scope | null): ScopeCondition {
  const conditions: string[] = [];
  const values: Record<string, string | number> = {};
  const { sources, folders, documents, kinds, afterMs, beforeMs, languages, authors, tags } = scope ?? {};
  const oneOf = (name: string, column: string, entries: readonly string[] | undefined): void => {
    if (entries === undefined) return;
    conditions.push(`${column} IN (SELECT value FROM json_each(@${name}))`);
    values[name] = JSON.stringify(entries);
  };
  oneOf('scopeSources', 'd.source_id', sources);
  if (folders !== undefined || documents !== undefined) {
    conditions.push(NAMED);
    values['scopeFolders'] = JSON.stringify(folders ?? []);
    values['scopeDocuments'] = JSON.stringify(documents ?? []);
  }
  oneOf('scopeKinds', 'd.kind', kinds);
  if (afterMs !== undefined) {
    conditions.push('d.modified_ms >= @scopeAfter');
    values['scopeAfter'] = afterMs;
  }
  if (beforeMs !== undefined) {
    conditions.push('d.modified_ms < @scopeBefore');
    values['scopeBefore'] = beforeMs;
  }
  if (languages !== undefined) {
    conditions.push('d.version_hash IN (SELECT hash FROM versions WHERE language IN (SELECT value FROM json_each(@scopeLanguages)))');
    values['scopeLanguages'] = JSON.stringify(languages);
  }
  if (authors !== undefined) {
    conditions.push('d.version_hash IN (SELECT hash FROM versions, json_each(@scopeAuthors) wanted WHERE author_key IS NOT NULL AND instr(author_key, wanted.value) > 0)');
    values['scopeAuthors'] = JSON.stringify(authors.map(keyOf));
  }
  if (tags !== undefined) {
    conditions.push(TAGGED);
    values['scopeTags'] = JSON.stringify(tags.map(keyOf));
  }
  return { condition: conditions.length === 0 ? '1' : conditions.join(' AND '), values };
}
