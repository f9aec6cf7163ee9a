// Copies what can't be made anew from a damaged database into a new one: which sources there were, conversations and their
// answers with the texts that they quote, collections, tags, text read by OCR, and whatever later tables hold. What is made
// of files is left to their being read again. A row that can't be read is left out; the rows after it are not.
import { readMeta, type Db } from './openDatabase.ts';

/** Made anew from the files. Tags are kept by the bytes of their files, see `moved_tags`. */
const MADE_ANEW = new Set(['meta', 'jobs', 'documents', 'document_tags', 'versions', 'chunks', 'chunk_embeddings', 'embedders', 'whole_set_notes']);
/** What the library is, and what the person decided about it. */
const META_KEPT = ['device_id', 'library_id', 'ingest_paused', 'erase_pending', 'forgotten_key', 'keep_months'];
type Row = Record<string, unknown>;

export function salvage(from: Db, to: Db): void {
  to.pragma('foreign_keys = OFF');
  to.transaction(() => {
    for (const row of rowsOf(from, 'meta')) if (META_KEPT.includes(String(row['key']))) put(to, 'meta', row);
    for (const table of tablesOf(to)) if (!MADE_ANEW.has(table)) for (const row of rowsOf(from, table)) put(to, table, row);
    const quoted = new Set(to.prepare('SELECT DISTINCT version_hash FROM answer_versions').pluck().all());
    // Text for whoever looks at a quote; the passages come when the file is read again.
    for (const row of rowsOf(from, 'versions')) if (quoted.has(row['hash'])) put(to, 'versions', { ...row, complete: 0, chunker_version: '' });
    const hashes = new Map(rowsOf(from, 'documents').flatMap((row) => (row['version_hash'] === null ? [] : [[row['id'], row['version_hash']]])));
    for (const { document_id: id, key, name } of rowsOf(from, 'document_tags')) {
      if (hashes.has(id)) put(to, 'moved_tags', { version_hash: hashes.get(id), key, name });
    }
    // Without its key a forgotten place is nothing but a row in a list that keeps nothing out.
    if (readMeta(to, 'forgotten_key') === null) to.exec('DELETE FROM forgotten_places');
    // What was forgotten with a folder whose row is lost stays out, and can be allowed again by itself.
    to.exec('UPDATE forgotten_places SET forgotten_with = NULL WHERE forgotten_with NOT IN (SELECT id FROM forgotten_places)');
    // Which of a source's files were asked about is not known any more.
    to.exec('UPDATE sources SET held = NULL');
    to.exec(`INSERT OR IGNORE INTO conversations (id, title, origin_device, created_at_ms, updated_at_ms)
      SELECT conversation_id, substr(question, 1, 80), origin_device, min(created_at_ms), max(updated_at_ms) FROM answers GROUP BY conversation_id`);
    to.exec('DELETE FROM answer_versions WHERE answer_id NOT IN (SELECT id FROM answers) OR version_hash NOT IN (SELECT hash FROM versions)');
  }).immediate();
  to.pragma('foreign_keys = ON');
}

/** Tables of our own, without those that belong to the full-text index. */
function tablesOf(db: Db): string[] {
  return db.prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'chunk_fts%' AND name NOT LIKE 'chunk_stems%' ORDER BY name").pluck().all() as string[];
}

/** Columns that only one of the two has keep their default, or are left out. */
function put(to: Db, table: string, row: Row): void {
  const known = new Set(to.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table));
  const columns = Object.keys(row).filter((name) => known.has(name));
  // A new library has an id of its own by now.
  to.prepare(`INSERT OR ${table === 'meta' ? 'REPLACE' : 'IGNORE'} INTO "${table}" (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`).run(columns.map((name) => row[name]));
}

function rowsOf(from: Db, table: string): Row[] {
  try {
    const { wr } = from.prepare("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?").get(table) as { wr: number };
    if (wr === 1) return bothWays(from, table, '*') as Row[];
    const byRow = from.prepare(`SELECT * FROM "${table}" WHERE rowid = ?`);
    const rowids = bothWays(from, table, 'rowid AS id').map(({ id }) => id as number);
    return [...new Set(rowids)].sort((a, b) => a - b).flatMap((rowid): Row[] => {
      try {
        const row = byRow.get(rowid) as Row | undefined;
        return row === undefined ? [] : [row];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** From the front to the damage, then from the back to it. A row may come twice. */
function bothWays(from: Db, table: string, columns: string): Row[] {
  const keys = from.prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk').pluck().all(table) as string[];
  const rows: Row[] = [];
  for (const direction of ['', ' DESC']) {
    const order = columns === '*' ? keys.map((key) => `"${key}"${direction}`).join(', ') : `rowid${direction}`;
    try {
      for (const row of from.prepare(`SELECT ${columns} FROM "${table}" ORDER BY ${order}`).iterate()) rows.push(row as Row);
      break;
    } catch {
      // The other half comes from the other end.
    }
  }
  return rows;
}
