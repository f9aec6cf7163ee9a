// Forgets a source: its documents leave the library at once, then everything that was made of them alone leaves the
// search and the disk; answers keep the quotes that they cite. The person's own files are never touched. A kill in
// between is made up for at the next opening.
import type { SourceId, VersionHash } from '../../../contract/domain.ts';
import { finishErasing, markErasing } from '../../library/erase.ts';
import { forgetInAnswers, versionsInAnswers } from '../../library/forgetInAnswers.ts';
import type { OpenLibrary } from './openLibrary.ts';

/** Versions taken out in one transaction. */
const AT_ONCE = 100;

export async function forgetSource(sourceId: SourceId, { db, sources, documents, versions, collections, pageOcr, ledger, semantic }: OpenLibrary): Promise<void> {
  const vectors = semantic?.vectors ?? null;
  const hashes = db
    .transaction((): VersionHash[] => {
      const gone = documents.ofSource(sourceId);
      for (const { id } of gone) documents.remove(id);
      documents.tags.forgetMoved();
      collections.forgetSource(sourceId);
      sources.remove(sourceId);
      ledger.eraseNames(sourceId);
      ledger.record({ kind: 'source.forgotten', facts: { files: gone.filter(({ parentId }) => parentId === null).length, quotes: 'kept' } });
      const had = [...gone.flatMap(({ versionHash }) => versionHash ?? []), ...versionsInAnswers(db, sourceId)];
      const leaving = new Set(had.filter((hash) => documents.withVersion(hash) === null));
      forgetInAnswers(db, leaving);
      const halfRead = versions.leftovers({ complete: false });
      const pagesErased = pageOcr.eraseOrphans();
      if (leaving.size > 0 || pagesErased > 0 || versions.hasUnused()) markErasing(db);
      return [...leaving, ...halfRead];
    })
    .immediate();
  for (let at = 0; at < hashes.length; at += AT_ONCE) {
    db.transaction(() => hashes.slice(at, at + AT_ONCE).forEach((hash) => versions.releaseIfUnused(hash))).immediate();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  await finishErasing({ db, versions, vectors });
  semantic?.ingest.wake();
}
