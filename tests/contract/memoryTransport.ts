// The smallest transport there is: the router called directly, everything copied on the way as a real one would,
// streams over Node's MessageChannel.
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { WireError } from '../../contract/errors.ts';
import { createRouter } from '../../main/ipc/router.ts';
import type { StreamMessage, StreamPort } from '../../main/ipc/streams.ts';
import type { Connect } from './connection.ts';

export const connectInMemory: Connect = async ({ handlers, development = true, log = () => undefined }) => {
  const router = createRouter({ handlers, log, development });
  const open = new Set<MessagePort>();
  const page = new AbortController();

  return {
    bridge: {
      request: async (name, input) => structuredClone(await router.request(name, structuredClone(input), page.signal)),
      stream: (name, input, onEvent, onEnd) => {
        const { port1, port2 } = new MessageChannel();
        open.add(port1);
        let ended = false;
        const end = (error: WireError | null): void => {
          if (ended) return;
          ended = true;
          port1.close();
          onEnd(error);
        };
        port1.on('message', (message: StreamMessage) => (message.type === 'end' ? end(message.error) : onEvent(message.event)));
        void router.stream(name, structuredClone(input), nodePort(port2));
        return () => port1.postMessage({ type: 'cancel' });
      },
    },
    drop: () => {
      page.abort();
      for (const port of open) port.close();
    },
    close: async () => {
      for (const port of open) port.close();
    },
  };
};

export function nodePort(port: MessagePort): StreamPort {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}
