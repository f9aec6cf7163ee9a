// The chunker's invariants on documents of any shape, and its taste on a few of known shape.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Chunk, ParsedDocument } from '../../../contract/domain.ts';
import { chunkDocument, chunkStream } from '../../../main/ingest/3-chunk/chunkDocument.ts';
import { countTokens } from './fakeTokenizer.ts';

const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);
const headerAndText = ({ header, text }: Chunk): string => (header === '' ? text : `${header}\n${text}`);

function checkInvariants(document: ParsedDocument, chunks: readonly Chunk[], maxTokens: number, count: (text: string) => number): void {
  const { text, pageStarts } = document;
  let end = 0;
  for (const [index, chunk] of chunks.entries()) {
    expect(chunk.ordinal).toBe(index);
    expect(chunk.text).toBe(text.slice(chunk.start, chunk.end));
    expect(chunk.text.trim()).not.toBe('');
    expect(chunk.start).toBeGreaterThanOrEqual(end);
    expect(text.slice(end, chunk.start).trim()).toBe('');
    if (isWellFormed(text)) expect(isWellFormed(chunk.text)).toBe(true);
    expect(chunk.tokens).toBe(count(headerAndText(chunk)) + 2);
    expect(chunk.tokens).toBeLessThanOrEqual(maxTokens);
    expect(chunk.page).toBe(pageStarts === null ? null : pageStarts.filter((start) => start <= chunk.start).length);
    end = chunk.end;
  }
  expect(text.slice(end).trim()).toBe('');
}

const piece = fc.constantFrom('word', 'Lease', 'a', '31', '.', '. ', '! ', '\n', '\n\n', ' ', '  ', '\t', ', ', '漢字', '。', '😀', 'e\u0301', 'x'.repeat(150), 'https://example.com/a?b=c', '...', '---', '"', ')', 'Dr. ', '\u00a0', 'é');
const text = fc.array(piece, { maxLength: 400 }).map((pieces) => pieces.join(''));
const kind = fc.constantFrom<Block['kind']>('heading', 'paragraph', 'list', 'table', 'code');

const documents: fc.Arbitrary<ParsedDocument> = fc
  .record({
    text,
    title: fc.oneof(fc.string({ maxLength: 40 }), fc.constant('A long title '.repeat(30)), fc.constant('')),
    cuts: fc.array(fc.tuple(fc.nat(), kind, fc.integer({ min: 1, max: 6 }), fc.boolean()), { maxLength: 30 }),
    pages: fc.option(fc.array(fc.nat(), { maxLength: 5 }), { nil: null }),
    columns: fc.option(fc.array(fc.string({ maxLength: 30 }), { maxLength: 60 }), { nil: undefined }),
  })
  .map(({ text: own, title, cuts, pages, columns }) => {
    const length = Math.max(1, own.length);
    const whole = (at: number): number => (/[\udc00-\udfff]/.test(own[at % length] ?? '') ? (at % length) - 1 : at % length);
    const ends = cuts.map(([at, ...rest]) => [whole(at), ...rest] as const).sort((a, b) => a[0] - b[0]);
    const blocks: Block[] = [];
    let start = 0;
    for (const [end, blockKind, level, left] of ends) {
      // Some stretches are left to no block.
      if (end > start && !left) blocks.push(blockKind === 'heading' ? { kind: blockKind, start, end, level } : { kind: blockKind, start, end, ...(blockKind === 'table' && level > 3 ? { columns: ['Name', 'Rent'] } : {}) });
      start = end;
    }
    const pageStarts = pages === null ? null : [0, ...pages.map((at) => at % length).sort((a, b) => a - b)];
    return { title, text: own, blocks, pageStarts, ...(columns === undefined ? {} : { columns }) };
  });

describe('invariants', () => {
  it.each([
    ['like WordPiece', countTokens],
    ['by letters', (own: string) => Math.ceil(own.length / 3)],
    ['by bytes', (own: string) => Buffer.byteLength(own)],
  ])('hold for any document with a tokenizer that counts %s', (_, count) => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 40, max: 256 }), (document, maxTokens) => {
        checkInvariants(document, chunkDocument(document, { maxTokens, countTokens: count }), maxTokens, count);
      }),
      { numRuns: 500 },
    );
  });

  it('never cut a surrogate pair', () => {
    const own = '😀'.repeat(3000);
    const document: ParsedDocument = { title: '', text: own, blocks: [{ kind: 'paragraph', start: 0, end: own.length }], pageStarts: null };
    for (const chunk of chunkDocument(document, { maxTokens: 50, countTokens: (part) => part.length * 3 })) expect(isWellFormed(chunk.text)).toBe(true);
  });

  it('hold for blocks that overlap or reach beyond the text', () => {
    const document: ParsedDocument = {
      title: 'T',
      text: 'one two three four',
      blocks: [
        { kind: 'paragraph', start: 0, end: 10 },
        { kind: 'paragraph', start: 4, end: 99 },
      ],
      pageStarts: null,
    };
    checkInvariants(document, chunkDocument(document, { maxTokens: 256, countTokens }), 256, countTokens);
  });
});

/** Blocks from lines: `# heading`, `| row`, anything else a paragraph. */
function documentOf(lines: readonly string[], title = 'Lease'): ParsedDocument {
  const blocks: Block[] = [];
  let own = '';
  for (const line of lines) {
    const start = own.length;
    const level = /^#+/.exec(line)?.[0].length;
    const end = start + line.length;
    blocks.push(level !== undefined ? { kind: 'heading', start, end, level } : { kind: line.startsWith('|') ? 'table' : 'paragraph', start, end });
    own += `${line}\n\n`;
  }
  return { title, text: own, blocks, pageStarts: null };
}

const sentence = (words: number): string => `A ${Array.from({ length: words - 1 }, () => 'word').join(' ')}.`;
const chunk = (document: ParsedDocument) => chunkDocument(document, { maxTokens: 256, countTokens });

describe('structure', () => {
  it('starts a chunk at a heading and gives the path to it', () => {
    const chunks = chunk(documentOf(['# Term', sentence(100), '## Extension', sentence(100), '# Rent', sentence(100)]));
    expect(chunks.map(({ header }) => header)).toEqual(['Lease › Term', 'Lease › Term › Extension', 'Lease › Rent']);
    expect(chunks[1]!.text.startsWith('## Extension')).toBe(true);
  });

  it('keeps a heading with what it heads, also where headings follow each other', () => {
    const chunks = chunk(documentOf(['# Part one', '## Term', sentence(249), '# Part two']));
    expect(chunks[0]!.text).toMatch(/^# Part one\n\n## Term\n\nA word/);
    expect(chunks.map(({ header }) => header)).toEqual(['Lease › Part one › Term', 'Lease › Part one › Term', 'Lease › Part two']);
  });

  it('puts small neighbours together, under what they share', () => {
    const chunks = chunk(documentOf(['# Notes', '## One', sentence(20), '## Two', sentence(20), '## Three', sentence(120)]));
    expect(chunks.map(({ header }) => header)).toEqual(['Lease › Notes', 'Lease › Notes › Three']);
  });

  it('splits a long paragraph at sentence ends', () => {
    const chunks = chunk(documentOf([Array.from({ length: 20 }, () => sentence(30)).join(' ')]));
    expect(chunks.length).toBeGreaterThan(2);
    for (const { text: own } of chunks) expect(own.endsWith('.')).toBe(true);
  });

  it('does not take an abbreviation for the end of a sentence', () => {
    const own = `${Array.from({ length: 60 }, () => 'the lease of Dr. Miller, e.g. in St. Gallen on p. 3 of No. 7').join(' ')}. Next sentence.`;
    for (const { text: part } of chunk(documentOf([own]))) expect(part).not.toMatch(/\b(?:Dr|e\.g|St|No|p)\.$/);
  });

  it('sees the end of a sentence behind references and quotes', () => {
    const own = Array.from({ length: 40 }, (_, index) => `It ends on 31 March.[${index}][2] She said “It does.” Then the notice${index % 2 ? '.' : '!'}1`).join(' ');
    for (const { text: part } of chunk(documentOf([own]))) expect(part).toMatch(/^(?:It|She|Then) [\s\S]*(?:\[2\]|”|[.!]1)$/);
  });

  it('splits a long table between its rows', () => {
    const rows = Array.from({ length: 100 }, (_, index) => `| row ${index} | with | cells |`).join('\n');
    for (const { text: own } of chunk(documentOf([rows]))) expect(own).toMatch(/^\| row[\s\S]*\|$/);
  });

  it('names the columns of a table in each chunk', () => {
    const text = Array.from({ length: 100 }, (_, index) => `2024-01-01,Miller,${index}`).join('\n');
    const blocks = Array.from(text.matchAll(/.+/g), (match): Block => ({ kind: 'table', start: match.index, end: match.index + match[0].length }));
    const chunks = chunk({ title: 'Bank', text, blocks, pageStarts: null, columns: ['Date', 'Payee', 'Amount'] });
    expect(new Set(chunks.map(({ header }) => header))).toEqual(new Set(['Bank › Date, Payee, Amount']));
    expect(chunks.length).toBeLessThan(10);
  });

  it('names the columns of each sheet, and puts no two sheets into one chunk', () => {
    const sheetOf = (name: string, start: number, rows: readonly string[], columns: readonly string[]) => {
      const own = `${name}\n\n${rows.join('\n')}`;
      let at = start + name.length + 2;
      const rowStarts = rows.map((row) => (at += row.length + 1) - row.length - 1);
      return { own, blocks: [{ kind: 'heading', start, end: start + name.length, level: 1 }, ...rowStarts.map((row, index): Block => ({ kind: 'table', start: row, end: row + rows[index]!.length }))] as Block[], sheet: { name, start, end: start + own.length, firstColumn: 'A', lastColumn: 'B', columns, rowStarts, rowNumbers: rows.map((_, index) => index + 1) } };
    };
    const long = sheetOf('Rents', 0, Array.from({ length: 200 }, (_, index) => `Miller ${index}\t${index * 10}`), ['Payee', 'Rent']);
    const short = sheetOf('Notes', long.own.length + 2, ['all\tpaid'], []);
    const note = 'B1: a comment';
    const text = `${long.own}\n\n${short.own}\n\n${note}`;
    const blocks: Block[] = [...long.blocks, ...short.blocks, { kind: 'paragraph', start: text.length - note.length, end: text.length }];
    const chunks = chunk({ title: 'Book', text, blocks, pageStarts: null, places: { sheets: [long.sheet, short.sheet] } });
    expect(new Set(chunks.slice(0, -2).map(({ header }) => header))).toEqual(new Set(['Book › Rents › Payee, Rent']));
    expect(chunks.slice(-2).map(({ header, text: own, place }) => [header, own, place])).toEqual([
      ['Book › Notes', 'Notes\n\nall\tpaid', { kind: 'cells', sheet: 'Notes', range: 'A1:B1' }],
      ['Book › Notes', note, null],
    ]);
    expect(chunks[1]!.place).toMatchObject({ kind: 'cells', sheet: 'Rents' });
    for (const { text: own } of chunks.slice(1, -2)) expect(own).toMatch(/^Miller \d+\t[\s\S]*\t\d+$/);
  });

  it('names the columns of a long table under its heading, and those alone', () => {
    const rows = Array.from({ length: 100 }, (_, index) => `Miller ${index}\t${index * 10}`);
    const [heading, table, after] = ['Rents', ['Payee\tRent', ...rows].join('\n'), sentence(60)];
    const text = [heading, table, after].join('\n\n');
    const blocks: Block[] = [
      { kind: 'heading', start: 0, end: 5, level: 1 },
      { kind: 'table', start: 7, end: 7 + table.length, columns: ['Payee', 'Rent'] },
      { kind: 'paragraph', start: 9 + table.length, end: text.length },
    ];
    const chunks = chunk({ title: 'Lease', text, blocks, pageStarts: null });
    expect(chunks[0]!.text.startsWith('Rents\n\nPayee')).toBe(true);
    for (const { header, text: own } of chunks) expect(header).toBe(own.includes('Miller') ? 'Lease › Rents › Payee, Rent' : 'Lease › Rents');
  });

  it('shortens the path between title and nearest heading', () => {
    const long = 'a heading of quite a few words that goes on and on';
    const chunks = chunk(documentOf([`# First ${long}`, `## Second ${long}`, `### Third ${long}`, `#### Fourth ${long}`, sentence(50)]));
    expect(chunks.at(-1)!.header).toMatch(/^Lease › .*Fourth a heading/);
    for (const { header } of chunks) expect(countTokens(header)).toBeLessThanOrEqual(51);
  });

  it('says nothing twice', () => {
    expect(chunk(documentOf(['# Lease', sentence(50)]))[0]!.header).toBe('Lease');
  });

  it('leaves no chunk without a word', () => {
    expect(chunk(documentOf(['---', '# Term', sentence(10), '***', '| --- | --- |'])).every(({ text: own }) => /\w/.test(own))).toBe(true);
  });
});

describe('cost', () => {
  it.each([
    ['one paragraph', `${'some words in a sentence. '.repeat(80_000)}`],
    ['words without an end', 'word '.repeat(400_000)],
    ['one word', 'x'.repeat(2_000_000)],
    ['dots', '.'.repeat(2_000_000)],
    ['spaces', `a${' '.repeat(2_000_000)}b`],
    ['short lines', 'ab\n'.repeat(600_000)],
    ['small paragraphs', 'ab\n\n'.repeat(400_000)],
  ])('in 2 MB of %s each part is counted a few times', (_, own) => {
    let counted = 0;
    const chunks = chunkDocument(
      { title: 'T', text: own, blocks: [{ kind: 'paragraph', start: 0, end: own.length }], pageStarts: null },
      {
        maxTokens: 256,
        countTokens: (part) => {
          counted += part.length;
          return countTokens(part);
        },
      },
    );
    expect(counted).toBeLessThan(own.length * 8);
    expect(Math.max(...chunks.map(({ text: part }) => part.length))).toBeLessThanOrEqual(2048);
  });
});

describe('a block of megabytes', () => {
  const log = Array.from({ length: 30_000 }, (_, at) => `2026-03-31 12:00:${at % 60} request ${at} took ${at % 977} ms and was answered`).join('\n');
  it.each([
    ['a log without a blank line', log],
    ['a list', log.replaceAll('\n', '\n- ')],
    ['words without an end', 'word '.repeat(400_000)],
    ['one word', 'x'.repeat(2_000_000)],
    ['letters of two code units', '😀'.repeat(800_000)],
  ])('of %s gives way after each piece of work', (_, own) => {
    let counted = 0;
    let most = 0;
    const chunks: Chunk[] = [];
    const document: ParsedDocument = { title: 'T', text: own, blocks: [{ kind: 'paragraph', start: 0, end: own.length }], pageStarts: null };
    const count = (part: string): number => {
      counted += part.length;
      return countTokens(part);
    };
    for (const step of chunkStream(document, { maxTokens: 256, countTokens: count })) {
      most = Math.max(most, counted);
      counted = 0;
      if (step !== null) chunks.push(step);
    }
    expect(most).toBeLessThan(64 * 1024 * 4);
    expect(chunks.every(({ text: part, tokens }) => isWellFormed(part) && tokens <= 256)).toBe(true);
    expect(chunks.map(({ text: part }) => part).join('').replaceAll(/\s/g, '')).toBe(own.replaceAll(/\s/g, ''));
  });
});
