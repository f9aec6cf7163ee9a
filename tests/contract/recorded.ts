// What both halves of the suite share: a caller that records, and the values it sends.
import type { WireError } from '../../contract/errors.ts';
import type { Connection } from './connection.ts';

export interface Recorded {
  readonly events: unknown[];
  readonly ends: (WireError | null)[];
  readonly ended: Promise<WireError | null>;
  readonly cancel: () => void;
}

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
export const abortOf = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => (signal.aborted ? done() : signal.addEventListener('abort', () => done())));

/** Records everything, also what comes after the end. */
export function open(connection: Connection, name: string, input: unknown): Recorded {
  const events: unknown[] = [];
  const ends: (WireError | null)[] = [];
  let cancel = (): void => undefined;
  const ended = new Promise<WireError | null>((done) => {
    cancel = connection.bridge.stream(name, input, (event) => events.push(event), (error) => {
      ends.push(error);
      done(error);
    });
  });
  return { events, ends, ended, cancel };
}
