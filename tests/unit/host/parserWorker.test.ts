// Who has the parser when: a question, a place that someone looks at, files that are read ahead. The parser is a clock
// here; real ones, and files that bring them down, are in the integration tests.
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { AppError } from '../../../contract/errors.ts';
import type { ParserProtocol } from '../../../main/engines/parser/protocol.ts';
import type { Engine } from '../../../main/engines/supervisor/superviseEngine.ts';
import { createParserWorker, type ParserWorker } from '../../../main/host/parserWorker.ts';

const { signal } = new AbortController();
const wait = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

/** Each file takes as many milliseconds as its name says. */
function start(): { worker: ParserWorker; began: string[]; done: string[]; parse: (name: string) => Promise<void>; locate: () => Promise<void> } {
  const began: string[] = [];
  const done: string[] = [];
  let discard: (() => void) | null = null;
  const engine = {
    call: (method: string, { name }: { name: string }) =>
      new Promise((resolve, reject) => {
        began.push(method === 'parse' ? name : method);
        const timer = setTimeout(resolve, method === 'parse' ? Number.parseInt(name) : 10, { ok: true });
        discard = () => {
          clearTimeout(timer);
          reject(new AppError('engine-crashed'));
        };
      }),
    discard: () => discard?.(),
    kill: () => discard?.(),
  } as unknown as Engine<ParserProtocol>;
  const worker = createParserWorker(engine);
  return {
    worker,
    began,
    done,
    parse: async (name) => {
      await worker.parse({ path: name, name, kind: 'text' }, { signal });
      done.push(name);
    },
    locate: async () => {
      await worker.locate({ path: 'x', versionHash: '0', start: 0, end: 1, expected: 'x' });
      done.push('locate');
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

test('a file that was never begun has not been given up for a question, however many there were', async () => {
  const { worker, done, parse } = start();
  for (const name of ['5000 a', '5000 b', '5000 c']) void parse(name);
  for (let question = 0; question < 3; question += 1) {
    await wait(100);
    const release = worker.hold();
    await wait(400);
    release();
  }
  await wait(100);
  const release = worker.hold();
  await wait(20_000);
  expect(done).toEqual(['5000 a']);
  release();
  await wait(20_000);
  expect(done).toEqual(['5000 a', '5000 b', '5000 c']);
});

test('a place comes before the files that wait, after a short one in hand', async () => {
  const { began, done, parse, locate } = start();
  for (const name of ['500 a', '500 b', '500 c']) void parse(name);
  await wait(50);
  void locate();
  await wait(3_000);
  expect(began).toEqual(['500 a', 'locate', '500 b', '500 c']);
  expect(done).toEqual(['500 a', 'locate', '500 b', '500 c']);
});

test('a place takes the parser from a long file after a second; that is read again', async () => {
  const { done, began, parse, locate } = start();
  void parse('20000 a');
  await wait(50);
  void locate();
  await wait(990);
  expect(done).toEqual([]);
  await wait(30);
  expect(done).toEqual(['locate']);
  await wait(25_000);
  expect(began).toEqual(['20000 a', 'locate', '20000 a']);
  expect(done).toEqual(['locate', '20000 a']);
});

test('several places in a row do not put off the first', async () => {
  const { done, parse, locate } = start();
  void parse('20000 a');
  for (let at = 0; at < 4; at += 1) {
    await wait(300);
    void locate();
  }
  await wait(200);
  expect(done).toEqual(['locate', 'locate', 'locate', 'locate']);
});
