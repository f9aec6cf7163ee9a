// The documents' state machine on a real SQLite file: nothing that was seen goes missing from the count, whatever happens
// in which order; a crash loses nothing and finds the file that causes it; answers come from indexes.
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DocumentKind, FileReason, SourceFile, VersionHash } from '../../../contract/domain.ts';
import { createDocuments, type Documents } from '../../../main/library/documents.ts';
import { openDatabase, type Db } from '../../../main/library/openDatabase.ts';
import { createSources, type SourceRecord, type Sources } from '../../../main/library/sources.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

interface TestLibrary {
  readonly db: Db;
  readonly documents: Documents;
  readonly sources: Sources;
  readonly source: SourceRecord;
}

function open(dir = temporaryFolder()): TestLibrary {
  const db = openDatabase(dir);
  onTestFinished(() => void db.close());
  const sources = createSources(db);
  sources.add({ path: '/files', kind: 'folder' });
  return { db, documents: createDocuments(db), sources, source: sources.list()[0]! };
}

function file(name: string, change: Partial<SourceFile> = {}): SourceFile {
  return { path: `/files/${name}`, name: name.split('/').at(-1)!, sizeBytes: 10, modifiedMs: 1_000, kind: 'text', ...change };
}

const HASH = 'a'.repeat(64) as VersionHash;
function addVersion(db: Db, hash: string = HASH): void {
  db.prepare("INSERT OR IGNORE INTO versions (hash, kind, title, text, size_bytes, chunker_version, created_at_ms) VALUES (?, 'text', 't', 'text', 4, '1', 1)").run(hash);
}
/** As the reading of an archive or a mailbox would. */
function addMember(db: Db, parentId: string, at: number): void {
  db.prepare(
    `INSERT INTO documents (id, source_id, path, name, folder, kind, size_bytes, modified_ms, state, parent_id, member, origin_device, updated_at_ms)
     SELECT id || '-' || @at, source_id, path, 'inner.txt', folder, 'text', 1, 1, 'waiting', id, ifnull(member, '') || '/' || @at, origin_device, 1 FROM documents WHERE id = @parentId`,
  ).run({ parentId, at });
}
const indexed = { state: 'indexed', reason: null, versionHash: HASH, pages: null } as const;

describe('the count', () => {
  const name = fc.integer({ min: 0, max: 9 }).map((at) => `f${at}.txt`);
  const step = fc.oneof(
    fc.record({ do: fc.constant('see' as const), name, size: fc.integer({ min: 1, max: 3 }), kind: fc.constantFrom<DocumentKind | null>('text', null), skip: fc.constantFrom<FileReason>('unsupported-type', 'excluded', 'online-only') }),
    fc.record({ do: fc.constant('take' as const), limit: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ do: fc.constantFrom('suspect' as const, 'recover' as const, 'releaseAll' as const, 'retryAll' as const, 'cancel' as const, 'gone' as const, 'dropOld' as const, 'protected' as const) }),
    fc.record({ do: fc.constantFrom('index' as const, 'partly' as const, 'member' as const, 'lock' as const, 'fail' as const, 'skip' as const, 'changed' as const, 'release' as const, 'remove' as const, 'retry' as const, 'restore' as const), at: fc.nat() }),
  );

  test('seen = indexed + skipped + failed + waiting, and no row is lost, after every step of any history', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const db = openDatabase(temporaryFolder());
        try {
          const sources = createSources(db);
          const source = sources.add({ path: '/files', kind: 'folder' })!;
          const documents = createDocuments(db);
          addVersion(db);
          let scan = 1;
          const all = () => documents.list({ sourceId: null, state: null, nameContains: '' }, 0, 500).rows;
          for (const now of steps) {
            const chosen = 'at' in now ? all()[now.at % Math.max(all().length, 1)] : undefined;
            switch (now.do) {
              case 'see': documents.see(source, file(now.name, { sizeBytes: now.size, kind: now.kind, ...(now.kind === null ? { skip: now.skip } : {}) }), (scan += 1)); break;
              case 'take': documents.takeWaiting(now.limit); break;
              case 'suspect': documents.takeSuspect(); break;
              case 'recover': documents.recover(); break;
              case 'releaseAll': documents.releaseAll(); break;
              case 'retryAll': documents.retry(null); break;
              case 'cancel': documents.cancelWaiting(); break;
              case 'gone': for (const { id } of documents.unseen(source.id, scan)) documents.remove(id); break;
              case 'index': if (chosen?.kind) documents.settle(chosen.id, indexed); break;
              case 'dropOld': documents.dropUnseenSince(source.id, scan); break;
              case 'protected': documents.retryProtected(); break;
              case 'partly': if (chosen?.kind) documents.settle(chosen.id, { ...indexed, reason: 'pages-unread' }); break;
              case 'lock': if (chosen?.kind) documents.settle(chosen.id, { state: 'skipped', reason: 'password-protected', versionHash: null, pages: null }); break;
              case 'changed': if (chosen) documents.putBack(chosen.id, { sizeBytes: 99, modifiedMs: 5 }); break;
              case 'member': if (chosen) addMember(db, chosen.id, steps.indexOf(now)); break;
              case 'fail': if (chosen) documents.settle(chosen.id, { state: 'failed', reason: 'damaged', versionHash: null, pages: null }); break;
              case 'skip': if (chosen) documents.settle(chosen.id, { state: 'skipped', reason: 'no-text', versionHash: null, pages: null }); break;
              case 'release': if (chosen) documents.release([chosen.id]); break;
              case 'remove': if (chosen) documents.remove(chosen.id); break;
              case 'retry': if (chosen) documents.retry(chosen.id); break;
              case 'restore': if (chosen) documents.restore(chosen); break;
            }
            const total = all().filter(({ parentId }) => parentId === null).length;
            const account = documents.account(null);
            const inAccount = (...states: string[]): number => account.filter(({ state }) => states.includes(state)).reduce((sum, { count }) => sum + count, 0);
            const { seen, indexed: done, skipped, failed, waiting } = documents.coverage(null);
            expect([seen, done + skipped + failed + waiting, documents.coverage({ sources: [source.id] }).seen]).toEqual([total, total, total]);
            const inState = (state: 'waiting' | 'reading'): number => documents.list({ sourceId: null, state, nameContains: '' }, 0, 1).total;
            expect(documents.waiting()).toBe(inState('waiting') + inState('reading'));
            // The account's lines add up to what the coverage says, each is what its list shows, and no member has lost its file.
            expect([inAccount('indexed', 'partly'), inAccount('partly'), inAccount('skipped'), inAccount('failed'), inAccount('waiting', 'reading')]).toEqual([done, documents.coverage(null).partly, skipped, failed, waiting]);
            expect(documents.account(source.id)).toEqual(account);
            for (const { state, reason, count } of account) {
              const filter = { sourceId: null, state: state === 'partly' ? ('indexed' as const) : state, nameContains: '', reason, partly: state === 'partly', members: false };
              expect(documents.list(filter, 0, 1).total, `${state} ${reason}`).toBe(count);
            }
            for (const { parentId } of all()) if (parentId !== null) expect(documents.isThere(parentId)).toBe(true);
          }
          // Whatever happened: everything that waits can be taken, and once settled nothing waits any more.
          documents.releaseAll();
          for (let taken = documents.takeWaiting(50); taken.length > 0; taken = documents.takeWaiting(50)) for (const { id } of taken) documents.settle(id, indexed);
          for (let suspect = documents.takeSuspect(); suspect !== null; suspect = documents.takeSuspect()) documents.settle(suspect.id, indexed);
          expect(documents.waiting()).toBe(0);
        } finally {
          db.close();
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a scan', () => {
  test('leaves an unchanged file as it is, whatever its state, and queues a changed one', () => {
    const { documents, source, db } = open();
    addVersion(db);
    documents.see(source, file('a.txt'), 1);
    const [taken] = documents.takeWaiting(1);
    documents.settle(taken!.id, indexed);
    documents.see(source, file('a.txt'), 2);
    expect(documents.get(taken!.id)!.state).toBe('indexed');
    documents.see(source, file('a.txt', { modifiedMs: 2_000 }), 3);
    expect(documents.get(taken!.id)).toMatchObject({ state: 'waiting', versionHash: HASH });
  });

  test.each<[FileReason, string]>([['vanished', 'waiting'], ['no-permission', 'waiting'], ['read-error', 'waiting'], ['damaged', 'failed'], ['timeout', 'failed'], ['parser-crashed', 'failed']])(
    'a file that failed because of `%s` is then %s',
    (reason, state) => {
      const { documents, source } = open();
      documents.see(source, file('a.txt'), 1);
      const [taken] = documents.takeWaiting(1);
      documents.settle(taken!.id, { state: 'failed', reason, versionHash: null, pages: null });
      documents.see(source, file('a.txt'), 2);
      expect(documents.get(taken!.id)!.state).toBe(state);
    },
  );

  test('a file that changes its name to one without a reader, or back, follows', () => {
    const { documents, source } = open();
    documents.see(source, file('a.heic', { kind: null, skip: 'unsupported-type' }), 1);
    expect(documents.coverage(null)).toMatchObject({ skipped: 1, waiting: 0 });
    expect(documents.retry(null)).toBe(0);
    documents.see(source, file('a.heic', { kind: 'text' }), 2);
    expect(documents.coverage(null)).toMatchObject({ skipped: 0, waiting: 1 });
  });

  test('what it did not see is named, and its tombstone says nothing of the file', () => {
    const { documents, source, db } = open();
    documents.see(source, file('secret plan.txt'), 1);
    documents.see(source, file('other.txt'), 2);
    const gone = documents.unseen(source.id, 2);
    expect(gone.map(({ name }) => name)).toEqual(['secret plan.txt']);
    for (const { id } of gone) documents.remove(id);
    expect(JSON.stringify(db.prepare('SELECT * FROM documents').all())).not.toContain('secret');
    expect(documents.coverage(null).seen).toBe(1);
  });
});

describe('after a crash', () => {
  const crash = (library: TestLibrary): void => library.documents.recover();

  test('everything in hand waits again', () => {
    const library = open();
    for (let at = 0; at < 5; at += 1) library.documents.see(library.source, file(`${at}.txt`), 1);
    library.documents.takeWaiting(3);
    crash(library);
    expect(library.documents.coverage(null)).toMatchObject({ waiting: 5, failed: 0 });
  });

  test('what was in hand comes last and alone; the file that takes the program down again and again is left in the end, no other', () => {
    const library = open();
    const { documents, source } = library;
    addVersion(library.db);
    for (let at = 0; at < 8; at += 1) documents.see(source, file(`${at}.txt`), 1);
    const poison = documents.list({ sourceId: null, state: null, nameContains: '3.txt' }, 0, 1).rows[0]!.id;
    let crashes = 0;
    for (let runs = 0; runs < 20 && documents.waiting() > 0; runs += 1) {
      let died = false;
      const inHand = documents.takeWaiting(4);
      while (inHand.length > 0 && !died) {
        if (inHand.some(({ id }) => id === poison)) died = true;
        else for (const { id } of inHand.splice(0)) documents.settle(id, indexed);
        if (!died) inHand.push(...documents.takeWaiting(4));
      }
      for (let suspect = died ? null : documents.takeSuspect(); suspect !== null && !died; suspect = died ? null : documents.takeSuspect()) {
        if (suspect.id === poison) died = true;
        else documents.settle(suspect.id, indexed);
      }
      if (!died) continue;
      crashes += 1;
      crash(library);
    }
    expect(documents.get(poison)).toMatchObject({ state: 'failed', reason: 'parser-crashed' });
    expect(documents.coverage(null)).toMatchObject({ indexed: 7, failed: 1 });
    expect(crashes).toBeLessThanOrEqual(4);
  });

  test('a pause, a quit and a question put files back without suspicion', () => {
    const { documents, source } = open();
    documents.see(source, file('a.txt'), 1);
    for (let round = 0; round < 10; round += 1) {
      const [taken] = documents.takeWaiting(1);
      expect(taken).toBeDefined();
      documents.release([taken!.id]);
    }
  });
});

describe('the queue', () => {
  test('files of a source that is not there wait for its return', () => {
    const { documents, source, sources } = open();
    documents.see(source, file('a.txt'), 1);
    sources.setFound(source.id, null);
    expect([documents.waiting(), documents.takeWaiting(5), documents.takeSuspect()]).toEqual([0, [], null]);
    expect(documents.coverage(null).waiting).toBe(1);
    sources.setFound(source.id, '7');
    expect(documents.takeWaiting(5)).toHaveLength(1);
  });

  test('cancel takes what waits off, by name of the person; retry puts it back; what was forgotten cannot be settled', () => {
    const { documents, source, db } = open();
    addVersion(db);
    for (const name of ['a.txt', 'b.txt']) documents.see(source, file(name), 1);
    const [taken] = documents.takeWaiting(1);
    expect(documents.cancelWaiting()).toBe(1);
    expect(documents.list({ sourceId: null, state: 'skipped', nameContains: '' }, 0, 5).rows).toMatchObject([{ name: 'b.txt', reason: 'cancelled-by-you' }]);
    documents.see(source, file('b.txt'), 2);
    expect(documents.coverage(null).skipped).toBe(1);
    expect(documents.retry(null)).toBe(1);
    documents.remove(taken!.id);
    expect(documents.settle(taken!.id, indexed)).toBe(false);
    expect(documents.coverage(null)).toMatchObject({ seen: 1, waiting: 1 });
  });

  test('retry keeps to the source, the words and the reason that the list shows', () => {
    const { documents, sources, source } = open();
    sources.add({ path: '/other', kind: 'folder' });
    const other = sources.list().find((candidate) => candidate.path === '/other')!;
    for (const name of ['Lease.pdf', 'Tax.pdf']) documents.see(source, file(name), 1);
    documents.see(other, file('lease.txt', { path: '/other/lease.txt' }), 1);
    documents.cancelWaiting();
    expect(documents.retry(null, { reason: 'timeout' })).toBe(0);
    expect(documents.retry(null, { sourceId: source.id, nameContains: 'LEASE', reason: 'cancelled-by-you' })).toBe(1);
    expect(documents.list({ sourceId: null, state: 'waiting', nameContains: '' }, 0, 5).rows.map((row) => row.name)).toEqual(['Lease.pdf']);
    expect(documents.retry(null, { sourceId: other.id })).toBe(1);
    expect(documents.retry(null)).toBe(1);
  });

  test('files cut by an older chunker are queued, and stay findable', () => {
    const { documents, source, db } = open();
    addVersion(db);
    documents.see(source, file('a.txt'), 1);
    documents.settle(documents.takeWaiting(1)[0]!.id, indexed);
    expect(documents.queueOutdated('1')).toBe(0);
    expect(documents.queueOutdated('2')).toBe(1);
    expect(documents.list({ sourceId: null, state: 'waiting', nameContains: '' }, 0, 5).rows[0]!.versionHash).toBe(HASH);
  });
});

test('a page of the list, the count and the queue read an index, whatever they are asked for; none reads the whole table', () => {
  const { source, db } = open();
  const asked = new Set<string>();
  const prepare = db.prepare.bind(db);
  db.prepare = ((sql: string) => (asked.add(sql), prepare(sql))) as Db['prepare'];
  const documents = createDocuments(db);
  const list = (filter: object): unknown => documents.list({ sourceId: null, state: null, nameContains: '', ...filter }, 0, 100);
  for (const filter of [{}, { state: 'failed' }, { nameContains: 'note 499' }, { sourceId: source.id }, { sourceId: source.id, state: 'waiting' }]) list(filter);
  documents.see(source, file('a.txt'), 1);
  documents.unseen(source.id, 1);

  const planOf = (sql: string): string[] => {
    const plan = prepare(`EXPLAIN QUERY PLAN ${sql.replace(/\?|@\w+/g, '1')}`).all() as { detail: string }[];
    return plan.map(({ detail }) => detail);
  };
  expect(asked.size).toBeGreaterThan(20);
  for (const sql of asked) expect(planOf(sql), sql).not.toContain('SCAN documents');
  const pages = [...asked].filter((sql) => sql.includes('OFFSET') && !sql.includes('source_id') && !sql.includes('@state'));
  expect(pages.map(planOf)).toEqual([['SCAN documents USING INDEX documents_by_name'], ['SCAN documents USING INDEX documents_by_name']]);
});

test.each<[FileReason, boolean]>([['empty', false], ['too-large', false], ['unsupported-type', false], ['no-permission', true], ['read-error', true]])(
  'a file that was read and is then skipped because of `%s` keeps what was read: %s',
  (skip, keeps) => {
    const { documents, source, db } = open();
    addVersion(db);
    documents.see(source, file('a.txt'), 1);
    const [taken] = documents.takeWaiting(1);
    documents.settle(taken!.id, { ...indexed, pages: 3 });
    documents.see(source, file('a.txt', { sizeBytes: 99, kind: null, skip }), 2);
    expect(documents.get(taken!.id)).toMatchObject({ state: 'skipped', reason: skip, versionHash: keeps ? HASH : null, pages: keeps ? 3 : null });
  },
);
