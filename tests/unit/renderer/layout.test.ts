// Citations and unproved sentences laid over an answer: while it streams and once it is final.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnswerSentence, Citation } from '../../../contract/domain.ts';
import { citationsOf, findMarkers, layoutAnswer, layoutStreaming, withoutOpenMarker, type LaidBlock, type Piece } from '../../../renderer/features/ask/layout.ts';
import { parseMarkdown } from '../../../renderer/features/ask/markdown.ts';

const citation = (number: number, quote = 'q'): Citation => ({ number, quote, documentId: 'd', versionHash: 'h', documentName: 'Lease.pdf', kind: 'pdf', start: 0, end: 1, page: 1 }) as unknown as Citation;

/** Pieces as one string: `[n]` citations, `{…}` unproved, `?` the mark after it, `¶` between blocks. */
function show(blocks: readonly LaidBlock[]): string {
  const pieces = (list: readonly Piece[]): string =>
    list
      .map((piece) => {
        if (piece.type === 'citation') return `[${piece.number}${piece.ordinal === null ? '' : `#${piece.ordinal}`}]`;
        if (piece.type === 'unproved') return '?';
        if (piece.type === 'break') return '/';
        if ('children' in piece) return `<${pieces(piece.children)}>`;
        return piece.unsupported === null ? piece.text : `{${piece.text}}`;
      })
      .join('');
  return blocks
    .map((block): string => {
      if (block.type === 'paragraph' || block.type === 'heading') return pieces(block.children);
      if (block.type === 'code') return `\`${block.text}\`${pieces(block.after)}`;
      if (block.type === 'quote') return `"${show(block.children)}"`;
      if (block.type === 'list') return block.items.map((item) => `-${show(item)}`).join('');
      return [block.head, ...block.rows].map((row) => row.map((cell) => pieces(cell)).join('|')).join('\n');
    })
    .join('¶');
}

function sentence(raw: string, words: string, citations: readonly Citation[], supported = citations.length > 0): AnswerSentence {
  const start = raw.indexOf(words);
  return { start, end: start + words.length, supported, citations };
}

const final = (raw: string, sentences: readonly AnswerSentence[], passages = 5): string => show(layoutAnswer(parseMarkdown(raw), raw, passages, sentences));
const streaming = (raw: string, passages = 5): string => show(layoutStreaming(parseMarkdown(raw), raw, passages));

describe('markers', () => {
  test('only numbers of passages count', () => {
    expect(findMarkers('a [1] b [2, 3] c [9] d [2024] e [x]', 5).map((marker) => marker.numbers)).toEqual([[1], [2, 3]]);
  });

  test('become citations in place while the answer streams', () => {
    expect(streaming('It ends. [1] Notice [2, 3] is three months [7].')).toBe('It ends.[1] Notice[2][3] is three months [7].');
  });

  test('a marker that has only begun is held back', () => {
    expect(withoutOpenMarker('It ends. [')).toBe('It ends.');
    expect(withoutOpenMarker('It ends. [1')).toBe('It ends.');
    expect(withoutOpenMarker('It ends. [1]')).toBe('It ends. [1]');
    expect(withoutOpenMarker('an [aside')).toBe('an [aside');
  });

  test('in code they are code', () => {
    expect(streaming('`a[1]` and\n\n```\nb[1]\n```')).toBe('a[1] and¶`b[1]`');
  });
});

describe('final answer', () => {
  test('citations follow their sentence, whether its range holds the marker or not', () => {
    const raw = 'It ends on 31 March. [1] Notice is three months [2]. Done.';
    expect(final(raw, [sentence(raw, 'It ends on 31 March. [1]', [citation(1)]), sentence(raw, 'Notice is three months [2].', [citation(2)]), sentence(raw, 'Done.', [], true)])).toBe(
      'It ends on 31 March.[1#0] Notice is three months.[2#1] Done.',
    );
    expect(final(raw, [sentence(raw, 'It ends on 31 March.', [citation(1)])])).toBe('It ends on 31 March.[1#0] Notice is three months. Done.');
  });

  test('the proven number counts, not the one that the model wrote', () => {
    const raw = 'It ends. [1]';
    expect(final(raw, [sentence(raw, 'It ends. [1]', [citation(3)])])).toBe('It ends.[3#0]');
  });

  test('several quotes of one passage share a number; ordinals count quotes', () => {
    const raw = 'A. B.';
    const sentences = [sentence(raw, 'A.', [citation(1, 'x'), citation(1, 'y'), citation(2)]), sentence(raw, 'B.', [citation(1)])];
    expect(final(raw, sentences)).toBe('A.[1#0][2#2] B.[1#3]');
    expect(citationsOf(sentences)).toHaveLength(4);
  });

  test('an unproved sentence is marked through emphasis, and never hidden', () => {
    const raw = 'Yes. Most **cities** ask more. End.';
    expect(final(raw, [sentence(raw, 'Yes.', [citation(1)]), sentence(raw, 'Most **cities** ask more.', []), sentence(raw, 'End.', [], true)])).toBe(
      'Yes.[1#0] {Most }<{cities}>{ ask more.}? End.',
    );
  });

  test('a sentence that ends behind its markup is cited at the end of its line, not of the next', () => {
    const raw = '**It ends.**\n\nThen **more.**';
    expect(final(raw, [sentence(raw, '**It ends.**', [citation(1)]), sentence(raw, 'Then **more.**', [])])).toBe('<It ends.>[1#0]¶{Then }<{more.}>?');
    const inside = '**It ends. [1]** Then more.';
    expect(final(inside, [sentence(inside, '**It ends. [1]', [citation(1)])])).toBe('<It ends.[1#0]> Then more.');
  });

  test('list items, table cells and code keep their own citations', () => {
    const list = '- One is so. [1]\n- Two is so. [2]';
    expect(final(list, [sentence(list, 'One is so. [1]', [citation(1)]), sentence(list, 'Two is so. [2]', [citation(2)])])).toBe('-One is so.[1#0]-Two is so.[2#1]');
    const bullets = '- One is so. [1]\n- Two is so.';
    expect(final(bullets, [sentence(bullets, '- One is so. [1]', [citation(1)]), sentence(bullets, '- Two is so.', [])])).toBe('-One is so.[1#0]-{Two is so.}?');
    const code = 'Run it. [1]\n\n```\nx\n```';
    expect(final(code, [{ start: 0, end: code.length, supported: true, citations: [citation(1)] }])).toBe('Run it.¶`x`[1#0]');
  });

  test('no citation gets lost and no word is lost, whatever the text', () => {
    const piece = fc.constantFrom('The lease ends. ', 'Yes! ', '**Bold one.** ', '[1] ', '[2]', '\n\n', '\n- ', '`code.` ', '> ', '| a | b |\n| - | - |\n| c. | d. |\n', 'w ', '&amp; ', '\\* ', '```\nx.\n```\n');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join('')), fc.boolean(), (raw, supported) => {
        const sentences = Array.from(raw.matchAll(/[^.!\n]+[.!]\**(?: ?\[\d\])*/g), (match) => ({ start: match.index, end: match.index + match[0].length, supported, citations: [citation(1)] }));
        const laid = final(raw, sentences, 2);
        expect(laid.match(/#\d+\]/g) ?? []).toHaveLength(sentences.length);
        const words = (text: string): string => text.replace(/\[\d[^\]]*\]|[^\p{L}]/gu, '').replaceAll('amp', '');
        expect(words(laid)).toBe(words(streaming(raw, 2)));
      }),
      { numRuns: 300 },
    );
  });
});
