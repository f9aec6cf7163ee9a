// What a transport must offer to be put through the semantics of the two verbs, and a full table of handlers to
// put behind it. The suite in semantics.ts runs over every transport that makes a Connection.
import { AppError } from '../../contract/errors.ts';
import type { Bridge } from '../../contract/bridge.ts';
import { routes } from '../../contract/routes.ts';
import type { Handlers } from '../../main/host/handlers.ts';
import type { Log } from '../../main/ipc/log.ts';

export interface Connection {
  readonly bridge: Pick<Bridge, 'request' | 'stream'>;
  /** The caller's end dies without a word: its window closed, its process was killed. */
  drop(): void;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly handlers: Handlers | Promise<Handlers>;
  readonly development?: boolean;
  readonly log?: Log;
}

export type Connect = (options: ConnectOptions) => Promise<Connection>;

/** Every route answers `not-found` except those given. */
export function handlersWith(given: Partial<Handlers>): Handlers {
  const missing = async (): Promise<never> => {
    throw new AppError('not-found');
  };
  return { ...Object.fromEntries(Object.keys(routes).map((name) => [name, missing])), ...given } as Handlers;
}
