// Takes commands of the menu to the window's stream of app events. A command given while no window listens (on
// macOS the menu outlives it) opens one and waits for it.
import type { AppEvent } from '../../contract/app.ts';
import type { Command } from './menu.ts';

export interface Commands {
  invoke(command: Command): void;
  /** Sends commands to `emit` for as long as `run` takes. */
  during(emit: (event: AppEvent) => void, run: () => Promise<void>): Promise<void>;
}

export function createCommands(openWindow: () => void): Commands {
  const listeners = new Set<(event: AppEvent) => void>();
  let waiting: Command | null = null;

  return {
    invoke: (command) => {
      if (listeners.size === 0) {
        waiting = command;
        openWindow();
        return;
      }
      for (const emit of listeners) emit({ type: 'command.invoked', command });
    },
    during: async (emit, run) => {
      listeners.add(emit);
      if (waiting !== null) emit({ type: 'command.invoked', command: waiting });
      waiting = null;
      try {
        await run();
      } finally {
        listeners.delete(emit);
      }
    },
  };
}
