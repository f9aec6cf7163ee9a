// Markdown of answers: only allowed nodes, hostile text stays text, and every run knows its place in the raw text.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMarkdown, type Block, type Inline, type TextRun } from '../../../renderer/features/ask/markdown.ts';

function runsOf(blocks: readonly Block[]): TextRun[] {
  const inline = (list: readonly Inline[]): TextRun[] => list.flatMap((node) => (node.type === 'break' ? [] : 'children' in node ? inline(node.children) : [node]));
  return blocks.flatMap((block): TextRun[] => {
    switch (block.type) {
      case 'paragraph':
      case 'heading':
        return inline(block.children);
      case 'code':
        return [block.run];
      case 'quote':
        return runsOf(block.children);
      case 'list':
        return block.items.flatMap((item) => runsOf(item));
      case 'table':
        return [block.head, ...block.rows].flat().flatMap((cell) => inline(cell));
    }
  });
}

const textOf = (raw: string): string => runsOf(parseMarkdown(raw)).map((run) => run.text).join('');

function expectPlaced(raw: string): void {
  let before = 0;
  for (const run of runsOf(parseMarkdown(raw))) {
    expect(run.start).toBeGreaterThanOrEqual(before);
    expect(run.end).toBeLessThanOrEqual(raw.length);
    before = run.end;
    if (run.decoded || run.text === ' ') continue;
    expect(raw.slice(run.start, run.end)).toBe(run.text);
  }
}

describe('blocks', () => {
  test('paragraphs, emphasis, code, lists, quotes, tables, headings', () => {
    const raw = '## Term\n\nIt **ends** on *31 March* `x`.\n\n- one\n- two\n\n3. three\n\n> said\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```js\nlet a;\n```';
    expect(parseMarkdown(raw).map((block) => block.type)).toEqual(['heading', 'paragraph', 'list', 'list', 'quote', 'table', 'code']);
    expectPlaced(raw);
  });

  test('an ordered list keeps its first number', () => {
    expect(parseMarkdown('4. four\n5. five')[0]).toMatchObject({ type: 'list', ordered: true, first: 4 });
  });

  test('a table that is still arriving is drawn as far as it goes', () => {
    expect(parseMarkdown('| a | b |\n| - | - |\n| 1')[0]).toMatchObject({ type: 'table' });
    expect(parseMarkdown('```\nhalf a blo')[0]).toMatchObject({ type: 'code', run: { text: 'half a blo' } });
  });
});

describe('hostile text stays text', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<style>*{display:none}</style>',
    '[click](javascript:alert(1))',
    '![pixel](https://example.com/leak?q=secret)',
    '<https://example.com>',
    'https://example.com/auto',
    '[1]: https://example.com "title"',
    '<iframe srcdoc="<b>x</b>"></iframe>',
  ])('%s', (raw) => {
    expect(textOf(raw)).toBe(raw);
    const types = JSON.stringify(parseMarkdown(raw)).match(/"type":"(\w+)"/g) ?? [];
    expect(types.every((type) => ['"type":"paragraph"', '"type":"text"'].includes(type))).toBe(true);
  });

  test('a reference definition does not swallow citation markers', () => {
    expect(textOf('It ends. [1]\n\n[1]: lease.pdf')).toContain('It ends. [1]');
  });

  test('deep nesting ends', () => {
    expect(() => parseMarkdown(`${'> '.repeat(5_000)}x`)).not.toThrow();
    expect(() => parseMarkdown(`${'- '.repeat(5_000)}x`)).not.toThrow();
    expect(() => parseMarkdown('*'.repeat(20_000))).not.toThrow();
  });
});

describe('places in the raw text', () => {
  test.each(['a\\*b **c** d', 'x\ny\n\nz', '> a\n> b', '**bold.** next. **bold.** again', 'same same **same** same', 'Tom & Jerry &amp; co', '😀 **𝒳** end', '`\n`| a | b |\n| - | - |\nword ', '`a\nb` ` c ` d', '> `a\n> b` c', 'a  \na', 'a\r\n**b**\rb'])('%j', expectPlaced);

  test('runs are in order and exact for arbitrary text', () => {
    const piece = fc.constantFrom('word ', '**', '*', '`', '\n', '\n\n', '- ', '> ', '[1]', '| a | b |\n| - | - |\n', '# ', '\\', '&amp;', '😀', '. ', '1. ', '```', '<b>', '    ', '\r', '\r\n', '  \n', '\t', '\0');
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')), expectPlaced), { numRuns: 2_000 });
  });
});
