// The one stream of app events, fanned out by type. Controllers subscribe; nobody polls.
// Invariant: a lost stream is opened again, and `onReconnect` tells subscribers to load afresh.
import type { AppEvent } from '../../contract/app.ts';
import { stream } from './client.ts';

type EventOf<Type extends AppEvent['type']> = Extract<AppEvent, { type: Type }>;
type Listener = (event: AppEvent) => void;

const REOPEN_AFTER_MS = 1_000;
const listeners = new Map<AppEvent['type'], Set<Listener>>();
const reconnectListeners = new Set<() => void>();

export function onAppEvent<Type extends AppEvent['type']>(type: Type, listener: (event: EventOf<Type>) => void): () => void {
  const set = listeners.get(type) ?? new Set<Listener>();
  listeners.set(type, set);
  const entry: Listener = (event) => listener(event as EventOf<Type>);
  set.add(entry);
  return () => set.delete(entry);
}

export function onReconnect(listener: () => void): () => void {
  reconnectListeners.add(listener);
  return () => reconnectListeners.delete(listener);
}

/** Opens the stream and keeps it open until the returned function is called. */
export function startLive(): () => void {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (again: boolean): void => {
    stream(
      'app.events',
      {},
      {
        onEvent: (event) => listeners.get(event.type)?.forEach((listener) => listener(event)),
        onEnd: () => {
          if (!controller.signal.aborted) timer = setTimeout(() => open(true), REOPEN_AFTER_MS);
        },
      },
      controller.signal,
    );
    if (again) reconnectListeners.forEach((listener) => listener());
  };
  open(false);
  return () => {
    clearTimeout(timer);
    controller.abort();
  };
}
