// The installation's ledger: entries of several processes are one chain, a kill in the middle of a line is no tampering,
// and whatever is done to the file is found.
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LedgerEvent, LedgerFault } from '../../../contract/ledger.ts';
import { createHostLedger } from '../../../main/host/ledger.ts';
import { createInstallationLedger } from '../../../main/sovereignty/ledger/installationLedger.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const started: LedgerEvent = { kind: 'app.started', facts: { version: '1.0.0', as: 'window' } };
const blocked = (scheme: string): LedgerEvent => ({ kind: 'connection.blocked', facts: { by: 'window', scheme, what: 'image', count: 1 } });
const fileIn = (dir: string): string => path.join(dir, 'installation.jsonl');

async function faults(dir: string): Promise<LedgerFault[]> {
  const host = createHostLedger({ ledgerDir: dir, library: () => Promise.reject.bind(Promise) as never, libraryIsOpen: () => false });
  return (await host.verify(new AbortController().signal))[0]!.faults;
}

function three(): string {
  const dir = temporaryFolder();
  const ledger = createInstallationLedger(dir);
  for (let at = 0; at < 3; at += 1) ledger.record(started);
  return dir;
}

const edit = (dir: string, change: (lines: string[]) => string[]): void => writeFileSync(fileIn(dir), change(readFileSync(fileIn(dir), 'utf8').split('\n')).join('\n'));

describe('the ledger of the installation', () => {
  test('is one chain, whoever writes', async () => {
    const dir = temporaryFolder();
    const [one, other] = [createInstallationLedger(dir), createInstallationLedger(dir)];
    for (let at = 0; at < 5; at += 1) [one, other][at % 2]!.record(started);
    expect(one.read().entries.map(({ sequence, kind }) => `${sequence} ${kind}`)).toEqual(['1 ledger.began', ...[2, 3, 4, 5, 6].map((at) => `${at} app.started`)]);
    expect(await faults(dir)).toEqual([]);
  });

  test('takes no event with a name', () => {
    const ledger = createInstallationLedger(temporaryFolder());
    expect(() => ledger.record({ kind: 'file.shown', facts: {}, name: '/home/me/a.pdf', owner: { type: 'source', id: 's' as never } })).toThrow(TypeError);
  });

  test('writes attempts that are alike once, and then their count', () => {
    const ledger = createInstallationLedger(temporaryFolder());
    for (let at = 0; at < 50; at += 1) ledger.record(blocked('https:'));
    ledger.record(blocked('wss:'));
    ledger.close();
    expect(ledger.read().entries.slice(1).map(({ facts }) => [facts['scheme'], facts['count']])).toEqual([
      ['https:', 1],
      ['wss:', 1],
      ['https:', 49],
    ]);
  });

  test('goes on behind half a line that a kill left', async () => {
    const dir = three();
    appendFileSync(fileIn(dir), '{"sequence":5,"atMs":1,"ki');
    expect(await faults(dir)).toEqual([]);
    createInstallationLedger(dir).record(started);
    expect(await faults(dir)).toEqual([]);
    expect(createInstallationLedger(dir).read().entries).toHaveLength(5);
  });

  test('is one ahead of its anchor after a kill between the two, which is no fault', async () => {
    const dir = three();
    const anchor = readFileSync(path.join(dir, 'installation.anchor'));
    createInstallationLedger(dir).record(started);
    writeFileSync(path.join(dir, 'installation.anchor'), anchor);
    expect(await faults(dir)).toEqual([]);
    createInstallationLedger(dir).record(started);
    expect(createInstallationLedger(dir).read().entries.map(({ kind }) => kind)).not.toContain('ledger.mismatched');
  });

  test.each<[string, (dir: string) => void, LedgerFault['fault']]>([
    ['an edit', (dir) => edit(dir, (lines) => lines.map((line) => line.replace('1.0.0', '1.0.1'))), 'edited'],
    ['a line that is gone', (dir) => edit(dir, (lines) => lines.toSpliced(2, 1)), 'missing'],
    ['two lines that changed places', (dir) => edit(dir, (lines) => lines.with(2, lines[3]!).with(3, lines[2]!)), 'reordered'],
    ['a cut', (dir) => edit(dir, (lines) => [...lines.slice(0, 3), '']), 'cut'],
    ['a line that is none', (dir) => edit(dir, (lines) => lines.with(2, 'nothing')), 'unreadable'],
    ['an anchor that was taken away', (dir) => rmSync(path.join(dir, 'installation.anchor')), 'anchorMissing'],
  ])('tells of %s', async (_what, touch, fault) => {
    const dir = three();
    touch(dir);
    expect((await faults(dir)).map((one) => one.fault)).toContain(fault);
  });

  test('notes for good that it was cut, when it goes on', async () => {
    const dir = three();
    edit(dir, (lines) => [...lines.slice(0, 3), '']);
    createInstallationLedger(dir).record(started);
    expect((await faults(dir)).map(({ fault, count }) => [fault, count])).toEqual([['mismatched', 2]]);
  });

  test('taken away as a whole is missed', async () => {
    const dir = three();
    rmSync(fileIn(dir));
    createInstallationLedger(dir).record(started);
    expect(createInstallationLedger(dir).read().entries.map(({ kind }) => kind)).toEqual(['ledger.began', 'ledger.mismatched', 'app.started']);
  });
});
