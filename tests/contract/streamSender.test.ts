// One stream's sending end against a port that records everything, so that what a closed port would hide shows.
import { describe, expect, test } from 'vitest';
import { createStreamSender, DELTA_INTERVAL_MS, type StreamMessage, type StreamPort } from '../../main/ipc/streams.ts';
import { sleep } from '../support/processes.ts';

function recordingPort(): StreamPort & { readonly sent: StreamMessage[]; closes: number; receive(message: unknown): void; die(): void } {
  let receive = (_message: unknown): void => undefined;
  let die = (): void => undefined;
  const port = {
    sent: [] as StreamMessage[],
    closes: 0,
    send: (message: StreamMessage) => void port.sent.push(message),
    onMessage: (listener: (message: unknown) => void) => void (receive = listener),
    onClose: (listener: () => void) => void (die = listener),
    close: () => void (port.closes += 1),
    receive: (message: unknown) => receive(message),
    die: () => die(),
  };
  return port;
}

const delta = (text: string): object => ({ type: 'delta', text });
const afterFlush = (): Promise<void> => sleep(DELTA_INTERVAL_MS * 2);

describe('the sender of a stream', () => {
  test('sends one end, and nothing after it', async () => {
    const port = recordingPort();
    const sender = createStreamSender(port);
    sender.end(null);
    sender.end({ code: 'internal', data: {} });
    sender.emit({ type: 'reading' });
    sender.emit(delta('late'));
    await afterFlush();
    expect(port.sent).toEqual([{ type: 'end', error: null }]);
    expect(port.closes).toBe(1);
  });

  test('sends what still waits before the end', () => {
    const port = recordingPort();
    const sender = createStreamSender(port);
    for (const text of ['a', 'b', 'c']) sender.emit(delta(text));
    sender.end(null);
    expect(port.sent).toEqual([{ type: 'event', event: delta('a') }, { type: 'event', event: delta('bc') }, { type: 'end', error: null }]);
  });

  test('falls silent when nobody listens any more', async () => {
    const port = recordingPort();
    const sender = createStreamSender(port);
    sender.emit(delta('a'));
    sender.emit(delta('b'));
    port.die();
    expect(sender.signal.aborted).toBe(true);
    sender.emit({ type: 'reading' });
    sender.end(null);
    await afterFlush();
    expect(port.sent).toEqual([{ type: 'event', event: delta('a') }]);
  });

  test('takes no message but cancel', () => {
    const port = recordingPort();
    const { signal } = createStreamSender(port);
    for (const message of [null, 'cancel', { type: 'event' }, { type: 'end' }, {}, 7, undefined]) port.receive(message);
    expect(signal.aborted).toBe(false);
    port.receive({ type: 'cancel' });
    expect(signal.aborted).toBe(true);
  });

  test('a cancel explains only `cancelled`; another error still shows', () => {
    const port = recordingPort();
    const sender = createStreamSender(port);
    port.receive({ type: 'cancel' });
    sender.end({ code: 'engine-crashed', data: {} });
    expect(port.sent).toEqual([{ type: 'end', error: { code: 'engine-crashed', data: {} } }]);
  });
});
