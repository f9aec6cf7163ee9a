// Takes deleted words off the disk. FTS5 only notes a deletion; the words stay in its segments until those are merged,
// and in the write-ahead log until that is written back. In small steps, so that a question gets in between.
import { truncateLog } from './databaseBytes.ts';
import type { Db } from './openDatabase.ts';

/** Pages merged in one step, a few milliseconds. */
const STEP_PAGES = 500;

export async function compactFullText(db: Db): Promise<void> {
  for (const table of ['chunk_fts', 'chunk_stems'] as const) await mergeAll(db, table);
  await truncateLog(db);
}

async function mergeAll(db: Db, table: 'chunk_fts' | 'chunk_stems'): Promise<void> {
  const merge = db.prepare(`INSERT INTO ${table} (${table}, rank) VALUES ('merge', ?)`);
  const totalChanges = db.prepare('SELECT total_changes()').pluck();
  // A negative number starts a merge of everything; it is over when a step changes nothing but its own row.
  merge.run(-STEP_PAGES);
  for (let changes = Infinity; changes >= 2; ) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    // Others write in between; theirs don't count.
    const before = totalChanges.get() as number;
    merge.run(STEP_PAGES);
    changes = (totalChanges.get() as number) - before;
  }
}
