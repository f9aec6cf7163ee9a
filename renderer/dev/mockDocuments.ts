// Documents in the mock bridge: listed, searched, opened, tagged, forgotten.
import { lineOf } from '../../contract/places.ts';
import { mockErasure } from './mockErasure.ts';
import { accountOf, coverageOf, image, pdf, search, texts } from './mockLibrary.ts';
import { fail, type MockHandlers, type MockState } from './mockState.ts';

type DocumentRoute = Extract<keyof MockHandlers, `document.${string}` | 'tag.list' | 'search.passages' | 'scope.suggest'>;

export function createMockDocuments(state: MockState): Pick<MockHandlers, DocumentRoute> {
  const documentText = (hash: string): string => texts.find((text) => text.hash === hash)?.text ?? '';

  return {
    'document.list': ({ sourceId, state: only, reason = null, partly, members, nameContains, offset, limit }) => {
      const isPartly = (row: (typeof state.rows)[number]): boolean => row.state === 'indexed' && row.reason !== null;
      const fits = (row: (typeof state.rows)[number]): boolean => (reason === null || row.reason === reason) && (partly === undefined || isPartly(row) === partly) && (members !== false || row.parentId === null);
      const found = state.rows.filter((row) => fits(row) && (sourceId === null || row.sourceId === sourceId) && (only === null || row.state === only) && row.name.toLowerCase().includes(nameContains.toLowerCase()));
      return { rows: found.slice(offset, offset + limit), total: found.length };
    },
    'document.names': ({ documentIds }) => state.rows.filter(({ id }) => documentIds.includes(id)).map(({ id, name }) => ({ id, name })),
    'document.coverage': () => coverageOf(state.rows),
    'document.account': ({ sourceId }) => accountOf(state.rows.filter((row) => sourceId === null || row.sourceId === sourceId)),
    'document.exportAccount': () => ({ saved: true }),
    'document.unlock': ({ documentId, password }) => {
      if (password !== 'right') return { unlocked: false };
      state.rows = state.rows.map((row) => (row.id === documentId ? { ...row, state: 'waiting', reason: null } : row));
      state.emit({ type: 'documents.changed' });
      return { unlocked: true };
    },
    'document.setEncoding': () => ({}),
    'document.setTags': ({ documentId, tags }) => {
      state.rows = state.rows.map((row) => (row.id === documentId ? { ...row, tags } : row));
      state.emit({ type: 'documents.changed' });
      return {};
    },
    'tag.list': () => [...new Set(state.rows.flatMap(({ tags }) => tags))].map((name) => ({ name, files: state.rows.filter(({ tags }) => tags.includes(name)).length })),
    'document.retry': ({ documentId, sourceId = null, nameContains = '', reason = null }) => {
      const passes = (row: (typeof state.rows)[number]): boolean => (reason === null || row.reason === reason) && (sourceId === null || row.sourceId === sourceId) && row.name.toLowerCase().includes(nameContains.toLowerCase());
      const wanted = state.rows.filter((row) => (documentId === null ? passes(row) : row.id === documentId) && (row.state === 'failed' || row.state === 'skipped'));
      state.rows = state.rows.map((row) => (wanted.includes(row) ? { ...row, state: 'waiting', reason: null } : row));
      state.cancelled = false;
      state.emit({ type: 'documents.changed' });
      return { queued: wanted.length };
    },
    'document.open': ({ documentId }) => {
      const text = texts.find((candidate) => candidate.id === documentId) ?? fail('not-found');
      return { documentId: text.id, versionHash: text.hash, name: text.name, kind: text.kind, pages: text.pageStarts?.length ?? null, pageStarts: text.pageStarts, places: text.places, textLength: text.text.length, sizeBytes: text.kind === 'pdf' ? pdf.bytes.length : text.text.length, original: text.original, decodedAs: text.kind === 'text' || text.kind === 'csv' ? 'windows-1252' : null, encoding: null, hiddenCharacters: state.scenario === 'trouble' ? 3 : 0, tags: state.rows.find((row) => row.id === text.id)?.tags ?? [], copies: state.scenario === 'trouble' ? [{ documentId: text.id, name: text.name, folder: 'Documents/2025/from Lena' }, { documentId: text.id, name: `Copy of ${text.name}`, folder: '' }] : [], ...(state.scenario === 'trouble' ? { container: 'offers.zip' } : {}) };
    },
    'document.text': ({ versionHash, start, end }) => ({ text: documentText(versionHash).slice(start, end), start, end: Math.min(end, documentText(versionHash).length), line: lineOf(documentText(versionHash), start) }),
    'document.bytes': ({ offset, length }) => ({ bytes: pdf.bytes.slice(offset, offset + length), totalBytes: pdf.bytes.length }),
    'document.locate': ({ documentId, start, end }) => (state.parameters.get('locate') === 'never' ? [] : texts.find((text) => text.id === documentId)?.kind === 'image' ? image.locate(start, end) : pdf.locate(start, end)),
    'document.pageImage': () => ({ type: 'image/png', bytes: image.png(), width: image.width, height: image.height }),
    'document.reveal': () => ({}),
    'document.openInSystem': () => ({ done: 'opened' }),
    'search.passages': ({ question, limit }) => ({ passages: search(question, limit), more: false, scope: null, notes: [], coverage: coverageOf(state.rows), elapsedMs: 12 }),
    'scope.suggest': ({ text, limit }) => ({ documents: state.rows.flatMap(({ id, name, folder, kind, state }) => (kind !== null && state === 'indexed' && name.toLowerCase().includes(text.toLowerCase()) ? [{ id, name, folder, kind }] : [])).slice(0, limit), folders: [], tags: [...new Set(state.rows.flatMap(({ tags }) => tags))].filter((tag) => tag.toLowerCase().includes(text.toLowerCase())) }),
    'document.forget': ({ documentIds, quotes }) => {
      state.rows = state.rows.filter((row) => !documentIds.includes(row.id));
      state.emit({ type: 'documents.changed' });
      return mockErasure({ files: documentIds.length, quotes });
    },
    'document.forgetPreview': ({ documentIds, folder }) => ({ files: folder === null ? documentIds.length : 12, answers: 2, copies: 0 }),
  };
}
