// What a scope lets through, on a real SQLite file: every part narrows, folders end where a separator is, and what
// lies inside of a file comes with it.
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { DocumentId, DocumentKind, Scope, SourceId } from '../../../contract/domain.ts';
import { createDocuments } from '../../../main/library/documents.ts';
import { openDatabase, type Db } from '../../../main/library/openDatabase.ts';
import { scopeCondition } from '../../../main/library/scope.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

interface File {
  readonly id: string;
  readonly source: string;
  readonly folder: string;
  readonly kind: DocumentKind | null;
  readonly modifiedMs: number;
  readonly language: string | null;
  readonly parent?: string;
}

const FILES: readonly File[] = [
  { id: 'lease', source: 'a', folder: 'contracts', kind: 'pdf', modifiedMs: 100, language: 'en' },
  { id: 'old', source: 'a', folder: 'contracts/old', kind: 'docx', modifiedMs: 50, language: 'de' },
  { id: 'lookalike', source: 'a', folder: 'contracts-2', kind: 'pdf', modifiedMs: 200, language: 'en' },
  { id: 'windows', source: 'b', folder: 'contracts\\new', kind: 'pdf', modifiedMs: 300, language: null },
  { id: 'mailbox', source: 'b', folder: '', kind: 'mbox', modifiedMs: 400, language: 'en' },
  { id: 'message', source: 'b', folder: '', kind: 'eml', modifiedMs: 350, language: 'de', parent: 'mailbox' },
  { id: 'attachment', source: 'b', folder: 'inner', kind: 'pdf', modifiedMs: 350, language: 'en', parent: 'message' },
  { id: 'film', source: 'b', folder: '', kind: null, modifiedMs: 500, language: null },
];

function filled(): Db {
  const db = openDatabase(temporaryFolder());
  onTestFinished(() => void db.close());
  db.exec("INSERT INTO sources (id, kind, path, name, origin_device, created_at_ms, updated_at_ms) SELECT value, 'folder', '/' || value, value, 'd', 1, 1 FROM json_each('[\"a\",\"b\"]')");
  for (const { id, source, folder, kind, modifiedMs, language, parent } of FILES) {
    const hash = kind === null ? null : id;
    if (hash !== null) db.prepare("INSERT INTO versions (hash, kind, title, text, size_bytes, chunker_version, created_at_ms, language) VALUES (?, ?, '', '', 1, '1', 1, ?)").run(hash, kind, language);
    db.prepare(
      `INSERT INTO documents (id, source_id, path, name, folder, kind, size_bytes, modified_ms, state, version_hash, parent_id, origin_device, updated_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, 'd', 1)`,
    ).run(id, source, `/${source}/${id}`, id, folder, kind, modifiedMs, kind === null ? 'skipped' : 'indexed', hash, parent ?? null);
  }
  return db;
}

function within(db: Db, scope: Scope | null): string[] {
  const { condition, values } = scopeCondition(scope);
  return db.prepare(`SELECT d.id FROM documents d WHERE d.deleted_at_ms IS NULL AND ${condition} ORDER BY d.rowid`).pluck().all(values) as string[];
}

const ids = <Id extends string>(...names: string[]): Id[] => names as Id[];
const folder = (sourceId: string, name: string) => ({ sourceId: sourceId as SourceId, folder: name });

test('each part lets through what it says', () => {
  const db = filled();
  const all = FILES.map(({ id }) => id);
  const cases: [Scope | null, readonly string[]][] = [
    [null, all],
    [{}, all],
    [{ sources: ids('a') }, ['lease', 'old', 'lookalike']],
    [{ sources: [] }, []],
    [{ folders: [folder('a', 'contracts')] }, ['lease', 'old']],
    [{ folders: [folder('b', 'contracts')] }, ['windows']],
    [{ folders: [folder('b', '')] }, ['windows', 'mailbox', 'message', 'attachment', 'film']],
    [{ folders: [folder('b', 'inner')] }, []],
    [{ folders: [folder('a', '%'), folder('a', '_ontracts')] }, []],
    [{ documents: ids('mailbox') }, ['mailbox', 'message', 'attachment']],
    [{ documents: ids('attachment', 'gone') }, ['attachment']],
    [{ documents: ids('film'), folders: [folder('a', 'contracts/old')] }, ['old', 'film']],
    [{ kinds: ['pdf', 'eml'] }, ['lease', 'lookalike', 'windows', 'message', 'attachment']],
    [{ afterMs: 200, beforeMs: 400 }, ['lookalike', 'windows', 'message', 'attachment']],
    [{ languages: ['de'] }, ['old', 'message']],
    [{ sources: ids('a'), documents: ids('mailbox') }, []],
    [{ folders: [folder('a', 'contracts')], kinds: ['docx'], languages: ['de'], beforeMs: 51 }, ['old']],
  ];
  for (const [scope, expected] of cases) expect([scope, within(db, scope)]).toEqual([scope, expected]);
});

test('another part never lets more through, and another entry never less', () => {
  const db = filled();
  const part = fc.record(
    {
      sources: fc.subarray(ids<SourceId>('a', 'b', 'gone')),
      folders: fc.subarray([folder('a', 'contracts'), folder('b', 'contracts'), folder('b', ''), folder('a', "'; DROP TABLE documents; --")]),
      documents: fc.subarray(ids<DocumentId>('mailbox', 'lease', "' OR 1")),
      kinds: fc.subarray<DocumentKind>(['pdf', 'eml', 'docx']),
      afterMs: fc.constantFrom(0, 100, 350),
      languages: fc.subarray(['en', 'de']),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(part, part, (one, other) => {
      const { documents: _documents, folders: _folders, ...others } = other;
      const narrowed = new Set(within(db, { ...others, ...one }));
      const wide = within(db, one);
      const { afterMs: _a, ...listsOfOne } = one;
      expect(wide).toEqual(expect.arrayContaining([...narrowed]));
      for (const [name, entries] of Object.entries(listsOfOne)) {
        const fewer = within(db, { ...one, [name]: entries.slice(1) });
        expect(wide).toEqual(expect.arrayContaining(fewer));
      }
    }),
  );
});

test('the count is of the outermost files in scope', () => {
  const documents = createDocuments(filled());
  const seen = (scope: Scope | null): number => documents.coverage(scope).seen;
  expect([seen(null), seen({ sources: ids('b') }), seen({ documents: ids('mailbox') }), seen({ documents: ids('message') }), seen({ kinds: ['pdf'] }), seen({ kinds: ['mbox', 'pdf'] })]).toEqual([6, 3, 1, 1, 4, 4]);
  expect(documents.coverage({ sources: ids('b') })).toMatchObject({ seen: 3, indexed: 2, skipped: 1 });
});
