// Lays proof over an answer's nodes. While it streams, `[n]` markers become citations where they stand; once the
// answer is final, markers go and each sentence is followed by the citations that prove it, or marked as unproved.
// In: blocks of markdown.ts. Out: the same tree with pieces. Invariant: no text is lost but the `[n]` markers.
import type { AnswerSentence, Citation } from '../../../contract/domain.ts';
import type { Block, Inline, TextRun } from './markdown.ts';

/** Citations of one number in one place; several quotes may share it. */
export interface CitationMark {
  readonly type: 'citation';
  readonly number: number;
  /** Position of the first quote in `citationsOf(sentences)`; null while the answer still streams. */
  readonly ordinal: number | null;
  readonly citations: readonly Citation[];
}

export interface TextPiece {
  readonly type: 'text' | 'code';
  readonly text: string;
  /** Index of the unproved sentence that this piece belongs to. */
  readonly unsupported: number | null;
  /** True on the first piece of that sentence. */
  readonly first: boolean;
}

export type Piece =
  | TextPiece
  | CitationMark
  | { readonly type: 'unproved'; readonly sentence: number }
  | { readonly type: 'break' }
  | { readonly type: 'strong' | 'em'; readonly children: readonly Piece[] };

export type LaidBlock =
  | { readonly type: 'paragraph'; readonly children: readonly Piece[] }
  | { readonly type: 'heading'; readonly level: number; readonly children: readonly Piece[] }
  | { readonly type: 'code'; readonly text: string; readonly after: readonly Piece[] }
  | { readonly type: 'quote'; readonly children: readonly LaidBlock[] }
  | { readonly type: 'list'; readonly ordered: boolean; readonly first: number; readonly items: readonly (readonly LaidBlock[])[] }
  | { readonly type: 'table'; readonly head: readonly (readonly Piece[])[]; readonly rows: readonly (readonly (readonly Piece[])[])[] };

interface Marker {
  readonly start: number;
  readonly end: number;
  readonly numbers: readonly number[];
}

const MARKER = /[ \t\u00a0]*\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]/g;

/** `[2]` and `[1, 3]` with numbers that name a passage, with the space before them; anything else is text. */
export function findMarkers(raw: string, passageCount: number): Marker[] {
  const markers: Marker[] = [];
  for (const match of raw.matchAll(MARKER)) {
    const numbers = (match[1] ?? '').split(/[,;]/).map(Number);
    if (numbers.every((number) => number >= 1 && number <= passageCount)) {
      markers.push({ start: match.index, end: match.index + match[0].length, numbers });
    }
  }
  return markers;
}

/** All citations in reading order: what the arrow keys walk through. */
export function citationsOf(sentences: readonly AnswerSentence[]): Citation[] {
  return sentences.flatMap((sentence) => [...sentence.citations]);
}

/** The raw text without a marker that has only begun to arrive. */
export function withoutOpenMarker(raw: string): string {
  return raw.replace(/\s*\[[\d\s,;]*$/, '');
}

export function layoutStreaming(blocks: readonly Block[], raw: string, passageCount: number): LaidBlock[] {
  return new Layout(findMarkers(raw, passageCount), null).blocks(blocks);
}

export function layoutAnswer(blocks: readonly Block[], raw: string, passageCount: number, sentences: readonly AnswerSentence[]): LaidBlock[] {
  return new Layout(findMarkers(raw, passageCount), sentences).blocks(blocks);
}

class Layout {
  #nextSentence = 0;
  #nextOrdinal = 0;
  readonly #opened = new Set<number>();
  #containerStarts: number[] = [];
  #container = 0;

  constructor(
    private readonly markers: readonly Marker[],
    private readonly sentences: readonly AnswerSentence[] | null,
  ) {}

  blocks(blocks: readonly Block[]): LaidBlock[] {
    this.#containerStarts = containerStarts(blocks);
    return blocks.map((block) => this.#block(block));
  }

  #block(block: Block): LaidBlock {
    switch (block.type) {
      case 'paragraph':
        return { type: 'paragraph', children: this.#line(block.children) };
      case 'heading':
        return { type: 'heading', level: block.level, children: this.#line(block.children) };
      case 'code':
        return { type: 'code', text: block.run.text, after: this.#endContainer() };
      case 'quote':
        return { type: 'quote', children: block.children.map((child) => this.#block(child)) };
      case 'list':
        return { ...block, items: block.items.map((item) => item.map((child) => this.#block(child))) };
      case 'table':
        return { type: 'table', head: block.head.map((cell) => this.#line(cell)), rows: block.rows.map((row) => row.map((cell) => this.#line(cell))) };
    }
  }

  #line(inlines: readonly Inline[]): Piece[] {
    const pieces = this.#inlines(inlines);
    pieces.push(...this.#endContainer());
    return pieces;
  }

  /** What ends before the next line of text begins is drawn at the end of this one. */
  #endContainer(): Piece[] {
    this.#container += 1;
    return this.#endSentences(this.#containerStarts[this.#container] ?? Infinity);
  }

  #inlines(inlines: readonly Inline[]): Piece[] {
    return inlines.flatMap((inline): Piece[] => {
      if (inline.type === 'break') return [inline];
      if ('children' in inline) return [{ type: inline.type, children: this.#inlines(inline.children) }];
      return this.#run(inline);
    });
  }

  #run(run: TextRun): Piece[] {
    if (run.decoded || run.type === 'code') {
      return [...this.#endSentences(run.start), this.#piece(run.type, run.text, run.start), ...this.#endSentences(run.end)];
    }
    const pieces: Piece[] = [];
    let at = run.start;
    while (at < run.end) {
      pieces.push(...this.#endSentences(at));
      const marker = this.markers.find((candidate) => candidate.end > at && candidate.start < run.end);
      if (marker !== undefined && marker.start <= at) {
        at = Math.min(marker.end, run.end);
        if (this.sentences === null) pieces.push(...marker.numbers.map(provisional));
        continue;
      }
      const to = Math.min(run.end, marker?.start ?? Infinity, this.#nextCut(at));
      pieces.push(this.#piece(run.type, run.text.slice(at - run.start, to - run.start), at));
      at = to;
    }
    pieces.push(...this.#endSentences(run.end));
    return pieces;
  }

  /** The next place after `at` where a sentence begins or ends. */
  #nextCut(at: number): number {
    const sentence = this.sentences?.[this.#nextSentence];
    if (sentence === undefined) return Infinity;
    return sentence.start > at ? sentence.start : Math.max(sentence.end, at + 1);
  }

  #piece(type: 'text' | 'code', text: string, at: number): TextPiece {
    const index = this.#nextSentence;
    const sentence = this.sentences?.[index];
    const inside = sentence !== undefined && !sentence.supported && at >= sentence.start && at < sentence.end && text.trim() !== '';
    const first = inside && !this.#opened.has(index);
    if (first) this.#opened.add(index);
    return { type, text, unsupported: inside ? index : null, first };
  }

  /** Closes every sentence that ends at or before `offset`. */
  #endSentences(offset: number): Piece[] {
    const pieces: Piece[] = [];
    for (;;) {
      const sentence = this.sentences?.[this.#nextSentence];
      if (sentence === undefined || sentence.end > offset) return pieces;
      pieces.push(...this.#marksOf(sentence.citations));
      if (!sentence.supported && this.#opened.has(this.#nextSentence)) pieces.push({ type: 'unproved', sentence: this.#nextSentence });
      this.#nextSentence += 1;
    }
  }

  #marksOf(citations: readonly Citation[]): CitationMark[] {
    const byNumber = new Map<number, { ordinal: number; citations: Citation[] }>();
    for (const citation of citations) {
      const ordinal = this.#nextOrdinal++;
      const known = byNumber.get(citation.number);
      if (known === undefined) byNumber.set(citation.number, { ordinal, citations: [citation] });
      else known.citations.push(citation);
    }
    return [...byNumber].map(([number, mark]) => ({ type: 'citation', number, ...mark }));
  }
}

function provisional(number: number): CitationMark {
  return { type: 'citation', number, ordinal: null, citations: [] };
}

/** Where each line of text (paragraph, heading, cell, code block) begins in the raw text, in reading order. */
function containerStarts(blocks: readonly Block[]): number[] {
  const starts: number[] = [];
  const line = (inlines: readonly Inline[]): void => {
    starts.push(firstOffset(inlines) ?? starts[starts.length - 1] ?? 0);
  };
  const visit = (block: Block): void => {
    if (block.type === 'paragraph' || block.type === 'heading') line(block.children);
    else if (block.type === 'code') starts.push(block.run.start);
    else if (block.type === 'quote') block.children.forEach(visit);
    else if (block.type === 'list') block.items.forEach((item) => item.forEach(visit));
    else [block.head, ...block.rows].forEach((row) => row.forEach(line));
  };
  blocks.forEach(visit);
  return starts;
}

function firstOffset(inlines: readonly Inline[]): number | null {
  for (const inline of inlines) {
    if (inline.type === 'break') continue;
    if (!('children' in inline)) return inline.start;
    const inner = firstOffset(inline.children);
    if (inner !== null) return inner;
  }
  return null;
}
