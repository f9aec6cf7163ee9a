// The ledger of a real library: what indexing and asking leave in it, that names go and the chain stays, and what somebody
// does to it in its own database.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LedgerFault } from '../../../contract/ledger.ts';
import { createLedgerReader } from '../../../main/library/ledgerReader.ts';
import { LibraryHarness, note } from '../../support/libraryHarness.ts';

const signal = new AbortController().signal;
const ledgerDir = (h: LibraryHarness): string => path.join(h.dir, 'ledger');
const reader = (h: LibraryHarness) => createLedgerReader(h.library.db, h.library.ledger, ledgerDir(h));
const rows = (h: LibraryHarness) => reader(h).page({ group: null, fromMs: null, untilMs: null }, 0, 500).rows.toReversed();
const faults = async (h: LibraryHarness): Promise<LedgerFault['fault'][]> => (await reader(h).verify(null, signal)).faults.map(({ fault }) => fault);

async function withFiles(): Promise<LibraryHarness> {
  const h = await new LibraryHarness().open();
  h.write('a/lease.md', note(1));
  h.write('a/empty.md', '');
  h.write('b/other.md', note(2));
  await h.add(path.join(h.filesDir, 'a'));
  await h.add(path.join(h.filesDir, 'b'));
  return h;
}

describe('the ledger of a library', () => {
  test('has an entry of each file that was read, with its name beside the chain and only there', async () => {
    const h = await withFiles();
    const read = rows(h).filter(({ kind }) => kind === 'file.read');
    expect(read.map(({ name, facts }) => [path.basename(name!), facts['outcome']])).toEqual([
      ['lease.md', 'indexed'],
      ['other.md', 'indexed'],
    ]);
    expect(rows(h)[0]).toMatchObject({ sequence: 1, kind: 'ledger.began', facts: { before: 0 } });
    const chain = JSON.stringify(h.library.db.prepare('SELECT facts, hex(subject), hex(hash) FROM ledger').all());
    expect(chain).not.toContain('lease');
    expect(chain).not.toContain(h.library.db.prepare('SELECT hash FROM versions LIMIT 1').pluck().get());
    expect(await faults(h)).toEqual([]);
  });

  test('keeps the entry of a file and the file in one transaction', async () => {
    const h = await new LibraryHarness().open();
    h.write('lease.md', note(1));
    h.library.db.exec("CREATE TRIGGER stop BEFORE INSERT ON ledger WHEN NEW.kind = 'file.read' BEGIN SELECT RAISE(ABORT, 'no entry'); END");
    await h.add();
    expect(h.states()).toEqual({ 'lease.md': 'waiting' });
    expect(h.chunkRows()).toEqual([]);
    h.library.db.exec('DROP TRIGGER stop');
    await h.settle();
    expect(h.states()).toEqual({ 'lease.md': 'indexed' });
  });

  test('stays whole when names are erased, and has forgotten them', async () => {
    const h = await withFiles();
    const [source] = h.library.sources.list();
    expect(h.library.ledger.eraseNames(source!.id)).toBe(1);
    expect(rows(h).filter(({ kind }) => kind === 'file.read').map(({ name, named }) => [named, name === null ? null : path.basename(name)])).toEqual([
      [true, null],
      [true, 'other.md'],
    ]);
    expect(await faults(h)).toEqual([]);
  });

  test.each<[string, string, LedgerFault['fault']]>([
    ['an edit', "UPDATE ledger SET facts = '{\"outcome\":\"failed\"}' WHERE sequence = 2", 'edited'],
    ['another time', 'UPDATE ledger SET at_ms = at_ms + 1 WHERE sequence = 2', 'edited'],
    ['an entry that is gone', 'DELETE FROM ledger WHERE sequence = 2', 'missing'],
    ['a cut', 'DELETE FROM ledger WHERE sequence > 1', 'cut'],
    ['another name', "UPDATE ledger_names SET name = 'harmless.md' WHERE name LIKE '%lease.md'", 'nameDiffers'],
    ['another head', 'UPDATE ledger_head SET sequence = sequence - 1', 'head'],
  ])('tells of %s in its database', async (_what, sql, fault) => {
    const h = await withFiles();
    h.library.db.exec(sql);
    expect(await faults(h)).toContain(fault);
  });

  test('tells of an older copy of the database that was put back, also after it was used again', async () => {
    const h = await withFiles();
    await h.close();
    const database = path.join(h.libraryDir, 'library.db');
    const older = readFileSync(database);
    await h.open();
    h.write('a/new.md', note(3));
    await h.rescan();
    await h.close();
    writeFileSync(database, older);
    await h.open();
    expect(rows(h).at(-1)).toMatchObject({ kind: 'ledger.mismatched', facts: { why: 'cut' } });
    await h.rescan();
    await h.reopen();
    expect(await faults(h)).toEqual(['mismatched']);
  });

  test('goes on under another key where its own is gone, and says from where on', async () => {
    const h = await withFiles();
    await h.close();
    rmSync(ledgerDir(h), { recursive: true });
    await h.open();
    const last = rows(h).at(-1)!;
    expect(last).toMatchObject({ kind: 'ledger.rekeyed' });
    expect(await reader(h).verify(null, signal)).toMatchObject({ keyedFrom: last.sequence, faults: [] });
  });

  test('misses its anchor when somebody took it away', async () => {
    const h = await withFiles();
    await h.close();
    rmSync(path.join(ledgerDir(h), `${h.library.ledger.chain}.anchor`));
    await h.open();
    expect(rows(h).at(-1)).toMatchObject({ kind: 'ledger.mismatched', facts: { why: 'anchorMissing' } });
  });
});
