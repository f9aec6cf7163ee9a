// Receipts on the command line, with real engines and files: what `verify` says of files left alone, edited, moved and
// removed, and of a receipt that was altered. A real process each time.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Verification } from '../../contract/verification.ts';
import { readReceipt } from '../../main/answer/receipt/readReceipt.ts';
import type { Receipt } from '../../main/answer/receipt/receipt.ts';
import type { Replay } from '../../main/host/receipts/replayReceipt.ts';
import { makeZip } from '../unit/parse/fixtures/makeZip.ts';
import { root, setup } from '../support/host.ts';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';

const SMALL = ['--model', 'smollm2-135m-instruct-q4_1'];
const dir = temporaryFolderOfFile();
const papers = path.join(dir, 'papers');
const saved = path.join(dir, 'receipt.json');
const lease = '# Lease of Elm Street 12\n\nThe lease ends on 31 March 2027. The notice period is three months.\n';


function freehold(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, FREEHOLD_USER_DATA: path.join(dir, 'user'), LC_ALL: 'en_US.UTF-8', INIT_CWD: root };
  const { status, stdout, stderr } = spawnSync(setup.nodeBinary, [path.join(root, 'build', 'cli', 'index.js'), ...args], { timeout: 240_000, killSignal: 'SIGKILL', encoding: 'utf8', env });
  return { status, stdout, stderr };
}

const LIBRARY = ['--library', path.join(dir, 'library')];
/** A copy of the folder as it was read, to be changed. */
function copyOfPapers(name: string): string {
  const copy = path.join(dir, name, 'papers');
  mkdirSync(path.dirname(copy));
  cpSync(papers, copy, { recursive: true });
  return copy;
}
const verified = (...args: readonly string[]): { status: number | null; result: Verification } => {
  const { status, stdout, stderr } = freehold('verify', ...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return { status, result: JSON.parse(stdout) as Verification };
};
const quotesOf = (result: Verification, name: string): readonly string[] => result.quotes.filter(({ documentName }) => documentName === name).map(({ outcome }) => outcome);
const outcomeOf = (result: Verification, name: string): string | undefined => result.documents.find((document) => document.name === name)?.outcome;

beforeAll(() => {
  mkdirSync(path.join(papers, 'old'), { recursive: true });
  writeFileSync(path.join(papers, 'lease.md'), lease);
  writeFileSync(path.join(papers, 'old', 'garden.txt'), 'The lease of the garden ends on 1 May 2025.\n');
  writeFileSync(path.join(papers, 'scans.zip'), makeZip([{ name: 'letters/landlord.txt', content: 'The landlord writes: the lease ends when both agree.\n' }]));
  const { status, stderr } = freehold('ask', 'When does the lease of Elm Street end?', '--folder', papers, '--receipt', saved, ...LIBRARY, ...SMALL);
  if (status !== 0 && status !== 3) throw new Error(stderr);
});

test('a receipt says what wrote the answer, and of which files', () => {
  const { receipt, altered } = readReceipt(readFileSync(saved, 'utf8'));
  expect(altered).toEqual([]);
  expect(receipt.documents.map(({ name, folder, inside }) => [name, folder, inside?.name ?? null]).sort()).toEqual([
    ['garden.txt', 'papers/old', null],
    ['landlord.txt', expect.stringContaining('papers'), 'scans.zip'],
    ['lease.md', 'papers', null],
  ]);
  expect(receipt.model).toMatchObject({ id: SMALL[1], quantisation: 'Q4_1', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(receipt.engine).toMatchObject({ threads: expect.any(Number), nodeLlamaCpp: expect.stringMatching(/^\d+\./), llamaCpp: expect.stringMatching(/\d/) });
  expect(receipt.sampling).toEqual({ temperature: 0, seed: null, maxTokens: expect.any(Number) });
  expect(receipt.prompt!.messages!.at(-1)!.content).toContain('31 March 2027');
});

test('0: against the library, against the folder, and against the folder elsewhere under other names', () => {
  const inLibrary = verified(saved, ...LIBRARY);
  expect([inLibrary.status, inLibrary.result.holds, inLibrary.result.model, inLibrary.result.documents.map(({ outcome }) => outcome)]).toEqual([0, true, 'same', ['same', 'same', 'same']]);
  expect(verified(saved, '--folder', papers).status).toBe(0);
  const copy = copyOfPapers('moved');
  renameSync(path.join(copy, 'lease.md'), path.join(copy, 'old', 'contract 12.md'));
  renameSync(path.join(copy, 'scans.zip'), path.join(copy, 'other.zip'));
  const { status, result } = verified(saved, '--folder', copy);
  expect([status, outcomeOf(result, 'lease.md'), outcomeOf(result, 'landlord.txt'), outcomeOf(result, 'garden.txt')]).toEqual([0, 'moved', 'moved', 'same']);
  expect(freehold('verify', saved, '--folder', copy).stdout).toMatch(/moved\s+lease\.md, now papers\/old\/contract 12\.md[\s\S]*All of it holds\./);
});

test('1: a file was edited, and what was quoted is elsewhere or gone', () => {
  const copy = copyOfPapers('edited');
  writeFileSync(path.join(copy, 'lease.md'), `Read this first.\n\n${lease}`);
  const moved = verified(saved, '--folder', copy);
  expect([moved.status, outcomeOf(moved.result, 'lease.md')]).toEqual([1, 'changed']);
  expect(new Set(quotesOf(moved.result, 'lease.md'))).toEqual(new Set(['moved']));
  writeFileSync(path.join(copy, 'lease.md'), '# Nothing is left\n');
  const gone = verified(saved, '--folder', copy);
  expect(gone.result.passages.filter(({ documentName }) => documentName === 'lease.md')).toEqual([expect.objectContaining({ outcome: 'changed' })]);
  expect(new Set(quotesOf(gone.result, 'lease.md'))).toEqual(new Set(['gone']));
});

test('1: a file is gone, and what was quoted of it can’t be checked', () => {
  const copy = copyOfPapers('gone');
  rmSync(path.join(copy, 'lease.md'));
  const { status, result } = verified(saved, '--folder', copy);
  expect([status, outcomeOf(result, 'lease.md'), outcomeOf(result, 'garden.txt')]).toEqual([1, 'missing', 'same']);
  expect(new Set(quotesOf(result, 'lease.md'))).toEqual(new Set(['unknown']));
  expect(result.passages.find(({ documentName }) => documentName === 'lease.md')!.outcome).toBe('unknown');
});

test('1: the receipt was altered, and the field is named', () => {
  const tampered = path.join(dir, 'tampered.json');
  const receipt = JSON.parse(readFileSync(saved, 'utf8')) as Receipt;
  writeFileSync(tampered, JSON.stringify({ ...receipt, output: 'It ends on 31 March 2099. [1]' }));
  const { status, result } = verified(tampered, '--folder', papers);
  expect([status, result.altered]).toEqual([1, ['output']]);
  expect(freehold('verify', tampered, '--folder', papers).stdout).toContain('altered after it was saved: output');
});

test('replay: the same model writes the same again, and the library finds the same passages', () => {
  const { status, stdout, stderr } = freehold('replay', saved, ...LIBRARY, '--json');
  expect(stderr).toBe('');
  const replayed = JSON.parse(stdout) as Replay;
  expect(replayed).toMatchObject({ same: true, altered: [], differences: {}, passages: { then: 3, foundAgain: 3 }, texts: [{ from: 'files', same: true, now: expect.stringContaining('31 March 2027') }] });
  expect(status).toBe(0);
});

test('replay: 1 with both texts when other words come, and what runs otherwise is said; 2 without that very model', () => {
  const receipt = JSON.parse(readFileSync(saved, 'utf8')) as Receipt;
  const other = (name: string, change: Partial<Receipt>): string => {
    const file = path.join(dir, name);
    writeFileSync(file, JSON.stringify({ ...receipt, ...change }));
    return file;
  };
  const said = freehold('replay', other('words.json', { reply: 'It ended on 31 March 2027. [1]', engine: { ...receipt.engine!, threads: 99 } }));
  expect([said.status, said.stdout]).toEqual([1, expect.stringMatching(/altered after it was saved: engine, reply[\s\S]*threads \d+ instead of 99[\s\S]*\[-It ended.*-\] \{\+/)]);
  expect(freehold('replay', other('model.json', { model: { ...receipt.model!, sha256: '0'.repeat(64) } }))).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('model’s file is not there') });
  expect(freehold('replay', other('prompt.json', { prompt: { ...receipt.prompt!, messages: [{ role: 'user', content: 'Another question' }] } }))).toMatchObject({ status: 2, stdout: '' });
});

test('the model’s own knowledge: the receipt says so, verify proves nothing by it, and it is run again', () => {
  const general = path.join(dir, 'general.json');
  const asked = freehold('ask', 'Which planet of the solar system is the largest?', '--general', '--receipt', general, ...LIBRARY, ...SMALL);
  expect([asked.status, asked.stdout]).toEqual([3, expect.stringMatching(/Not in your documents\.\s+From the model’s own knowledge[^\n]+\n\S/)]);
  const { receipt, altered } = readReceipt(readFileSync(general, 'utf8'));
  expect([altered, receipt.output, receipt.sentences, receipt.decision.status]).toEqual([[], '', [], 'not-in-documents']);
  expect(receipt.general!.output).not.toBe('');
  expect(receipt.general!.prompt!.messages!.at(-1)!.content).toBe('Question: Which planet of the solar system is the largest?');
  expect(JSON.stringify(receipt.general)).not.toMatch(/lease|landlord/i);
  expect(freehold('verify', general, ...LIBRARY)).toMatchObject({ status: 0, stdout: expect.stringContaining('no file proves it') });
  const { status, stdout } = freehold('replay', general, '--json');
  expect([status, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ same: true, texts: [expect.objectContaining({ from: 'general', now: receipt.general!.reply })] })]);
});

test('2: no receipt, no folder, bad use', () => {
  const notOne = path.join(dir, 'other.json');
  writeFileSync(notOne, '{"format":"something"}');
  expect(freehold('verify', notOne, '--folder', papers)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('not a receipt') });
  expect(freehold('verify', path.join(dir, 'nowhere.json'), '--folder', papers).status).toBe(2);
  expect(freehold('verify', saved, '--folder', path.join(dir, 'nowhere')).status).toBe(2);
  expect(freehold('verify', saved, '--library', path.join(dir, 'nowhere')).status).toBe(2);
  expect(freehold('verify').status).toBe(2);
});
