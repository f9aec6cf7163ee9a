// Engines that are killed during work, through a whole host: what was asked fails or ends in words, nothing that was
// stored is lost, and the same can be asked again. Real engines; the parser is one that files can bring down.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AppEvent } from '../../../contract/app.ts';
import type { Answer, AnswerEvent, ConversationId } from '../../../contract/domain.ts';
import type { Host } from '../../../main/host/createHost.ts';
import { root, startHost } from '../../support/host.ts';
import { note } from '../../support/libraryHarness.ts';
import { isAlive, sleep } from '../../support/processes.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const SMALL_MODEL = 'smollm2-135m-instruct-q4_1';
const LONG_QUESTION = 'Tell me at length everything about the locker numbers of all the notes.';
const signal = new AbortController().signal;

interface Running {
  readonly host: Host;
  readonly dir: string;
  readonly libraryDir: string;
  readonly events: AppEvent[];
  write(name: string, text: string): void;
  read(): Promise<void>;
  states(): Promise<Record<string, string>>;
}

async function start(): Promise<Running> {
  const dir = temporaryFolder();
  const enginesDir = path.join(dir, 'engines');
  mkdirSync(enginesDir);
  for (const name of ['library.js', 'llm.js', 'guard.js']) symlinkSync(path.join(root, 'build', 'engines', name), path.join(enginesDir, name));
  writeFileSync(path.join(enginesDir, 'parser.js'), `import ${JSON.stringify(path.join(root, 'tests', 'support', 'hostileParser.ts'))};\n`);
  mkdirSync(path.join(dir, 'files'));
  const host = await startHost(path.join(dir, 'user'), { enginesDir, warmModel: false });
  onTestFinished(() => host.close());
  const events: AppEvent[] = [];
  host.onEvent((event) => events.push(event));
  // On one thread generation keeps its speed beside whatever else this machine does.
  await host.handlers['settings.set']({ modelId: SMALL_MODEL, cores: 1 }, { signal });
  const libraryDir = path.join(dir, 'library');
  await host.openLibrary(libraryDir, { remember: false });
  return {
    host,
    dir,
    libraryDir,
    events,
    write: (name, text) => writeFileSync(path.join(dir, 'files', name), text),
    read: async () => {
      await host.addPaths([{ path: path.join(dir, 'files'), kind: 'folder' }]);
      await host.engines.library.call('ingest.finished', {});
    },
    states: async () => {
      const { rows } = await host.handlers['document.list']({ sourceId: null, state: null, nameContains: '', offset: 0, limit: 500 }, { signal });
      return Object.fromEntries(rows.map((row) => [row.name, row.reason ?? row.state]));
    },
  };
}

/** Asks, and calls `onText` with the first piece of the answer. */
async function ask(host: Host, question: string, options: { readonly conversationId?: ConversationId; readonly onText?: () => void; readonly signal?: AbortSignal } = {}): Promise<{ answer: Answer | null; events: AnswerEvent[] }> {
  const events: AnswerEvent[] = [];
  let told = false;
  await host.handlers['answer.ask'](
    { question, conversationId: options.conversationId ?? null, scope: null },
    {
      signal: options.signal ?? signal,
      emit: (event) => {
        events.push(event);
        if (event.type === 'delta' && !told) {
          told = true;
          options.onText?.();
        }
      },
    },
  );
  const last = events.at(-1);
  return { answer: last?.type === 'answer' ? last.answer : null, events };
}

test('the parser: a bad file is marked with its reason, the others go on', async () => {
  const { write, read, states, host } = await start();
  for (let at = 0; at < 30; at += 1) write(`${at}.md`, note(at));
  for (const name of ['crash.md', 'throw.md', 'buffers.md']) write(name, note(50));
  await read();
  const found = await states();
  expect([found['crash.md'], found['throw.md'], found['buffers.md']]).toEqual(['parser-crashed', 'parser-crashed', 'too-much-memory']);
  expect(Object.values(found).filter((state) => state === 'indexed')).toHaveLength(30);
  expect(await host.handlers['ingest.progress']({}, { signal })).toMatchObject({ state: 'idle', problem: null });
});

test('the parser killed again and again while it works: no file is lost', async () => {
  const { write, host, dir } = await start();
  for (let at = 0; at < 80; at += 1) write(`${at}.md`, note(at));
  await host.addPaths([{ path: path.join(dir, 'files'), kind: 'folder' }]);
  let finished = false;
  const finishing = host.engines.library.call('ingest.finished', {}).finally(() => (finished = true));
  let kills = 0;
  while (!finished && kills < 6) {
    const parser = host.engines.parser.processId();
    // One that never comes to work is another matter: the host gives up on it.
    if (parser !== null && isAlive(parser) && host.engines.parser.state() === 'ready') {
      process.kill(parser, 'SIGKILL');
      kills += 1;
    }
    await sleep(400);
  }
  await finishing;
  const { seen, indexed, failed, waiting } = await host.handlers['document.coverage']({}, { signal });
  expect([seen, indexed + failed, waiting]).toEqual([80, 80, 0]);
  expect(kills).toBeGreaterThan(0);
  await host.handlers['document.retry']({ documentId: null }, { signal });
  await host.engines.library.call('ingest.finished', {});
  expect(await host.handlers['document.coverage']({}, { signal })).toMatchObject({ indexed: 80, failed: 0 });
});

test('the language model: the answer ends as interrupted with what was written, and asking again works', async () => {
  const { write, read, host } = await start();
  for (let at = 0; at < 5; at += 1) write(`${at}.md`, note(at));
  await read();
  const { answer, events } = await ask(host, LONG_QUESTION, { onText: () => process.kill(host.engines.llm.processId()!, 'SIGKILL') });
  expect(answer!.status).toBe('interrupted');
  const shown = events.flatMap((event) => (event.type === 'delta' ? event.text : [])).join('');
  expect(answer!.text.length).toBeGreaterThan(0);
  expect(shown.length).toBeGreaterThan(0);
  expect(events.map(({ type }) => type).filter((type, at, all) => type !== all[at - 1])).toEqual(['started', 'passages', 'extract', 'reading', 'delta', 'answer']);
  const kept = await host.handlers['conversation.get']({ conversationId: answer!.conversationId }, { signal });
  expect(kept.answers.map(({ status, text }) => [status, text])).toEqual([['interrupted', answer!.text]]);

  const again = await ask(host, 'What is the locker number of note 3?', { conversationId: answer!.conversationId });
  expect(['answered', 'not-in-documents']).toContain(again.answer!.status);
  expect(host.engines.llm.restarts()).toBe(1);
});

test('the language model killed before it has said anything: words for it, and the next question is answered', async () => {
  const { write, read, host } = await start();
  for (let at = 0; at < 5; at += 1) write(`${at}.md`, note(at));
  await read();
  const killing = vi.waitUntil(() => host.engines.llm.processId(), { interval: 2, timeout: 20_000 }).then((llm) => process.kill(llm, 'SIGKILL'));
  const outcome = await ask(host, LONG_QUESTION).then(
    ({ answer }) => answer!.status,
    (error: { code: string }) => error.code,
  );
  await killing;
  expect(['interrupted', 'engine-crashed', 'engine-unavailable']).toContain(outcome);
  expect(['answered', 'not-in-documents']).toContain((await ask(host, 'What is the locker number of note 3?')).answer!.status);
});

test('the library engine during a question: the call fails, it comes back with the library open, asking again works', async () => {
  const { write, read, host, events } = await start();
  for (let at = 0; at < 5; at += 1) write(`${at}.md`, note(at));
  await read();
  const before = host.engines.library.processId()!;
  await expect(ask(host, LONG_QUESTION, { onText: () => process.kill(before, 'SIGKILL') })).rejects.toMatchObject({ code: 'engine-crashed' });
  // The call may have failed a moment before the engine counts as gone.
  await expect.poll(() => host.engines.library.state() === 'ready' && host.engines.library.processId() !== before).toBe(true);
  expect(await host.handlers['library.state']({}, { signal })).toMatchObject({ status: 'open', errorCode: null });
  expect(events.filter((event) => event.type === 'engine.changed' && event.engine.name === 'library').map((event) => (event as { engine: { state: string } }).engine.state).slice(-3)).toEqual(['ready', 'restarting', 'ready']);
  // The model was writing for nobody any more; it stopped.
  const { answer } = await ask(host, 'What is the locker number of note 3?');
  expect(['answered', 'not-in-documents']).toContain(answer!.status);
  const listed = await host.handlers['conversation.list']({}, { signal });
  expect(listed.map(({ id }) => id)).toEqual([answer!.conversationId]);
});

test('the library engine during indexing: calls on the way fail at once, and indexing goes on by itself', async () => {
  const { write, host, dir } = await start();
  for (let at = 0; at < 120; at += 1) write(`${at}.md`, note(at));
  await host.addPaths([{ path: path.join(dir, 'files'), kind: 'folder' }]);
  await vi.waitUntil(async () => (await host.handlers['document.coverage']({}, { signal })).indexed > 0, { timeout: 20_000, interval: 10 });
  const finishing = host.engines.library.call('ingest.finished', {});
  process.kill(host.engines.library.processId()!, 'SIGKILL');
  await expect(finishing).rejects.toMatchObject({ code: 'engine-crashed' });
  await vi.waitUntil(async () => (await host.handlers['document.coverage']({}, { signal }).catch(() => ({ indexed: 0 }))).indexed === 120, { timeout: 60_000 });
  expect(await host.handlers['document.coverage']({}, { signal })).toMatchObject({ seen: 120, failed: 0, waiting: 0 });
});

test('a library that cannot be opened again after a crash says why; when it is put right it opens', async ({ skip }) => {
  const { host, libraryDir } = await start();
  const other = await startHost(path.join(libraryDir, '..', 'other-user'), { warmModel: false });
  onTestFinished(() => other.close());
  process.kill(host.engines.library.processId()!, 'SIGKILL');
  await vi.waitUntil(() => other.openLibrary(libraryDir, { remember: false }).then(() => true, () => false), { timeout: 10_000, interval: 1 }).catch(() => undefined);
  if ((await other.handlers['library.state']({}, { signal })).status !== 'open') skip('the first one was back before the other could have the library');
  await vi.waitUntil(async () => (await host.handlers['library.state']({}, { signal })).status === 'failed', { timeout: 10_000 });
  expect(await host.handlers['library.state']({}, { signal })).toMatchObject({ errorCode: 'library-in-use' });
  expect(host.engines.library.state()).toBe('ready');
  await expect(host.handlers['document.coverage']({}, { signal })).rejects.toMatchObject({ code: 'library-not-open' });
  await other.close();
  expect(await host.openLibrary(libraryDir, { remember: false })).toMatchObject({ status: 'open' });
});

test('stop: the answer ends with what was written, and the processor is free', async () => {
  const { write, read, host } = await start();
  for (let at = 0; at < 5; at += 1) write(`${at}.md`, note(at));
  await read();
  const stop = new AbortController();
  const { answer } = await ask(host, LONG_QUESTION, { signal: stop.signal, onText: () => stop.abort() });
  expect(answer!.status).toBe('stopped');
  expect(host.engines.llm.restarts()).toBe(0);
});

test('closing the host in the middle of everything leaves no process', async () => {
  const { write, host, dir } = await start();
  for (let at = 0; at < 60; at += 1) write(`${at}.md`, note(at));
  await host.addPaths([{ path: path.join(dir, 'files'), kind: 'folder' }]);
  await vi.waitUntil(async () => (await host.handlers['document.coverage']({}, { signal })).indexed > 0, { timeout: 20_000, interval: 10 });
  const asking = ask(host, LONG_QUESTION).then(({ answer }) => answer?.status, (error: { code: string }) => error.code);
  await vi.waitUntil(() => host.engines.llm.processId() !== null, { timeout: 20_000 });
  const ids = [host.engines.library, host.engines.llm, host.engines.parser].flatMap((engine) => engine.processId() ?? []);
  await host.close();
  expect(['stopped', 'interrupted', 'engine-unavailable', 'engine-crashed', 'cancelled']).toContain(await asking);
  expect(ids.filter(isAlive)).toEqual([]);
});
