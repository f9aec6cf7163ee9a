// Stands in for the `electron` module on both sides of the boundary at once, so that the real preload and the
// real transport run against each other without a window. Values are copied as Electron copies them.
import { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';

type Invoked = (event: object, message: unknown) => unknown;

export const OWN_ORIGIN = 'app://freehold';

/** The one page: an emitter like WebContents, with a top frame at our origin. */
class FakeContents extends EventEmitter {
  frame: { origin: string; parent: unknown } | null = { origin: OWN_ORIGIN, parent: null };
}

/** Main's end of a transferred port, in Electron's dialect. */
class FakePortMain extends EventEmitter {
  readonly #port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
  }
  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data }));
  }
  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }
  close(): void {
    this.#port.close();
  }
}

const invoked = new Map<string, Invoked>();
const received = new EventEmitter();
export const page = { contents: new FakeContents(), bridge: undefined as unknown };

const event = (ports: FakePortMain[] = []): object => ({ sender: page.contents, senderFrame: page.contents.frame, ports });

export const ipcMain = {
  handle: (channel: string, listener: Invoked): void => void invoked.set(channel, listener),
  on: (channel: string, listener: (...args: unknown[]) => void): void => void received.on(channel, listener),
};

export const ipcRenderer = {
  invoke: async (channel: string, message: unknown): Promise<unknown> => structuredClone(await invoked.get(channel)!(event(), structuredClone(message))),
  postMessage: (channel: string, message: unknown, [port]: MessagePort[]): void => {
    const copy: unknown = structuredClone(message);
    received.emit(channel, event([new FakePortMain(port!)]), copy);
  },
};

export const contextBridge = { exposeInMainWorld: (_name: string, bridge: unknown): void => void (page.bridge = bridge) };
export const webUtils = { getPathForFile: (file: { readonly path?: string }): string => file.path ?? '' };
export const dialog = {};
export const shell = {};

/** A new page for the next test; what the last one registered is forgotten. */
export function resetElectron(): void {
  invoked.clear();
  received.removeAllListeners();
  page.contents = new FakeContents();
}
