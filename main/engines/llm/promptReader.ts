// Reads prompts into a context, each token once where that is possible. The context has a few sequences, so that what
// one conversation has read survives a question of another one, or a job in between. A prompt goes to the sequence that
// shares the longest beginning with it; the system prompt, with which nearly all begin, comes from the disk.
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { AppError } from '../../../contract/errors.ts';
import type { SavedStates } from './savedStates.ts';

export interface PromptReader {
  /**
   * Brings a sequence to exactly these tokens; `cachedTokens` of them were there already. After an abort it holds only
   * some of them.
   * @throws AppError `question-too-long`
   */
  read(tokens: readonly Token[], signal: AbortSignal): Promise<{ readonly sequence: LlamaContextSequence; readonly cachedTokens: number }>;
  /** Beginnings of prompts that are worth keeping by themselves, and where they outlive this process, if anywhere. */
  keep(beginnings: readonly (readonly Token[])[], saved: SavedStates | null): void;
}

/**
 * How long reading goes on between two looks at the cancel signal: a batch can't be interrupted, and "stop" frees the
 * processor within 1 s. Larger batches are read faster, so a fast machine reads more at once.
 */
const SLICE_MS = 500;
const SMALLEST_SLICE = 32;
const LARGEST_SLICE = 512;

/** Two prompts over different passages have the words between in common; another prompt's state is worth more. */
const WORTH_SHARING = 32;

export function createPromptReader(sequences: readonly LlamaContextSequence[]): PromptReader {
  /** The one used last comes last. */
  const byUse = [...sequences];
  let beginnings: readonly (readonly Token[])[] = [];
  let saved: SavedStates | null = null;
  let slice = SMALLEST_SLICE;

  async function readOn(sequence: LlamaContextSequence, tokens: readonly Token[], signal: AbortSignal): Promise<void> {
    while (sequence.nextTokenIndex < tokens.length && !signal.aborted) {
      const at = sequence.nextTokenIndex;
      const part = tokens.slice(at, at + slice);
      const startedMs = performance.now();
      await sequence.evaluateWithoutGeneratingNewTokens(part);
      const affordable = (part.length / (performance.now() - startedMs)) * SLICE_MS;
      // A last, short part tells little about the speed.
      if (part.length === slice) slice = Math.max(SMALLEST_SLICE, Math.min(LARGEST_SLICE, Math.floor(affordable / SMALLEST_SLICE) * SMALLEST_SLICE));
    }
  }

  /** The sequence that has most of the prompt, else the one unused for longest; `free` tokens cost nothing in any of them. */
  function choose(tokens: readonly Token[], free: number): LlamaContextSequence {
    const shares = byUse.map((sequence) => shareOf(sequence.contextTokens, tokens));
    const most = Math.max(...shares);
    const best = most >= free + WORTH_SHARING ? byUse[shares.indexOf(most)]! : byUse[0]!;
    byUse.splice(byUse.indexOf(best), 1);
    byUse.push(best);
    return best;
  }

  return {
    read: async (tokens, signal) => {
      const limit = sequences[0]!.contextSize;
      if (tokens.length > limit) throw new AppError('question-too-long', { tokens: tokens.length, limit });
      const beginning = beginnings.filter((one) => shareOf(one, tokens) === one.length).toSorted((a, b) => b.length - a.length)[0] ?? [];
      const onDisk = beginning.length > 0 && (await saved?.holds(beginning)) === true;
      const sequence = choose(tokens, onDisk ? beginning.length : 0);
      await sequence.adaptStateToTokens([...tokens], false);
      let cachedTokens = sequence.nextTokenIndex;
      if (cachedTokens < beginning.length) {
        if ((await saved?.restore(sequence, beginning)) === true) cachedTokens = beginning.length;
        else {
          cachedTokens = sequence.nextTokenIndex;
          await readOn(sequence, beginning, signal);
        }
      }
      if (beginning.length > 0 && sequence.nextTokenIndex === beginning.length) await saved?.keep(sequence, beginning);
      await readOn(sequence, tokens, signal);
      return { sequence, cachedTokens };
    },
    keep: (prompts, states) => {
      beginnings = prompts;
      saved = states;
    },
  };
}

/** Tokens that both begin with. */
export function shareOf(a: readonly Token[], b: readonly Token[]): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) if (a[index] !== b[index]) return index;
  return length;
}
