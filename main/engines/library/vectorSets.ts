// The vectors of an open library, each set with the embedder that made them: one is searched, another may be in the making.
// Invariants: a question's vector meets the vectors of its own embedder only; a set is closed when nobody uses it any more.
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Embedder } from '../../ingest/4-embed/embedder.ts';
import { eraseSetAside } from '../../library/setAside.ts';
import type { VectorIndex } from '../../library/vectorIndex.ts';

export interface VectorSet {
  readonly embedder: Embedder;
  readonly vectors: VectorIndex;
  /** Of its table, a name below the library. */
  readonly folder: string;
}

export interface VectorSets {
  /**
   * For whoever writes: what goes leaves every set, what comes has the vector of the searched one's embedder and gets the
   * other's later.
   */
  readonly vectors: VectorIndex;
  searched(): VectorSet;
  building(): VectorSet | null;
  /** Runs with a set, which stays open until that is over, whatever is swapped meanwhile. */
  using<Value>(set: VectorSet, work: (set: VectorSet) => Promise<Value>): Promise<Value>;
  /** Opens the set that is to be built. */
  build(set: VectorSet): void;
  /** The one that was built is searched from now on; the other one is closed. */
  swap(): void;
  /** The one that was being built is closed. */
  abandon(): void;
  /** Resolves when no closed set is in use any more. */
  retired(): Promise<void>;
  /** Takes the table of a set that is closed off the disk. */
  removeTable(folder: string): void;
  close(): Promise<void>;
}

export function createVectorSets(options: {
  readonly libraryDir: string;
  readonly first: VectorSet;
  /** Of all sets that the library knows of, open or not. */
  readonly folders: () => readonly string[];
  readonly onProblem: (error: unknown) => void;
}): VectorSets {
  let searched = options.first;
  let building: VectorSet | null = null;
  let retiring: Promise<unknown> = Promise.resolve();
  const users = new Map<VectorSet, Set<Promise<unknown>>>();
  const open = (): VectorSet[] => (building === null ? [searched] : [searched, building]);
  const removeTable = (folder: string): void => {
    const dir = path.join(options.libraryDir, folder);
    rmSync(dir, { recursive: true, force: true });
    eraseSetAside(dir);
  };

  function retire(set: VectorSet): void {
    const closing = async (): Promise<void> => {
      await Promise.allSettled(users.get(set) ?? []);
      await closeSet(set);
    };
    retiring = Promise.all([retiring, closing().catch(options.onProblem)]);
  }

  const vectors: VectorIndex = {
    get embedderId() {
      return searched.vectors.embedderId;
    },
    added: (rows, made) => searched.vectors.added(rows, made),
    removed: async (rows) => void (await Promise.all(open().map((set) => set.vectors.removed(rows)))),
    search: (query, limit) => searched.vectors.search(query, limit),
    unsynced: () => searched.vectors.unsynced(),
    rebuilding: () => searched.vectors.rebuilding(),
    sync: async (how) => {
      for (const set of open()) await set.vectors.sync(how);
    },
    startOver: async () => {
      for (const set of open()) await set.vectors.startOver();
      await retiring;
      const inUse = new Set(open().map(({ folder }) => folder));
      options.folders().filter((folder) => !inUse.has(folder)).forEach(removeTable);
    },
    close: async () => void (await Promise.all(open().map(closeSet))),
  };

  return {
    vectors,
    searched: () => searched,
    building: () => building,
    using: async (set, work) => {
      const mine = work(set);
      const all = users.get(set) ?? new Set();
      users.set(set, all.add(mine));
      try {
        return await mine;
      } finally {
        all.delete(mine);
      }
    },
    build: (set) => void (building = set),
    swap: () => {
      const before = searched;
      searched = building!;
      building = null;
      retire(before);
    },
    abandon: () => {
      if (building !== null) retire(building);
      building = null;
    },
    retired: async () => void (await retiring),
    removeTable,
    close: async () => {
      await retiring;
      await vectors.close();
    },
  };
}

async function closeSet({ vectors, embedder }: VectorSet): Promise<void> {
  await vectors.close();
  await embedder.dispose();
}
