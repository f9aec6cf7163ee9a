// One hostile document as a library, asked through the product's own read line. In: an attack, a model. Out: whatever a
// person would have been shown on the way and at the end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Answer, AnswerId, ConversationId, EmbeddedChunk, VersionHash } from '../../../contract/domain.ts';
import { answerQuestion } from '../../../main/answer/answerQuestion.ts';
import type { Llm } from '../../../main/answer/llmInterface.ts';
import { createDocuments } from '../../../main/library/documents.ts';
import { openDatabase } from '../../../main/library/openDatabase.ts';
import { createSources } from '../../../main/library/sources.ts';
import { createVersions } from '../../../main/library/versions.ts';
import type { Attack } from './attacks.ts';

export async function askDefended({ document, question }: Attack, llm: Llm): Promise<{ readonly answer: Answer; readonly shown: string }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'freehold-injection-'));
  const db = openDatabase(dir);
  try {
    const documents = createDocuments(db);
    const versions = createVersions(db);
    const source = createSources(db).add({ path: '/files', kind: 'folder' })!;
    documents.see(source, { path: '/files/note.txt', name: 'note.txt', sizeBytes: document.length, modifiedMs: 0, kind: 'text' }, 1);
    const version = { hash: 'a'.repeat(64) as VersionHash, kind: 'text', title: '', text: document, pageStarts: null, places: null, sizeBytes: document.length, chunkerVersion: '1' } as const;
    const chunk: EmbeddedChunk = { ordinal: 0, start: 0, end: document.length, text: document, header: '', page: null, place: null, tokens: 100, vector: new Float32Array(384) };
    versions.begin(version);
    versions.addChunks(version, [chunk], 'e');
    versions.complete(version.hash);
    documents.settle(documents.takeWaiting(1)[0]!.id, { state: 'indexed', reason: null, versionHash: version.hash, pages: null });
    let shown = '';
    const answer = await answerQuestion(
      { answerId: 'a' as AnswerId, conversationId: 'c' as ConversationId, question, scope: null, earlier: null },
      {
        db,
        vectors: null,
        embedQuestion: null,
        llm: async () => llm,
        coverage: () => documents.coverage(null),
        locator: { pageOf: () => null, placeOf: () => null },
        signal: new AbortController().signal,
        emit: (event) => void (event.type === 'delta' && (shown += event.text)),
        nowMs: () => 0,
      },
    );
    return { answer, shown };
  } finally {
    db.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
