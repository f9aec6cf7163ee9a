// Carries the router's two verbs over Electron: one channel for requests, one for opening streams. A third, that
// only preload can reach, takes the paths of dropped files; the page itself never holds a path.
// Invariant: nothing from a frame that isn't our own page gets as far as the router.
import { ipcMain, type MessagePortMain, type WebContents } from 'electron';
import { z } from 'zod';
import type { Result } from '../../contract/bridge.ts';
import { toWireError } from '../../contract/errors.ts';
import { CHANNELS } from './channels.ts';
import type { PickedItem } from './shellHandlers.ts';
import { errorForLog, type Log } from './log.ts';
import type { Router } from './router.ts';
import type { StreamPort } from './streams.ts';
import { senderFault, type SenderEvent } from './validateSender.ts';

export interface ElectronTransportOptions {
  readonly router: Router;
  readonly log: Log;
  readonly ownOrigin: string;
  /** The one window's contents; undefined while there is none. */
  readonly ownWebContents: () => WebContents | undefined;
  readonly registerDropped: (paths: readonly string[]) => Promise<PickedItem[]>;
}

const envelope = z.strictObject({ name: z.unknown(), input: z.unknown() });
/** 4,096 bytes is the longest path of the systems we run on; a thousand items at once is what `source.add` takes. */
const droppedPaths = z.array(z.string().min(1).max(4096)).max(1000);

const refused: Result<never> = { ok: false, error: { code: 'bad-request', data: { reason: 'refused' } } };

export function serveElectron({ router, log, ownOrigin, ownWebContents, registerDropped }: ElectronTransportOptions): void {
  const pages = new WeakMap<WebContents, AbortController>();

  function accepted(channel: string, event: SenderEvent): boolean {
    const fault = senderFault(event, ownWebContents(), ownOrigin);
    if (fault !== null) log('warn', 'ipc.refused', { channel, fault });
    return fault === null;
  }

  /** Aborts when the page's process goes away. A reload closes its ports, which ends its streams by itself. */
  function pageSignal(contents: WebContents): AbortSignal {
    const known = pages.get(contents);
    if (known !== undefined && !known.signal.aborted) return known.signal;
    const controller = new AbortController();
    pages.set(contents, controller);
    const gone = (): void => {
      contents.off('destroyed', gone);
      contents.off('render-process-gone', gone);
      controller.abort();
    };
    contents.on('destroyed', gone);
    contents.on('render-process-gone', gone);
    return controller.signal;
  }

  ipcMain.handle(CHANNELS.request, (event, message: unknown): Promise<Result<unknown>> | Result<never> => {
    if (!accepted(CHANNELS.request, event)) return refused;
    const { name, input } = envelope.safeParse(message).data ?? {};
    return router.request(name, input, pageSignal(event.sender));
  });

  ipcMain.on(CHANNELS.stream, (event, message: unknown) => {
    const [port] = event.ports;
    if (port === undefined) return;
    if (!accepted(CHANNELS.stream, event)) {
      port.close();
      return;
    }
    const { name, input } = envelope.safeParse(message).data ?? {};
    void router.stream(name, input, mainPort(port, pageSignal(event.sender)));
  });

  ipcMain.handle(CHANNELS.dropped, async (event, message: unknown): Promise<Result<PickedItem[]>> => {
    const paths = droppedPaths.safeParse(message);
    if (!accepted(CHANNELS.dropped, event) || !paths.success) return refused;
    try {
      return { ok: true, value: await registerDropped(paths.data) };
    } catch (error) {
      log('error', 'drop.failed', { error: errorForLog(error, false) });
      const { code, data } = toWireError(error);
      return { ok: false, error: { code, data } };
    }
  });
}

/** Main's end of a channel. The port counts as closed as soon as its page is gone, whatever Chromium says when. */
function mainPort(port: MessagePortMain, page: AbortSignal): StreamPort {
  let closed = false;
  let closeListener = (): void => undefined;
  function onClosed(): void {
    if (closed) return;
    closed = true;
    page.removeEventListener('abort', onClosed);
    closeListener();
  }
  port.once('close', onClosed);
  page.addEventListener('abort', onClosed, { once: true });
  return {
    send: (message) => {
      if (!closed) port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', (event) => listener(event.data));
      port.start();
    },
    onClose: (listener) => {
      closeListener = listener;
      if (closed) listener();
    },
    close: () => {
      // Messages already posted still arrive: Chromium delivers a pipe's content before its end.
      closed = true;
      page.removeEventListener('abort', onClosed);
      port.close();
    },
  };
}
