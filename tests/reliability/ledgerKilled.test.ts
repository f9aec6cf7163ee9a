// kill -9 while entries are recorded, and while a file is forgotten: what was acknowledged is there, a kill is never taken
// for tampering, tampering is found all the same, and what was forgotten is gone at the next opening.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openLedger } from '../../main/library/ledger.ts';
import { createLedgerReader } from '../../main/library/ledgerReader.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';
import { setup } from '../support/host.ts';
import { LibraryHarness, note } from '../support/libraryHarness.ts';
import { seeded, sleep } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { counted } from '../support/thoroughness.ts';

const ROUNDS = counted({ short: 4, normal: 25, full: 100 });
const FORGOTTEN = counted({ short: 3, normal: 15, full: 60 });
const seed = Number(process.env['FREEHOLD_SEED'] ?? Date.now() % 1_000_000);
console.log(`FREEHOLD_SEED=${seed}`);
const support = path.join(import.meta.dirname, '..', 'support');
const signal = new AbortController().signal;

test(`the ledger, ${ROUNDS} times while it is written`, async () => {
  const dir = temporaryFolder();
  const [libraryDir, ledgerDir] = [path.join(dir, 'library'), path.join(dir, 'ledger')];
  const random = seeded(seed);
  for (let round = 0; round < ROUNDS; round += 1) {
    const running = spawn(setup.nodeBinary, [path.join(support, 'recordUntilKilled.ts'), libraryDir, ledgerDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    running.stdout.on('data', (data: Buffer) => (said += data.toString()));
    await once(running.stdout, 'data');
    const closed = once(running, 'close');
    await sleep(random() * 250);
    running.kill('SIGKILL');
    await closed;
    const acknowledged = Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
    const db = openDatabase(libraryDir);
    const ledger = openLedger(db, { ledgerDir, onProblem: () => undefined });
    expect(ledger.head().sequence).toBeGreaterThanOrEqual(acknowledged);
    expect(db.prepare("SELECT count(*) FROM ledger WHERE kind IN ('ledger.mismatched', 'ledger.rekeyed')").pluck().get()).toBe(0);
    expect((await createLedgerReader(db, ledger, ledgerDir).verify(null, signal)).faults).toEqual([]);
    ledger.close();
    db.close();
  }
  // And yet a cut is one.
  const db = openDatabase(libraryDir);
  const last = db.prepare('SELECT max(sequence) FROM ledger').pluck().get() as number;
  db.exec(`DELETE FROM ledger WHERE sequence > ${last - 3}; UPDATE ledger_head SET sequence = ${last - 3}, hash = (SELECT hash FROM ledger WHERE sequence = ${last - 3})`);
  const ledger = openLedger(db, { ledgerDir, onProblem: () => undefined });
  expect(db.prepare("SELECT count(*) FROM ledger WHERE kind = 'ledger.mismatched'").pluck().get()).toBe(1);
  expect((await createLedgerReader(db, ledger, ledgerDir).verify(null, signal)).faults.map(({ fault }) => fault)).toContain('mismatched');
  db.close();
});

test(`a library, ${FORGOTTEN} times while a file is forgotten`, async () => {
  const harness = await new LibraryHarness().open();
  // None of them is the beginning of another.
  const canary = (at: number): string => `zephyrcanary${'abcdefghij'[at % 10]}${String(at).padStart(3, '0')}`;
  for (let at = 0; at < FORGOTTEN; at += 1) harness.write(`secret ${at}.md`, `# Diary ${at}\n\nToday I buried the ${canary(at)} under the oak, and nobody has seen it.\n`);
  for (let at = 0; at < 20; at += 1) harness.write(`note ${at}.md`, note(at));
  await harness.add();
  const random = seeded(seed + 1);
  const filesWith = (piece: string | Buffer): string[] =>
    readdirSync(harness.libraryDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && readFileSync(path.join(entry.parentPath, entry.name)).includes(piece)).map(({ name }) => name);
  for (let round = 0; round < FORGOTTEN; round += 1) {
    const vector = harness.library.db.prepare(`SELECT vector FROM chunk_embeddings JOIN chunks ON row = chunk_row WHERE text LIKE '%${canary(round)} %'`).pluck().get() as Buffer;
    expect(vector).toBeInstanceOf(Buffer);
    await harness.close();
    const running = spawn(setup.nodeBinary, [path.join(support, 'forgetUntilKilled.ts'), harness.libraryDir, `secret ${round}.md`], { stdio: ['ignore', 'pipe', 'ignore'] });
    const closed = once(running, 'close');
    await once(running.stdout, 'data');
    await sleep(random() * 400);
    running.kill('SIGKILL');
    await closed;
    await harness.open();
    const there = harness.library.db.prepare('SELECT count(*) FROM documents WHERE name = ? AND deleted_at_ms IS NULL').pluck().get(`secret ${round}.md`) as number;
    // Before the commit nothing has happened; behind it, all of it happens.
    if (there === 0) {
      harness.library.db.pragma('wal_checkpoint(TRUNCATE)');
      expect([filesWith(canary(round)), filesWith(vector)]).toEqual([[], []]);
    }
    expect(harness.library.erasures.pending()).toBe(0);
    expect(harness.library.erasures.list().length).toBeLessThanOrEqual(round + 1);
  }
  await harness.settle();
  expect((await harness.search('locker number of note 7'))[0]).toBe('note 7.md');
});
