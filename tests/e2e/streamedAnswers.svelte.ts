// What hostileAnswers.test.ts runs inside the real window, bundled from the product's own sources: the renderer of
// answers, fed a text piece by piece. In: the states of texts on their way. Out: every element that was drawn, once.
import { flushSync, mount, unmount } from 'svelte';
import type { RankedPassage } from '../../contract/domain.ts';
import AnswerText from '../../renderer/features/ask/AnswerText.svelte';
import { layoutStreaming, withoutOpenMarker, type LaidBlock } from '../../renderer/features/ask/layout.ts';
import { parseMarkdown } from '../../renderer/features/ask/markdown.ts';

export interface Drawn {
  readonly name: string;
  readonly attributes: Record<string, string>;
}

/** @param texts each as it has arrived, state by state */
export function streamAnswers(texts: readonly (readonly string[])[], passages: readonly RankedPassage[]): Drawn[] {
  const seen = new Map<string, Drawn>();
  for (const arrivals of texts) {
    const target = document.body.appendChild(document.createElement('main'));
    let blocks = $state.raw<readonly LaidBlock[]>([]);
    const component = mount(AnswerText, {
      target,
      props: {
        get blocks() {
          return blocks;
        },
        passages,
        oncitation: () => undefined,
      },
    });
    for (const arrived of arrivals) {
      const text = withoutOpenMarker(arrived);
      blocks = layoutStreaming(parseMarkdown(text), text, passages.length);
      flushSync();
      for (const element of target.querySelectorAll('*')) {
        const attributes = Object.fromEntries(Array.from(element.attributes, ({ name, value }) => [name, value]));
        const drawn = { name: element.localName, attributes };
        seen.set(JSON.stringify(drawn), drawn);
      }
    }
    void unmount(component);
    target.remove();
  }
  return [...seen.values()];
}
