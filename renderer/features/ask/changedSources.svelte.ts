// Which of the files that the conversation on screen cites are not what they were then. No rendering.
// Invariant: looked up when the conversation is opened and whenever files changed since; never by asking a model.
import type { ChangedSource } from '../../../contract/ask.ts';
import type { Citation, ConversationId } from '../../../contract/domain.ts';
import { request } from '../../api/client.ts';
import { onAppEvent } from '../../api/live.ts';
import { throttle } from '../../ui/timing.ts';

type Cited = Pick<Citation, 'documentId' | 'versionHash'>;

const LOOK_EVERY_MS = 2_000;
const keyOf = ({ documentId, versionHash }: Cited): string => `${documentId} ${versionHash}`;

class ChangedSources {
  #found = $state.raw<ReadonlyMap<string, ChangedSource>>(new Map());
  #looking = 0;

  of(cited: Cited): ChangedSource | null {
    return this.#found.get(keyOf(cited)) ?? null;
  }

  /** Those among the citations, each once. */
  among(citations: readonly Cited[]): ChangedSource[] {
    return [...new Set(citations.map((citation) => this.of(citation)))].filter((change) => change !== null);
  }

  /** Keeps up with one conversation until the returned function is called. */
  follow(conversationId: ConversationId | null): () => void {
    this.#found = new Map();
    if (conversationId === null) return () => undefined;
    void this.#look(conversationId);
    const stop = onAppEvent('documents.changed', throttle(() => void this.#look(conversationId), LOOK_EVERY_MS));
    return () => {
      this.#looking += 1;
      stop();
    };
  }

  async #look(conversationId: ConversationId): Promise<void> {
    const looking = ++this.#looking;
    // A conversation whose first answer is still being written is on no list yet, and cites nothing.
    const changes = await request('conversation.changes', { conversationId }).catch(() => []);
    if (looking === this.#looking) this.#found = new Map(changes.map((change) => [keyOf(change), change]));
  }
}

export const changedSources = new ChangedSources();
