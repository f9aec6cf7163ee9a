// The one bridge between the sandboxed page and main: two verbs and the drop of files. In: names and plain
// values. Out: Results and events. Invariant: the page gets neither an Electron object, nor a port, nor a path.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge, Result } from '../contract/bridge.ts';
import type { WireError } from '../contract/errors.ts';

type StreamMessage = { readonly type: 'event'; readonly event: unknown } | { readonly type: 'end'; readonly error: WireError | null };

/** An exception here means that the message could not even be sent, a function among its values for instance. */
async function invoke(channel: string, message: unknown): Promise<Result<unknown>> {
  try {
    return (await ipcRenderer.invoke(channel, message)) as Result<unknown>;
  } catch {
    return { ok: false, error: { code: 'bad-request', data: { reason: 'not-plain-data' } } };
  }
}

const bridge: Bridge = {
  request: (name, input) => invoke('freehold:request', { name, input }),

  stream: (name, input, onEvent, onEnd) => {
    const { port1, port2 } = new MessageChannel();
    let ended = false;
    function end(error: WireError | null): void {
      if (ended) return;
      ended = true;
      port1.close();
      onEnd(error);
    }
    port1.onmessage = ({ data }: MessageEvent<StreamMessage>) => {
      if (data.type === 'end') end(data.error);
      else if (!ended) onEvent(data.event);
    };
    port1.addEventListener('close', () => end({ code: 'internal', data: {} }));
    try {
      ipcRenderer.postMessage('freehold:stream', { name, input }, [port2]);
    } catch {
      // Later, so that the caller has its cancel function before it hears of the end.
      queueMicrotask(() => end({ code: 'bad-request', data: { reason: 'not-plain-data' } }));
    }
    return () => {
      if (!ended) port1.postMessage({ type: 'cancel' });
    };
  },

  dropped: (files) => {
    const paths = files.filter((file) => file instanceof File).map((file) => webUtils.getPathForFile(file));
    // Empty for a File that a script made up: nothing on disk stands behind it.
    return invoke('freehold:dropped', paths.filter((path) => path !== ''));
  },
};

contextBridge.exposeInMainWorld('freehold', bridge);
