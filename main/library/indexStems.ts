// Makes the stems of chunks that an earlier version indexed without, in small steps, so that a question gets in between
// and a kill loses the step in hand. Nothing is embedded again; search finds by words as they are written meanwhile.
// Invariant: every chunk above the mark has its stems.
import { deleteMeta, readMeta, writeMeta, type Db } from './openDatabase.ts';
import { STEMMED_LANGUAGES, stemsForIndex } from './stems.ts';

const PENDING = 'stems_pending';
/** Chunks in one step, some fifty milliseconds. */
const STEP = 100;

export async function indexStems(db: Db, { signal, beforeStep }: { readonly signal: AbortSignal; readonly beforeStep: () => Promise<void> }): Promise<void> {
  if (readMeta(db, PENDING) === null) return;
  const select = db.prepare(
    `SELECT c.row, c.header, c.text, v.language FROM chunks c JOIN versions v ON v.hash = c.version_hash
     WHERE c.row <= ? AND v.language IN (SELECT value FROM json_each(?)) ORDER BY c.row DESC LIMIT ?`,
  );
  const insert = db.prepare('INSERT INTO chunk_stems (rowid, words) VALUES (?, ?)');
  const step = db.transaction((): boolean => {
    const chunks = select.all(Number(readMeta(db, PENDING)), JSON.stringify(STEMMED_LANGUAGES), STEP) as { row: number; header: string; text: string; language: string }[];
    for (const { row, header, text, language } of chunks) insert.run(row, stemsForIndex(`${header}\n${text}`, language));
    if (chunks.length < STEP) deleteMeta(db, PENDING);
    else writeMeta(db, PENDING, String(chunks.at(-1)!.row - 1));
    return chunks.length === STEP;
  });
  for (let more = true; more; ) {
    await beforeStep();
    if (signal.aborted) return;
    more = step.immediate();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
