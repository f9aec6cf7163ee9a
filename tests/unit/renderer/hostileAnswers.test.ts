// The one renderer of answers against hostile text: after every byte that arrives, and when the answer is final, nothing
// but allowed elements with allowed attributes, and text. The real window does the same in tests/e2e/hostileAnswers.test.ts.
import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { render } from 'svelte/server';
import { describe, expect, test } from 'vitest';
import type { AnswerSentence, RankedPassage } from '../../../contract/domain.ts';
import AnswerText from '../../../renderer/features/ask/AnswerText.svelte';
import { layoutAnswer, layoutStreaming, withoutOpenMarker, type LaidBlock } from '../../../renderer/features/ask/layout.ts';
import { parseMarkdown } from '../../../renderer/features/ask/markdown.ts';
import { citeAnswer } from '../../../main/answer/5-cite/citeAnswer.ts';
import { arrivals, hostileAnswers, notAllowed, type DrawnElement } from '../../support/hostileAnswers.ts';

const passage = { documentId: 'd', versionHash: 'h', documentName: '<img src=x onerror=run()>', kind: 'text', text: 'The lease ends. <b>run</b> script', start: 0, end: 33, page: null, matches: [], header: '' } as unknown as RankedPassage;
const passages = [passage, passage];

function draw(blocks: readonly LaidBlock[]): DrawnElement[] {
  const { body } = render(AnswerText, { props: { blocks, passages, oncitation: () => undefined } });
  const elements: DrawnElement[] = [];
  const visit = (node: DefaultTreeAdapterTypes.ChildNode): void => {
    if (node.nodeName === '#comment') {
      // Svelte's marks of where blocks begin and end, and nothing else.
      if (!/^(\[-?\d*|\[!|\]|--|)$/.test((node as DefaultTreeAdapterTypes.CommentNode).data)) elements.push({ name: `!--${(node as DefaultTreeAdapterTypes.CommentNode).data}`, attributes: {} });
    } else if ('attrs' in node) {
      elements.push({ name: node.tagName, attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])) });
      node.childNodes.forEach(visit);
    }
  };
  parseFragment(body).childNodes.forEach(visit);
  return elements;
}

function streamed(raw: string): DrawnElement[] {
  const arrived = withoutOpenMarker(raw);
  return draw(layoutStreaming(parseMarkdown(arrived), arrived, passages.length));
}

test('at least three hundred, each once', () => {
  const all = Object.values(hostileAnswers).flat();
  expect(all.length).toBeGreaterThanOrEqual(300);
  expect(new Set(all).size).toBe(all.length);
});

test('the check sees what is not allowed', () => {
  const drawn = [{ name: 'script', attributes: {} }, { name: 'p', attributes: { onclick: 'x' } }, { name: 'button', attributes: { class: 'citation svelte-1a2b', onfocus: 'x', 'aria-label': '"><b>' } }, { name: 'constructor', attributes: {} }];
  expect(notAllowed(drawn)).toEqual(['<script>', '<p onclick="x">', '<button onfocus="x">', '<constructor>']);
  expect(draw([{ type: 'paragraph', children: [{ type: 'strong', children: [] }] }]).map(({ name }) => name)).toEqual(['div', 'p', 'strong']);
});

describe.each(Object.entries(hostileAnswers))('%s', (_, payloads) => {
  test('as it streams, split at every byte', () => {
    for (const payload of payloads) {
      for (const arrived of arrivals(payload)) expect(notAllowed(streamed(arrived)), arrived).toEqual([]);
    }
  });

  test('as a final answer, with its proofs and with every sentence unproved', () => {
    for (const payload of payloads) {
      const cited = citeAnswer(payload, passages, { pageOf: () => null, placeOf: () => null });
      const unproved = cited.sentences.map((sentence): AnswerSentence => ({ ...sentence, supported: false, citations: [] }));
      for (const sentences of [cited.sentences, unproved]) {
        expect(notAllowed(draw(layoutAnswer(parseMarkdown(cited.text), cited.text, passages.length, sentences))), payload).toEqual([]);
      }
    }
  });
});
