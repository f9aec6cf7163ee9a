// Every connection that a download tried, kept when Freehold quits: what the page on privacy shows of what left this
// machine. The newest come last, and the oldest go when there are too many.
import path from 'node:path';
import { z } from 'zod';
import { connection, type Connection } from '../../../contract/catalog.ts';
import { createJsonFile } from '../../files/jsonFile.ts';

export interface Connections {
  add(one: Connection): void;
  /** The latest first. */
  list(): Connection[];
  /** One is about to be let out. */
  countAllowed(): void;
  /** Those that were let out since this program started. */
  allowedNow(): number;
}

/** A download has two to ten. */
const KEPT = 1_000;

export function createConnections(userDataDir: string): Connections {
  const file = createJsonFile(path.join(userDataDir, 'connections.json'), z.array(connection), []);
  let allowed = 0;
  return {
    add: (one) => file.write([...file.read(), one].slice(-KEPT)),
    list: () => file.read().toReversed(),
    countAllowed: () => void (allowed += 1),
    allowedNow: () => allowed,
  };
}
