// Forgetting, whatever it is of: documents leave the library at once, then everything that was made of them alone leaves
// the search and the disk, and a certificate says so. The person's own files are never touched. A kill in between is made
// up for at the next opening; only what to look for is lost then.
import type { VersionHash } from '../../../contract/domain.ts';
import type { ErasureRow, Quotes } from '../../../contract/erasure.ts';
import type { LedgerEvent } from '../../../contract/ledger.ts';
import { finishErasing, markErasing } from '../../library/erase.ts';
import { takeEvidence } from '../../library/erasureEvidence.ts';
import type { DocumentRecord } from '../../library/documents.ts';
import { countAnswersNaming, eraseAnswersNaming, forgetInAnswers } from '../../library/forgetInAnswers.ts';
import { nameOfFile } from '../../library/ledger.ts';
import type { OpenLibrary } from './openLibrary.ts';

/** Versions taken out in one transaction. */
const AT_ONCE = 100;

export interface Forgetting {
  readonly because: 'person' | 'age';
  readonly quotes: Quotes;
  /** Files on the disk, and all that lies inside of them. */
  readonly gone: readonly DocumentRecord[];
  /** Former versions of these that answers name. */
  readonly inAnswers: readonly VersionHash[];
  /** What else leaves in the same transaction; called before the documents do. */
  readonly alsoForget: (leaving: ReadonlySet<VersionHash>) => void;
  readonly event: Extract<LedgerEvent, { kind: 'source.forgotten' | 'files.forgotten' }>;
}

/** @param plan run in the transaction that forgets. @throws what `plan` throws; nothing is forgotten then */
export async function forget(plan: (library: OpenLibrary) => Forgetting, library: OpenLibrary): Promise<ErasureRow> {
  const { db, documents, versions, conversations, sources, pageOcr, ledger, erasures, semantic } = library;
  const vectors = semantic?.vectors ?? null;
  const { id, hashes } = db
    .transaction(() => {
      const { because, quotes, gone, inAnswers, alsoForget, event } = plan(library);
      const onDisk = gone.filter(({ parentId }) => parentId === null);
      const names = gone.map(nameOfFile);
      const originals = sources.list().map(({ path }) => path);
      for (const document of onDisk) documents.remove(document.id, quotes === 'erased' ? 2 : 1);
      documents.tags.forgetMoved();
      const had = new Set([...gone.flatMap(({ versionHash }) => versionHash ?? []), ...inAnswers]);
      const leaving = new Set([...had].filter((hash) => documents.withVersion(hash) === null));
      const evidence = takeEvidence(db, [...leaving], quotes === 'erased' ? gone.flatMap(({ path, name }) => [path, name]) : gone.map(({ path }) => path), originals);
      const passages = countIn(db, 'chunks', leaving);
      const pages = countIn(db, 'page_ocr', leaving);
      alsoForget(leaving);
      const answers = countAnswersNaming(db, leaving);
      if (quotes === 'erased') for (const conversation of eraseAnswersNaming(db, leaving)) if (conversations.get(conversation) === null) ledger.eraseNames(conversation);
      forgetInAnswers(db, leaving);
      const halfRead = versions.leftovers({ complete: false });
      const orphans = pageOcr.eraseOrphans();
      const bySource = Map.groupBy(gone, ({ sourceId }) => sourceId);
      const namesErased = [...bySource].reduce((sum, [sourceId, of]) => sum + ledger.eraseFiles(sourceId, of.map(nameOfFile)), 0);
      markErasing(db);
      ledger.record(event);
      const erased = { because, quotes, files: onDisk.length, members: gone.length - onDisk.length, texts: leaving.size, passages, pages: Math.max(pages, orphans), answers, names: namesErased };
      return { id: erasures.begin(erased, evidence, names), hashes: [...leaving, ...halfRead] };
    })
    .immediate();
  for (let at = 0; at < hashes.length; at += AT_ONCE) {
    db.transaction(() => hashes.slice(at, at + AT_ONCE).forEach((hash) => versions.releaseIfUnused(hash))).immediate();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  await finishErasing({ db, versions, vectors, erasures });
  semantic?.ingest.wake();
  return erasures.get(id)!;
}

function countIn(db: OpenLibrary['db'], table: 'chunks' | 'page_ocr', versions: ReadonlySet<VersionHash>): number {
  return db.prepare(`SELECT count(*) FROM ${table} WHERE version_hash IN (SELECT value FROM json_each(?))`).pluck().get(JSON.stringify([...versions])) as number;
}
