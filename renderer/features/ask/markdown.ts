// An answer's Markdown as plain nodes for components: no HTML, no images, no links; what is not allowed stays
// visible as the text that it is. Each run of text knows its range in the raw answer, so that sentences and
// citations can be laid over it. Invariant: `raw.slice(start, end) === text` unless the run is `decoded`.
import MarkdownIt, { type Token } from 'markdown-it';

export interface TextRun {
  readonly type: 'text' | 'code';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Escapes or entities were resolved: the run can't be cut by offsets. */
  readonly decoded: boolean;
}

export type Inline =
  | TextRun
  | { readonly type: 'break' }
  | { readonly type: 'strong' | 'em'; readonly children: readonly Inline[] };

export type Block =
  | { readonly type: 'paragraph'; readonly children: readonly Inline[] }
  | { readonly type: 'heading'; readonly level: number; readonly children: readonly Inline[] }
  | { readonly type: 'code'; readonly run: TextRun }
  | { readonly type: 'quote'; readonly children: readonly Block[] }
  | { readonly type: 'list'; readonly ordered: boolean; readonly first: number; readonly items: readonly (readonly Block[])[] }
  | { readonly type: 'table'; readonly head: readonly (readonly Inline[])[]; readonly rows: readonly (readonly (readonly Inline[])[])[] };

const ALLOWED = ['table', 'fence', 'blockquote', 'list', 'heading', 'lheading', 'paragraph', 'newline', 'escape', 'backticks', 'emphasis', 'balance_pairs', 'fragments_join', 'text'];
const MAX_NESTING = 20;
const LINE_END = /\r\n?|\n/;

const parser = new MarkdownIt('zero', { html: false, linkify: false, typographer: false, breaks: false, maxNesting: MAX_NESTING }).enable(ALLOWED, true);

export function parseMarkdown(raw: string): Block[] {
  const tokens = parser.parse(raw, {});
  return new Reader(raw, tokens).blocks(null);
}

/** Walks the token stream once; the cursor into the raw text only moves forward. */
class Reader {
  #at = 0;
  #cursor = 0;
  readonly #lineStarts: readonly number[];

  constructor(
    private readonly raw: string,
    private readonly tokens: readonly Token[],
  ) {
    this.#lineStarts = [0, ...Array.from(raw.matchAll(new RegExp(LINE_END, 'g')), (match) => match.index + match[0].length)];
  }

  blocks(until: string | null): Block[] {
    const blocks: Block[] = [];
    for (let token = this.#next(); token !== undefined && token.type !== until; token = this.#next()) {
      const block = this.#block(token);
      if (block !== null) blocks.push(block);
    }
    return blocks;
  }

  #next(): Token | undefined {
    return this.tokens[this.#at++];
  }

  #block(token: Token): Block | null {
    switch (token.type) {
      case 'paragraph_open':
        return { type: 'paragraph', children: this.#inlineUntil('paragraph_close') };
      case 'heading_open':
        return { type: 'heading', level: Math.min(4, Number(token.tag.slice(1))), children: this.#inlineUntil('heading_close') };
      case 'fence':
      case 'code_block':
        return { type: 'code', run: this.#codeBlock(token) };
      case 'blockquote_open':
        return { type: 'quote', children: this.blocks('blockquote_close') };
      case 'bullet_list_open':
        return { type: 'list', ordered: false, first: 1, items: this.#items('bullet_list_close') };
      case 'ordered_list_open':
        return { type: 'list', ordered: true, first: Number(token.attrGet('start') ?? 1), items: this.#items('ordered_list_close') };
      case 'table_open':
        return this.#table();
      default:
        return null;
    }
  }

  #items(until: string): Block[][] {
    const items: Block[][] = [];
    for (let token = this.#next(); token !== undefined && token.type !== until; token = this.#next()) {
      if (token.type === 'list_item_open') items.push(this.blocks('list_item_close'));
    }
    return items;
  }

  #table(): Block {
    let head: Inline[][] = [];
    const rows: Inline[][][] = [];
    let row: Inline[][] = [];
    for (let token = this.#next(); token !== undefined && token.type !== 'table_close'; token = this.#next()) {
      if (token.type === 'tr_open') row = [];
      else if (token.type === 'th_open') row.push(this.#inlineUntil('th_close'));
      else if (token.type === 'td_open') row.push(this.#inlineUntil('td_close'));
      else if (token.type === 'thead_close') head = row;
      else if (token.type === 'tr_close' && head.length > 0) rows.push(row);
    }
    return { type: 'table', head, rows };
  }

  #inlineUntil(until: string): Inline[] {
    let children: Inline[] = [];
    for (let token = this.#next(); token !== undefined && token.type !== until; token = this.#next()) {
      if (token.type !== 'inline') continue;
      const line = token.map?.[0];
      if (line !== undefined) this.#cursor = Math.max(this.#cursor, this.#lineStarts[line] ?? 0);
      children = this.#inline(token.children ?? []);
    }
    return children;
  }

  #inline(tokens: readonly Token[]): Inline[] {
    const root: Inline[] = [];
    const open: Inline[][] = [root];
    for (const token of tokens) {
      const target = open[open.length - 1] ?? root;
      if (token.type === 'strong_open' || token.type === 'em_open') {
        const children: Inline[] = [];
        target.push({ type: token.type === 'strong_open' ? 'strong' : 'em', children });
        open.push(children);
      } else if (token.type === 'strong_close' || token.type === 'em_close') {
        if (open.length > 1) open.pop();
      } else if (token.type === 'hardbreak') {
        target.push({ type: 'break' });
        this.#cursor = this.#nextLine();
      } else if (token.type === 'softbreak') {
        const start = this.#lineEnd();
        this.#cursor = this.#nextLine();
        target.push({ type: 'text', text: ' ', start, end: this.#cursor, decoded: false });
      } else if (token.content !== '') {
        target.push(token.type === 'code_inline' ? this.#codeSpan(token) : this.#text(token.content));
      }
    }
    return root;
  }

  /** Finds the text in the raw line: whole if it stands there, else character by character past the markup. */
  #text(text: string): TextRun {
    const line = this.raw.slice(0, this.#lineEnd());
    const found = line.indexOf(text, this.#cursor);
    if (found !== -1) return this.#upTo(found + text.length, { type: 'text', text, start: found, decoded: false });
    let at = this.#cursor;
    let start = -1;
    for (const char of text) {
      const next = line.indexOf(char, at);
      if (next === -1) continue;
      if (start === -1) start = next;
      at = next + char.length;
    }
    return this.#upTo(at, { type: 'text', text, start: start === -1 ? at : start, decoded: true });
  }

  /** What stands between the backticks; it may run over lines, which Markdown draws as spaces. */
  #codeSpan({ content: text, markup }: Token): TextRun {
    const fence = new RegExp(`(?<!\`)${markup}(?!\`)`, 'g');
    fence.lastIndex = this.#cursor;
    const open = fence.exec(this.raw);
    const close = fence.exec(this.raw);
    if (open === null || close === null) return { ...this.#text(text), type: 'code' };
    const inner = open.index + markup.length;
    const exact = this.raw.slice(inner, close.index).indexOf(text);
    const run = exact === -1 ? { start: inner, end: close.index } : { start: inner + exact, end: inner + exact + text.length };
    this.#cursor = close.index + markup.length;
    return { type: 'code', text, ...run, decoded: exact === -1 };
  }

  #upTo(end: number, run: Omit<TextRun, 'end'>): TextRun {
    this.#cursor = end;
    return { ...run, end };
  }

  /** Where the cursor's line ends. */
  #lineEnd(): number {
    const end = this.raw.slice(this.#cursor).search(LINE_END);
    return end === -1 ? this.raw.length : this.#cursor + end;
  }

  /** Where the line behind the cursor's begins. */
  #nextLine(): number {
    return this.#lineStarts.find((start) => start > this.#cursor) ?? this.raw.length;
  }

  #codeBlock(token: Token): TextRun {
    const lineStart = this.#lineStarts[token.map?.[0] ?? 0] ?? 0;
    const lineEnd = this.#lineStarts[token.map?.[1] ?? 0] ?? this.raw.length;
    const text = token.content.replace(/\n$/, '');
    const found = this.raw.indexOf(text, Math.max(lineStart, this.#cursor));
    this.#cursor = Math.max(this.#cursor, lineEnd);
    const exact = found !== -1 && found + text.length <= lineEnd;
    return { type: 'code', text, start: exact ? found : lineStart, end: exact ? found + text.length : lineEnd, decoded: !exact };
  }
}
