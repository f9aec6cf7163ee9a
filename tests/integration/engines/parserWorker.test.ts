// The parser worker with a parser program that files can bring down: each bad file costs itself, and a question takes the
// processor from a file at once.
import path from 'node:path';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { parserProtocol, type ParserProtocol } from '../../../main/engines/parser/protocol.ts';
import { superviseEngine, type Engine } from '../../../main/engines/supervisor/superviseEngine.ts';
import { createParserWorker, type ParserWorker } from '../../../main/host/parserWorker.ts';
import { isAlive, sleep, waitUntilGone } from '../../support/processes.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const signal = new AbortController().signal;
/** Longer than the worker waits before it gives a file up for a question. */
const AFTER_GRACE_MS = 700;
/** Starting the program is part of it. */
const LIMIT_MS = 10_000;

/** Until the file named `slow` is being read; true again only for the next attempt. */
async function begun({ path: place }: { path: string }): Promise<void> {
  await vi.waitUntil(() => existsSync(`${place}.begun`), { timeout: 60_000, interval: 10 });
  rmSync(`${place}.begun`);
}
const letGo = ({ path: place }: { path: string }): void => writeFileSync(`${place}.go`, '');

function start(options: { readonly limitMs?: number; readonly locateLimitMs?: number; readonly nodeBinary?: string } = {}): { worker: ParserWorker; engine: Engine<ParserProtocol>; file: (name: string) => { path: string; name: string; kind: 'markdown' } } {
  const dir = temporaryFolder();
  const engine: Engine<ParserProtocol> = superviseEngine({
    name: 'parser',
    nodeBinary: options.nodeBinary ?? process.execPath,
    entry: path.join(import.meta.dirname, '..', '..', 'support', 'hostileParser.ts'),
    host: {},
    createHostService: () => ({}),
    engine: parserProtocol,
    backOffMs: [0],
  });
  onTestFinished(() => engine.stop());
  return {
    engine,
    worker: createParserWorker(engine, options),
    file: (name) => {
      const place = path.join(dir, name);
      writeFileSync(place, `# ${name}\n\nText of ${name}.\n`);
      return { path: place, name, kind: 'markdown' };
    },
  };
}

test('a good file is read; one that vanished says so', async () => {
  const { worker, file } = start();
  expect(await worker.parse(file('good.md'), { signal })).toMatchObject({ ok: true, document: { title: 'good.md' } });
  expect(await worker.parse({ path: '/nowhere/a.md', name: 'a.md', kind: 'markdown' }, { signal })).toMatchObject({ ok: false, reason: 'vanished' });
});

test('a file that crashes the parser, hangs it, or makes it throw costs itself alone', async () => {
  const { worker, file } = start({ limitMs: LIMIT_MS });
  const names = ['a.md', 'crash.md', 'b.md', 'throw.md', 'c.md', 'hang.md', 'd.md'];
  const results = await Promise.all(names.map((name) => worker.parse(file(name), { signal })));
  expect(results.map((result) => (result.ok ? 'read' : result.reason))).toEqual(['read', 'parser-crashed', 'read', 'parser-crashed', 'read', 'timeout', 'read']);
});

test('a parser that is killed from outside reads its file again', async () => {
  const { worker, file } = start();
  expect((await worker.parse(file('once.md'), { signal })).ok).toBe(true);
});

test('a parser that cannot be started blames no file', async () => {
  const { worker, file } = start({ nodeBinary: '/nowhere/node' });
  await expect(worker.parse(file('a.md'), { signal })).rejects.toMatchObject({ code: 'engine-unavailable' });
});

test('a question ends a long read at once, keeps others from starting, and everything is read afterwards', async () => {
  const { worker, engine, file } = start();
  await worker.parse(file('warm.md'), { signal });
  const before = engine.processId()!;
  const settled = vi.fn();
  const slow = file('slow.md');
  const results = [slow, file('a.md')].map((one) => worker.parse(one, { signal }));
  for (const result of results) void result.then(settled);
  await begun(slow);
  const [release, releaseSecond] = [worker.hold(), worker.hold()];
  await waitUntilGone(before);
  await sleep(AFTER_GRACE_MS);
  expect(settled).not.toHaveBeenCalled();
  expect(engine.processId()).toBeNull();
  release();
  release();
  await sleep(200);
  expect(settled).not.toHaveBeenCalled();
  expect(engine.processId()).toBeNull();
  releaseSecond();
  letGo(slow);
  expect((await Promise.all(results)).map(({ ok }) => ok)).toEqual([true, true]);
  expect(engine.restarts()).toBe(0);
});

test('a short question interrupts no read', async () => {
  const { worker, engine, file } = start();
  await worker.parse(file('warm.md'), { signal });
  const before = engine.processId();
  const slow = file('slow.md');
  const reading = worker.parse(slow, { signal });
  await begun(slow);
  worker.hold()();
  await sleep(AFTER_GRACE_MS);
  letGo(slow);
  expect((await reading).ok).toBe(true);
  expect(engine.processId()).toBe(before);
});

test('a file that was given up for three questions is read in the fourth', async () => {
  const { worker, engine, file } = start();
  const slow = file('slow.md');
  let done = false;
  const reading = worker.parse(slow, { signal }).finally(() => (done = true));
  for (let question = 0; question < 3; question += 1) {
    await begun(slow);
    const before = engine.processId()!;
    const release = worker.hold();
    await waitUntilGone(before);
    expect(done).toBe(false);
    release();
  }
  await begun(slow);
  const release = worker.hold();
  await sleep(AFTER_GRACE_MS);
  letGo(slow);
  expect((await reading).ok).toBe(true);
  release();
});

test('a place on a page is found while a question is in progress; one that hangs is said not to be found', async () => {
  const { worker } = start({ locateLimitMs: LIMIT_MS });
  const release = worker.hold();
  const asked = { versionHash: 'a'.repeat(64), start: 0, end: 1, expected: 'x' };
  await expect(worker.locate({ ...asked, path: '/nowhere.pdf' })).rejects.toMatchObject({ code: 'file-gone' });
  await expect(worker.locate({ ...asked, path: '/nowhere/hang.pdf' })).rejects.toMatchObject({ code: 'quote-not-placed' });
  release();
});

test('giving up on indexing ends a long read, without a crash', async () => {
  const { worker, engine, file } = start();
  await worker.parse(file('warm.md'), { signal });
  const before = engine.processId()!;
  const stop = new AbortController();
  const reading = worker.parse(file('hang.md'), { signal: stop.signal });
  await sleep(50);
  stop.abort();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  expect([isAlive(before), engine.restarts()]).toEqual([false, 0]);
});

test('a file that was never begun before a question has not been given up for it', async () => {
  const { worker, engine, file } = start();
  const [first, second] = [file('slow one.md'), file('slow two.md')];
  const done: string[] = [];
  const reading = [first, second].map((one) => worker.parse(one, { signal }).then(() => done.push(one.name)));
  for (let question = 0; question < 3; question += 1) {
    await begun(first);
    const before = engine.processId()!;
    const release = worker.hold();
    await waitUntilGone(before);
    // Until both wait for the end of the question, the first in front.
    await sleep(AFTER_GRACE_MS);
    release();
  }
  await begun(first);
  const release = worker.hold();
  letGo(first);
  await vi.waitUntil(() => done.length > 0, { timeout: 60_000 });
  await sleep(AFTER_GRACE_MS);
  expect([done, existsSync(`${second.path}.begun`)]).toEqual([['slow one.md'], false]);
  release();
  await begun(second);
  letGo(second);
  await Promise.all(reading);
});

test('a place on a page comes before all files that wait, and before the one in hand if that takes long', async () => {
  const { worker, file } = start();
  const place = { path: '/nowhere.pdf', versionHash: 'a'.repeat(64), start: 0, end: 1, expected: 'x' };
  const files = Array.from({ length: 6 }, (_, at) => file(`slow ${at}.md`));
  const done: string[] = [];
  const reading = files.map((one) => worker.parse(one, { signal }).then(() => done.push(one.name)));
  await begun(files[0]!);
  await expect(worker.locate(place)).rejects.toMatchObject({ code: 'file-gone' });
  expect(done).toEqual([]);
  files.forEach(letGo);
  await Promise.all(reading);
});
