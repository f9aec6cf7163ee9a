// Erases conversations when their deletion can't be taken back any more: at the opening of the library, every minute while it
// is open, and whenever it is asked to. Invariant: what was erased is out of the write-ahead log, too, when `erase` is through.
import type { Conversations } from '../../library/conversations.ts';
import { truncateLog } from '../../library/databaseBytes.ts';
import type { Db } from '../../library/openDatabase.ts';
import type { VectorIndex } from '../../library/vectorIndex.ts';
import type { Versions } from '../../library/versions.ts';

export interface DeletedConversations {
  erase(): Promise<void>;
  /** Every minute, from now on. */
  start(): void;
  close(): Promise<void>;
}

const EVERY_MS = 60_000;

export function createDeletedConversations({ db, conversations, versions, vectors, onProblem }: {
  readonly db: Db;
  readonly conversations: Conversations;
  readonly versions: Versions;
  readonly vectors: Pick<VectorIndex, 'removed'> | null;
  readonly onProblem: (error: unknown) => void;
}): DeletedConversations {
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  /** Words of what was erased may be in the log. */
  let inLog = false;

  async function eraseNow(): Promise<void> {
    const rows = db
      .transaction(() => {
        const { erased, quoted } = conversations.eraseDeleted();
        if (erased > 0) inLog = true;
        return quoted.flatMap(versions.releaseIfUnused);
      })
      .immediate();
    if (rows.length > 0) await vectors?.removed(rows);
    if (!inLog) return;
    await truncateLog(db);
    inLog = false;
  }

  function erase(): Promise<void> {
    const mine = turn.then(eraseNow);
    turn = mine.catch(() => undefined);
    return mine;
  }

  return {
    erase,
    start: () => {
      // Whoever was killed before the log was cut has left it so.
      inLog = true;
      timer = setInterval(() => void erase().catch(onProblem), EVERY_MS);
      timer.unref();
    },
    close: async () => {
      clearInterval(timer);
      await turn;
    },
  };
}
