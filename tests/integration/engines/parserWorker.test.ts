// The parser worker with a parser program that files can bring down: each bad file costs itself, and a question takes the
// processor from a file at once.
import path from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { parserProtocol, type ParserProtocol } from '../../../main/engines/parser/protocol.ts';
import { superviseEngine, type Engine } from '../../../main/engines/supervisor/superviseEngine.ts';
import { createParserWorker, type ParserWorker } from '../../../main/host/parserWorker.ts';
import { isAlive, sleep, waitUntilGone } from '../../support/processes.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const signal = new AbortController().signal;

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
  const { worker, file } = start({ limitMs: 1_500 });
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
  const results = [file('hang then ok.md'), file('a.md')].map((one, at) => (at === 0 ? worker.parse({ ...one, name: 'slow.md' }, { signal }) : worker.parse(one, { signal })));
  for (const result of results) void result.then(settled);
  await sleep(50);
  const [release, releaseSecond] = [worker.hold(), worker.hold()];
  await waitUntilGone(before, 2_000);
  await sleep(700);
  expect(settled).not.toHaveBeenCalled();
  expect(engine.processId()).toBeNull();
  release();
  release();
  await sleep(200);
  expect(settled).not.toHaveBeenCalled();
  releaseSecond();
  expect((await Promise.all(results)).map(({ ok }) => ok)).toEqual([true, true]);
  expect(engine.restarts()).toBe(0);
});

test('a short question interrupts no read', async () => {
  const { worker, engine, file } = start();
  await worker.parse(file('warm.md'), { signal });
  const before = engine.processId();
  const reading = worker.parse(file('slow.md'), { signal });
  await sleep(50);
  worker.hold()();
  expect((await reading).ok).toBe(true);
  expect(engine.processId()).toBe(before);
});

test('a file that was given up for three questions is read in the fourth', async () => {
  const { worker, file } = start();
  await worker.parse(file('warm.md'), { signal });
  let done = false;
  const reading = worker.parse(file('slow.md'), { signal }).finally(() => (done = true));
  for (let question = 0; question < 3; question += 1) {
    await sleep(250);
    const release = worker.hold();
    await sleep(400);
    expect(done).toBe(false);
    release();
  }
  await sleep(100);
  const release = worker.hold();
  expect((await reading).ok).toBe(true);
  release();
});

test('a place on a page is found while a question is in progress; one that hangs is said not to be found', async () => {
  const { worker } = start({ locateLimitMs: 1_000 });
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
