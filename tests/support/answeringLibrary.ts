// A small library of given passages for tests of the read line: a real SQLite file, found by words alone.
import { onTestFinished } from 'vitest';
import type { Answer, EmbeddedChunk, VersionHash } from '../../contract/domain.ts';
import { answerQuestion, type AnswerContext, type Asked } from '../../main/answer/answerQuestion.ts';
import type { RetrieveContext } from '../../main/answer/1-retrieve/retrieve.ts';
import { createDocuments, type Documents } from '../../main/library/documents.ts';
import { openDatabase, type Db } from '../../main/library/openDatabase.ts';
import { createSources, type SourceRecord } from '../../main/library/sources.ts';
import { createVersions, type Versions } from '../../main/library/versions.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const chunkOf = (text: string, ordinal: number): EmbeddedChunk => ({ ordinal, start: ordinal * 1_000, end: ordinal * 1_000 + text.length, text, header: '', page: null, place: null, tokens: 5, vector: new Float32Array(384) });

export class AnsweringLibrary {
  readonly db: Db = openDatabase(temporaryFolder());
  readonly documents: Documents = createDocuments(this.db);
  readonly retrieval: RetrieveContext = { db: this.db, vectors: null, embedQuestion: null };
  private readonly versions: Versions = createVersions(this.db);
  private readonly source: SourceRecord = createSources(this.db).add({ path: '/files', kind: 'folder' })!;
  private stored = 0;

  constructor() {
    onTestFinished(() => void this.db.close());
  }

  /** A file that is read. */
  add(name: string, passages: readonly string[], language: string | null = null): void {
    this.documents.see(this.source, { path: `/files/${name}`, name, sizeBytes: 4, modifiedMs: 0, kind: 'text' }, 1);
    const hash = this.begin(passages, language);
    this.versions.complete(hash);
    this.documents.settle(this.documents.takeWaiting(1)[0]!.id, { state: 'indexed', reason: null, versionHash: hash, pages: null });
  }

  /** The passages of a file that is still being read. */
  begin(passages: readonly string[], language: string | null = null): VersionHash {
    const hash = (this.stored += 1).toString(16).padStart(64, '0') as VersionHash;
    const version = { hash, kind: 'text', title: 'T', text: 'text', pageStarts: null, places: null, sizeBytes: 4, chunkerVersion: '1', language } as const;
    this.versions.begin(version);
    this.db.transaction(() => this.versions.addChunks(version, passages.map(chunkOf), 'e'))();
    return hash;
  }

  /** The file goes, and its passages with it. */
  forget(hash: VersionHash): void {
    for (const { id } of this.documents.allWithVersion(hash)) this.documents.remove(id);
    this.versions.releaseIfUnused(hash);
  }

  answer(asked: Asked, context: Pick<AnswerContext, 'llm' | 'signal' | 'emit' | 'keep' | 'budget' | 'gate'>): Promise<Answer> {
    return answerQuestion(asked, { ...this.retrieval, ...context, coverage: () => this.documents.coverage(null), locator: { pageOf: () => null, placeOf: () => null }, nowMs: () => 0 });
  }
}
