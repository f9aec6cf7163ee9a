// What a stream promises, whatever carries it: events in order, deltas joined, exactly one end, and a signal that
// aborts on a cancel and on the caller's death, without anything else happening.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { Handlers } from '../../main/host/handlers.ts';
import { handlersWith, type Connect, type Connection, type ConnectOptions } from './connection.ts';
import { abortOf, open, sleep } from './recorded.ts';

const question = { question: 'When?', conversationId: null, scope: null };
type Ask = Handlers['answer.ask'];
const WAIT = { timeout: 20_000, interval: 5 };

export function describeStreams(transport: string, connect: Connect): void {
  let connection: Connection;
  const asking = async (ask: Ask, options: Partial<ConnectOptions> = {}): Promise<Connection> =>
    (connection = await connect({ handlers: handlersWith({ 'answer.ask': ask }), ...options }));

  describe(`streams over ${transport}`, () => {
    afterEach(() => connection.close());

    test('events come in order, then one end', async () => {
      const stream = open(
        await asking(async (_input, { emit }) => {
          emit({ type: 'reading', promptTokens: 1, passagesUsed: 1 });
          emit({ type: 'delta', text: 'one ' });
          emit({ type: 'delta', text: 'two' });
          emit({ type: 'reading', promptTokens: 2, passagesUsed: 1 });
          emit({ type: 'delta', text: 'three' });
        }),
        'answer.ask',
        question,
      );
      expect(await stream.ended).toBeNull();
      await sleep(60);
      expect(stream.ends).toEqual([null]);
      const texts = stream.events.map((event) => (event as { text?: string; promptTokens?: number }).text ?? (event as { promptTokens: number }).promptTokens);
      expect(texts.join('|').replaceAll(' |', ' ')).toBe('1|one two|2|three');
    });

    test('deltas are joined to about thirty a second, none is lost', async () => {
      const stream = open(
        await asking(async (_input, { emit }) => {
          for (let word = 0; word < 200; word++) {
            emit({ type: 'delta', text: `${word} ` });
            await sleep(5);
          }
        }),
        'answer.ask',
        question,
      );
      const startedMs = performance.now();
      await stream.ended;
      const seconds = (performance.now() - startedMs) / 1000;
      expect(stream.events.map((event) => (event as { text: string }).text).join('')).toBe(Array.from({ length: 200 }, (_, word) => `${word} `).join(''));
      expect(stream.events.length).toBeLessThanOrEqual(Math.ceil(seconds * 31) + 1);
      expect(stream.events.length).toBeGreaterThan(5);
    });

    test('the first delta does not wait', async () => {
      const stream = open(
        await asking(async (_input, { emit, signal }) => {
          emit({ type: 'delta', text: 'first' });
          await abortOf(signal);
        }),
        'answer.ask',
        question,
      );
      // Nothing else comes, so only a delta that waits for no other gets here.
      await vi.waitFor(() => expect(stream.events).toEqual([{ type: 'delta', text: 'first' }]), WAIT);
      stream.cancel();
      await stream.ended;
    });

    test('an error ends the stream once, after what came before it', async () => {
      const stream = open(
        await asking(async (_input, { emit }) => {
          emit({ type: 'delta', text: 'half an ' });
          emit({ type: 'delta', text: 'answer' });
          throw new AppError('engine-crashed', { engine: 'llm' });
        }),
        'answer.ask',
        question,
      );
      expect(await stream.ended).toMatchObject({ code: 'engine-crashed', data: { engine: 'llm' } });
      await sleep(60);
      expect(stream.ends).toHaveLength(1);
      expect(stream.events.map((event) => (event as { text: string }).text).join('')).toBe('half an answer');
    });

    test('cancel aborts; what the handler still says arrives; the end is normal', async () => {
      const stream = open(
        await asking(async (_input, { emit, signal }) => {
          await abortOf(signal);
          emit({ type: 'delta', text: 'last' });
        }),
        'answer.ask',
        question,
      );
      await sleep(20);
      stream.cancel();
      stream.cancel();
      expect(await stream.ended).toBeNull();
      expect(stream.events).toEqual([{ type: 'delta', text: 'last' }]);
      stream.cancel();
      await sleep(20);
      expect(stream.ends).toEqual([null]);
    });

    test('a handler that throws because of the cancel ends normally too', async () => {
      const stream = open(
        await asking(async (_input, { signal }) => {
          await abortOf(signal);
          signal.throwIfAborted();
        }),
        'answer.ask',
        question,
      );
      stream.cancel();
      expect(await stream.ended).toBeNull();
    });

    test('a caller that dies aborts, and later events go nowhere', async () => {
      let started = false;
      let finished = false;
      const stream = open(
        await asking(async (_input, { emit, signal }) => {
          started = true;
          await abortOf(signal);
          emit({ type: 'delta', text: 'into the void' });
          await sleep(50);
          emit({ type: 'delta', text: 'into the void' });
          finished = true;
        }),
        'answer.ask',
        question,
      );
      await vi.waitUntil(() => started, WAIT);
      connection.drop();
      await vi.waitUntil(() => finished, WAIT);
      await sleep(60);
      expect(stream.events).toEqual([]);
    });

    test('events after the end go nowhere', async () => {
      let emitLater = (): void => undefined;
      const stream = open(
        await asking(async (_input, { emit }) => {
          emitLater = () => emit({ type: 'delta', text: 'late' });
        }),
        'answer.ask',
        question,
      );
      await stream.ended;
      emitLater();
      await sleep(60);
      expect(stream.events).toEqual([]);
      expect(stream.ends).toHaveLength(1);
    });

    test.each([
      ['an unknown stream', 'nope', {}],
      ['a request', 'settings.get', {}],
      ['an inherited name', 'hasOwnProperty', {}],
      ['bad input', 'answer.ask', { ...question, limit: 1 }],
      ['a message too large', 'answer.ask', { ...question, question: 'x'.repeat(3_000_000) }],
      ['a polluting key', 'answer.ask', JSON.parse('{"__proto__":{"polluted":1}}')],
    ])('%s ends at once with bad-request', async (_case, name, input) => {
      const stream = open(await asking(async () => undefined), name, input);
      expect(await stream.ended).toMatchObject({ code: 'bad-request' });
      await sleep(20);
      expect(stream.ends).toHaveLength(1);
      expect(stream.events).toEqual([]);
    });

    test('an event outside the contract ends the stream in development', async () => {
      const stream = open(
        await asking(async (_input, { emit }) => {
          emit({ type: 'delta', text: 'x', path: '/etc' } as never);
        }),
        'answer.ask',
        question,
      );
      expect(await stream.ended).toMatchObject({ code: 'internal' });
    });

    test('two streams of one caller are apart', async () => {
      const { bridge } = await asking(async (input, { emit, signal }) => {
        emit({ type: 'delta', text: input.question });
        await abortOf(signal);
      });
      const first = open({ bridge, drop: () => undefined, close: async () => undefined }, 'answer.ask', { ...question, question: 'a' });
      const second = open(connection, 'answer.ask', { ...question, question: 'b' });
      await vi.waitFor(() => expect([first.events, second.events]).toEqual([[{ type: 'delta', text: 'a' }], [{ type: 'delta', text: 'b' }]]), WAIT);
      first.cancel();
      expect(await first.ended).toBeNull();
      expect(second.ends).toEqual([]);
      second.cancel();
      await second.ended;
    });
  });
}
