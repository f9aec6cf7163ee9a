// Forgetting, whatever it is of: documents leave the library at once, then everything that was made of them alone leaves
// the search and the disk, and a certificate says so. The person's own files are never touched. A kill in between is made
// up for at the next opening; only what to look for is lost then.
import path from 'node:path';
import type { VersionHash } from '../../../contract/domain.ts';
import type { ErasureRow, Quotes } from '../../../contract/erasure.ts';
import type { LedgerEvent } from '../../../contract/ledger.ts';
import { finishErasing, markErasing } from '../../library/erase.ts';
import { takeEvidence } from '../../library/erasureEvidence.ts';
import type { DocumentRecord } from '../../library/documents.ts';
import { filePast, pathIn, type FilePast, type Places } from '../../library/filePast.ts';
import { countAnswersNaming, eraseAnswersNaming, forgetInAnswers, type Forgotten } from '../../library/forgetInAnswers.ts';
import { nameOfFile } from '../../library/ledger.ts';
import type { OpenLibrary } from './openLibrary.ts';

/** Versions taken out in one transaction. */
const AT_ONCE = 100;

/** What goes with it. */
export interface Going {
  /** Files on the disk, and all that lies inside of them. */
  readonly gone: readonly DocumentRecord[];
  /** Former versions of these that answers name. */
  readonly inAnswers: readonly VersionHash[];
  /** Where they lie, and where what is gone from the disk already lay. */
  readonly places: readonly Places[];
}

export interface Forgetting extends Going {
  readonly because: 'person' | 'age';
  readonly quotes: Quotes;
  /** What else leaves in the same transaction. */
  readonly alsoForget: (leaving: ReadonlySet<VersionHash>) => void;
  readonly event: Extract<LedgerEvent, { kind: 'source.forgotten' | 'files.forgotten' }>;
}

/** @param plan run in the transaction that forgets. @throws what `plan` throws; nothing is forgotten then */
export async function forget(plan: (library: OpenLibrary) => Forgetting, library: OpenLibrary): Promise<ErasureRow> {
  const { db, documents, versions, conversations, sources, pageOcr, ledger, erasures, semantic } = library;
  const vectors = semantic?.vectors ?? null;
  const { id, hashes } = db
    .transaction(() => {
      const forgetting = plan(library);
      const { because, quotes, gone, alsoForget, event } = forgetting;
      const { past, forgotten } = allOf(forgetting, library);
      const { versions: leaving } = forgotten;
      const onDisk = gone.filter(({ parentId }) => parentId === null);
      const names = gone.map(nameOfFile);
      const originals = sources.list().map(({ path }) => path);
      for (const document of onDisk) documents.remove(document.id, quotes === 'erased' ? 2 : 1);
      documents.tags.forgetMoved();
      const paths = new Set([...gone.map((document) => document.path), ...past.names.map(pathIn)]);
      const evidence = takeEvidence(db, forgotten, past.subjects, [...paths, ...(quotes === 'erased' ? forgotten.names : [])], originals);
      const passages = countIn(db, 'chunks', leaving);
      const pages = countIn(db, 'page_ocr', leaving);
      alsoForget(leaving);
      const answers = countAnswersNaming(db, forgotten);
      for (const { conversationId, questions } of quotes === 'erased' ? eraseAnswersNaming(db, forgotten) : []) {
        if (conversations.get(conversationId) === null) ledger.eraseNames(conversationId);
        else ledger.eraseQuestions(conversationId, questions);
      }
      forgetInAnswers(db, forgotten);
      const halfRead = versions.leftovers({ complete: false });
      const orphans = pageOcr.eraseOrphans();
      const namesErased = ledger.eraseSubjects(past.subjects);
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

/** Also what was read of the files before, and where they lay; not what other files have too. */
export function allOf({ gone, inAnswers, places }: Going, { db, documents, ledger }: OpenLibrary): { readonly past: FilePast; readonly forgotten: Forgotten } {
  const past = filePast(db, ledger.keys, places);
  const going = new Set(gone.map(({ id }) => id));
  const had = new Set([...gone.flatMap(({ versionHash }) => versionHash ?? []), ...inAnswers, ...past.versions]);
  const versions = new Set([...had].filter((hash) => documents.allWithVersion(hash).every(({ id }) => going.has(id))));
  const without = gone.filter(({ versionHash }) => versionHash === null || versions.has(versionHash));
  const names = new Set([...gone.map(({ name }) => name), ...past.names.map((name) => path.basename(pathIn(name)))]);
  return { past, forgotten: { versions, documents: new Set(without.map(({ id }) => id)), names } };
}

function countIn(db: OpenLibrary['db'], table: 'chunks' | 'page_ocr', versions: ReadonlySet<VersionHash>): number {
  return db.prepare(`SELECT count(*) FROM ${table} WHERE version_hash IN (SELECT value FROM json_each(?))`).pluck().get(JSON.stringify([...versions])) as number;
}
