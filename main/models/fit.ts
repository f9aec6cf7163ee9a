// Whether a model suits this machine. In: its file's size and shape, the machine's memory. Out: the memory that the
// engine will hold, and a verdict. The constants are measured (docs/adr/0011, tests/integration/engines/modelMemory.test.ts);
// where the shape is not known there is no figure and no verdict, since a wrong one is worse than none.
import os from 'node:os';
import type { ModelShape } from './ggufHeader.ts';

export interface ModelSize {
  readonly fileBytes: number;
  readonly quantisation: string | null;
  readonly shape: ModelShape | null;
  /** Known of a file that is here; of another one it is estimated from its quantisation. */
  readonly repackedBytes?: number;
  readonly contextTokens: number;
}

export interface ModelMemory {
  /** All that the engine's process holds when it answers; what the system shows as its resident memory. */
  readonly heldBytes: number;
  /** The part that it can't do without: of the mapped file, what was laid out anew may be dropped again. */
  readonly neededBytes: number;
}

export interface MachineMemory {
  readonly totalBytes: number;
  /** What programs can still get without others being pushed out; null where the system does not tell. */
  readonly availableBytes: number | null;
}

export type Fit = 'fits' | 'tight' | 'too-big' | 'unsaid';

/** loadedModel.ts keeps two prompts, each with a context of its own. */
const CONTEXTS = 2;
/** Keys and values are 16-bit numbers. */
const KV_BYTES = 2 * 2;
/** The engine's program, its native code and llama.cpp's working memory for a batch of 512. */
const ENGINE_BYTES = 140_000_000;
/** The tokens' texts, and their likelihoods for the part of a batch that is written. */
const TOKEN_BYTES = 1_500;
/** The share of a file that is laid out anew; Q4_K_M keeps some tensors in Q6_K, which are not. */
const REPACKED_SHARE: Readonly<Record<string, number>> = { Q4_0: 1, IQ4_NL: 1, Q4_K_S: 0.85, Q4_K_M: 0.7 };
/** What the system and the window need beside it. */
const REST_BYTES = 1_000_000_000;
/** What should stay free for everything else, so that nothing begins to swap. */
const SPARE_BYTES = 500_000_000;

/** Null where nothing is known of its shape. */
export function memoryOfModel({ fileBytes, quantisation, shape, repackedBytes, contextTokens }: ModelSize): ModelMemory | null {
  if (shape === null) return null;
  const contexts = CONTEXTS * contextTokens * shape.layers * shape.kvHeads * shape.headDim * KV_BYTES;
  const neededBytes = Math.round(fileBytes + contexts + ENGINE_BYTES + shape.vocabulary * TOKEN_BYTES);
  return { neededBytes, heldBytes: Math.round(neededBytes + (repackedBytes ?? fileBytes * (REPACKED_SHARE[quantisation ?? ''] ?? 0))) };
}

/** An embedder's session holds its file about twice, and its batches; the library engine that it runs in is there anyway. */
export const memoryOfEmbedder = (fileBytes: number): ModelMemory => ({ neededBytes: fileBytes + 100_000_000, heldBytes: 2 * fileBytes + 100_000_000 });

/** @param inUseBytes held by the model that this one would take the place of */
export function fitOf(memory: ModelMemory | null, machine: MachineMemory, inUseBytes = 0): Fit {
  if (memory === null) return 'unsaid';
  if (memory.neededBytes + REST_BYTES > machine.totalBytes) return 'too-big';
  const available = machine.availableBytes === null ? machine.totalBytes - REST_BYTES : machine.availableBytes + inUseBytes;
  return memory.heldBytes + SPARE_BYTES <= available ? 'fits' : 'tight';
}

/** Of the machine, or of the container that confines this process. */
export function machineMemory(): MachineMemory {
  const confined = process.constrainedMemory();
  const totalBytes = confined > 0 && confined < os.totalmem() ? confined : os.totalmem();
  // macOS counts as free only what nothing was ever kept in.
  return { totalBytes, availableBytes: process.platform === 'darwin' ? null : Math.min(totalBytes, process.availableMemory()) };
}
