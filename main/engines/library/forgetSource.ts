// Forgets a source: its documents leave the library at once, then everything that was made of them alone leaves the
// search and the disk. The person's own files are never touched. A kill in between is made up for by the next indexing.
import type { SourceId, VersionHash } from '../../../contract/domain.ts';
import { compactFullText } from '../../library/compactFullText.ts';
import type { OpenLibrary } from './openLibrary.ts';

/** Versions taken out in one transaction. */
const AT_ONCE = 100;

export async function forgetSource(sourceId: SourceId, { db, sources, documents, versions, semantic }: OpenLibrary): Promise<void> {
  const hashes = db
    .transaction((): VersionHash[] => {
      const gone = documents.ofSource(sourceId);
      for (const { id } of gone) documents.remove(id);
      sources.remove(sourceId);
      return [...new Set(gone.flatMap(({ versionHash }) => versionHash ?? []))];
    })
    .immediate();
  let removed = 0;
  for (let at = 0; at < hashes.length; at += AT_ONCE) {
    removed += db.transaction(() => hashes.slice(at, at + AT_ONCE).reduce((rows, hash) => rows + versions.releaseIfUnused(hash).length, 0)).immediate();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  if (removed > 0) {
    await compactFullText(db);
    // LanceDB keeps deleted vectors in its files; only a new table is free of them.
    await semantic?.vectors.startOver();
  }
  semantic?.ingest.wake();
}
