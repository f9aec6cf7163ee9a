// The change to another embedder: its vectors are made beside those that are searched, after the files that wait, until no
// chunk is without one; then one transaction swaps the two, and the old ones go. All of it is written down in the library,
// so that a quit or a kill only interrupts it. Whatever goes wrong with the new one is told, and touches nothing else.
import type { EmbedderState } from '../../../contract/embedders.ts';
import { toWireError, type WireError } from '../../../contract/errors.ts';
import { embedMissing } from '../../ingest/embedMissing.ts';
import type { EmbedderRecord, Embedders } from '../../library/embedders.ts';
import type { Versions } from '../../library/versions.ts';
import type { EmbedderSpec } from '../../models/embedderSpec.ts';
import { timed } from './embedderSpeed.ts';
import type { VectorSet, VectorSets } from './vectorSets.ts';

export interface WorkOptions {
  readonly signal: AbortSignal;
  readonly turn: () => Promise<void>;
  /** Files came, and are read first. */
  readonly interrupted: () => boolean;
  /** How far it is has changed. */
  readonly onProgress: () => void;
}

export interface VectorRebuild {
  state(loop: { readonly paused: boolean; readonly busy: boolean }): EmbedderState;
  due(): boolean;
  /** Goes on until nothing is due, or it is interrupted. @throws AppError `cancelled` on abort */
  work(options: WorkOptions): Promise<void>;
  choose(spec: EmbedderSpec): void;
  cancel(): void;
  /** What could not go on is tried again. */
  retry(): void;
}

export function createVectorRebuild(options: {
  readonly sets: VectorSets;
  readonly embedders: Embedders;
  readonly versions: Versions;
  /** Of the embedders that are installed. */
  readonly specs: readonly EmbedderSpec[];
  readonly open: (spec: EmbedderSpec, record: EmbedderRecord) => Promise<VectorSet>;
  readonly onProblem: (error: WireError) => void;
}): VectorRebuild {
  const { sets, embedders, versions } = options;
  const specs = new Map(options.specs.map((spec) => [spec.id, spec]));
  let record = embedders.building();
  let left = leftOf(record);
  let total = record === null ? 0 : embedders.countChunks();
  let problem: string | null = null;
  /** Aborted when what is being built is given up. */
  let given = new AbortController();
  let working = false;
  let speed = { ms: 0, tokens: 0 };
  let leaving = embedders.leaving().length > 0;
  let incomplete = embedders.active()?.complete === false;

  function leftOf(of: EmbedderRecord | null): { chunks: number; tokens: number } {
    return of === null ? { chunks: 0, tokens: 0 } : { ...embedders.countMissing(of.id) };
  }

  function begin(next: EmbedderRecord | null): void {
    given.abort();
    given = new AbortController();
    sets.abandon();
    record = next;
    left = leftOf(next);
    total = embedders.countChunks();
    problem = null;
    speed = { ms: 0, tokens: 0 };
    leaving = embedders.leaving().length > 0;
  }

  async function fill(set: VectorSet, signal: AbortSignal, { turn, interrupted, onProgress }: WorkOptions, onStored: (chunks: number, tokens: number) => void): Promise<boolean> {
    const { embedder, spentMs } = timed(set.embedder);
    return sets.using(set, ({ vectors }) =>
      embedMissing(
        { embedder, vectors, embedders, versions },
        {
          signal,
          turn,
          interrupted,
          onStored: (chunks, tokens) => {
            speed = { ms: speed.ms + spentMs(), tokens: speed.tokens + tokens };
            onStored(chunks, tokens);
            onProgress();
          },
        },
      ),
    );
  }

  /** Opens the set of what is to be built; a library that was closed in the middle takes up what is there. */
  async function opened(of: EmbedderRecord, signal: AbortSignal): Promise<VectorSet | null> {
    const before = sets.building();
    if (before !== null) return before;
    await sets.retired();
    const spec = specs.get(of.id);
    if (spec === undefined || spec.dimensions !== of.dimensions) return null;
    const set = await options.open(spec, of);
    if (!signal.aborted) {
      sets.build(set);
      return set;
    }
    await set.vectors.close();
    await set.embedder.dispose();
    return null;
  }

  async function build(of: EmbedderRecord, work: WorkOptions): Promise<void> {
    const signal = AbortSignal.any([work.signal, given.signal]);
    const set = await opened(of, signal);
    if (signal.aborted) return;
    if (set === null) {
      problem = 'embedder-missing';
      return;
    }
    left = leftOf(of);
    total = embedders.countChunks();
    const count = (chunks: number, tokens: number): void => void (left = { chunks: Math.max(0, left.chunks - chunks), tokens: Math.max(0, left.tokens - tokens) });
    if (!(await fill(set, signal, work, count))) return;
    // No question is in the middle of its search then; one that is all the same keeps the set that it has.
    await work.turn();
    if (signal.aborted || work.interrupted() || embedders.countMissing(of.id).chunks > 0) return;
    embedders.swap();
    sets.swap();
    record = null;
    leaving = true;
    incomplete = false;
    // Deleting the old vectors may take a while, and nobody has to wait for that to hear of it.
    work.onProgress();
  }

  async function release({ signal, turn }: WorkOptions): Promise<void> {
    await sets.retired();
    for (const { id, folder } of embedders.leaving()) {
      sets.removeTable(folder);
      for (let after: number | null = 0; after !== null; ) {
        await turn();
        if (signal.aborted) return;
        after = embedders.release(id, after);
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    }
    leaving = embedders.leaving().length > 0;
  }

  return {
    state: ({ paused, busy }) => {
      const activeId = sets.searched().embedder.id;
      if (record === null) return { activeId, building: null };
      const state = paused || problem !== null ? 'paused' : working && !busy ? 'running' : 'waiting';
      const secondsLeft = state === 'running' && speed.tokens > 0 ? Math.round((left.tokens * speed.ms) / speed.tokens / 1_000) : null;
      return { activeId, building: { id: record.id, state, done: total - left.chunks, total, secondsLeft, problem } };
    },
    due: () => incomplete || leaving || (record !== null && problem === null),
    work: async (work) => {
      working = true;
      work.onProgress();
      try {
        if (incomplete) {
          const set = sets.searched();
          if (!(await fill(set, work.signal, work, () => undefined))) return;
          embedders.complete(set.embedder.id);
          incomplete = false;
        }
        const of = record;
        if (of !== null && problem === null) {
          await build(of, work).catch((error: unknown) => {
            if (work.signal.aborted) throw error;
            // Given up in the middle: there is nothing to tell.
            if (record !== of) return;
            const wire = toWireError(error);
            problem = wire.code;
            options.onProblem(wire);
          });
        }
        if (leaving && !work.interrupted()) await release(work);
      } finally {
        working = false;
        work.onProgress();
      }
    },
    choose: (spec) => {
      specs.set(spec.id, spec);
      if (spec.id === record?.id) {
        problem = null;
        return;
      }
      if (record !== null) embedders.abandon(record.id);
      begin(spec.id === sets.searched().embedder.id ? null : embedders.build(spec));
    },
    cancel: () => {
      if (record === null) return;
      embedders.abandon(record.id);
      begin(null);
    },
    retry: () => void (problem = null),
  };
}

