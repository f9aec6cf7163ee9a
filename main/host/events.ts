// The one stream of app events, for any number of listeners.
import type { AppEvent } from '../../contract/app.ts';

export interface AppEvents {
  emit(event: AppEvent): void;
  listen(listener: (event: AppEvent) => void): () => void;
}

export function createAppEvents(): AppEvents {
  const listeners = new Set<(event: AppEvent) => void>();
  return {
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
