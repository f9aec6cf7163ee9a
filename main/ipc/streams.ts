// The sending end of one stream. In: a port and the handler's events. Out: `event` messages in order, deltas
// joined to about 30 a second, then exactly one `end`. A `cancel` message and a closed port both abort `signal`.
import type { WireError } from '../../contract/errors.ts';

export type StreamMessage = { readonly type: 'event'; readonly event: unknown } | { readonly type: 'end'; readonly error: WireError | null };

/** One end of a two-way channel, whatever carries it. `close` may be called twice. */
export interface StreamPort {
  send(message: StreamMessage): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

export interface StreamSender {
  readonly signal: AbortSignal;
  readonly emit: (event: unknown) => void;
  /** The first call sends the end and closes the port; later ones do nothing. After a cancel, `cancelled` is no error. */
  end(error: WireError | null): void;
}

/** About 30 messages a second: more than the eye follows, few enough to leave the window its frames. */
export const DELTA_INTERVAL_MS = 33;

interface Delta {
  readonly type: 'delta';
  readonly text: string;
}

function isDelta(event: unknown): event is Delta {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'delta' && 'text' in event && typeof event.text === 'string';
}

export function createStreamSender(port: StreamPort): StreamSender {
  const controller = new AbortController();
  let ended = false;
  let joined = '';
  let lastFlushMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (joined === '') return;
    const text = joined;
    joined = '';
    lastFlushMs = performance.now();
    port.send({ type: 'event', event: { type: 'delta', text } });
  }

  function emit(event: unknown): void {
    if (ended) return;
    if (!isDelta(event)) {
      flush();
      port.send({ type: 'event', event });
      return;
    }
    joined += event.text;
    const waitMs = lastFlushMs + DELTA_INTERVAL_MS - performance.now();
    // The first word goes out at once; only those that follow closely wait for each other.
    if (waitMs <= 0) flush();
    else timer ??= setTimeout(flush, waitMs);
  }

  function end(error: WireError | null): void {
    if (ended) return;
    flush();
    ended = true;
    port.send({ type: 'end', error: controller.signal.aborted && error?.code === 'cancelled' ? null : error });
    port.close();
  }

  port.onMessage((message) => {
    if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'cancel') controller.abort();
  });
  port.onClose(() => {
    // Nobody listens any more: what the handler still emits goes nowhere.
    ended = true;
    clearTimeout(timer);
    controller.abort();
  });

  return { signal: controller.signal, emit, end };
}
