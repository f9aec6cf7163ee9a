// Puts the passages that the turn before had first in its order, so that a follow-up's prompt begins like the one that
// the model has read: it reads on from there. In: ranked passages, and the ones before; out: the same passages, of which
// only those that go into the prompt have changed places.
import type { ChunkId, RankedPassage } from '../../../contract/domain.ts';

export function keepOrder(ranked: readonly RankedPassage[], before: readonly ChunkId[], inPrompt: number): RankedPassage[] {
  const packed = ranked.slice(0, inPrompt);
  const rankOf = new Map(packed.map((passage, index) => [passage.chunkId, index]));
  const gone = before.findIndex((chunkId) => !rankOf.has(chunkId));
  const again = (gone < 0 ? before : before.slice(0, gone)).map((chunkId) => packed[rankOf.get(chunkId)!]!);
  return [...again, ...packed.filter((passage) => !again.includes(passage)), ...ranked.slice(inPrompt)];
}
