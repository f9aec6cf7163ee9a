// DOC, of Word 2 to 2003: the text by its pieces, with headings, table rows and cells, then footnotes, comments, text
// boxes, headers and footers. Hidden text, tracked deletions and the codes of fields are left out.
import { accept, firstHeading, MAX_TEXT_LENGTH, refuse, type ParseOutcome } from '../../parseOutcome.ts';
import { codePageOfLanguage, decodeCodePage } from '../codePages.ts';
import { createDocText } from './docText.ts';
import { hiddenRuns, paragraphRuns, readPieces, type ByteRange, type ParagraphRun, type Piece } from './docTables.ts';

/** First two bytes of the stream. */
const WORD_97 = 0xa5ec;
const WORD_6 = 0xa5dc;
const WORD_2 = 0xa5db;
const OLDEST_97 = 0xc1;

interface Layout {
  readonly pieces: readonly Piece[];
  readonly hidden: readonly ByteRange[];
  readonly paragraphs: readonly ParagraphRun[];
  /** Characters of the main text, footnotes, headers, macros, comments, endnotes, text boxes, those of headers. */
  readonly counts: readonly number[];
  readonly codePage: number;
}

const HEADERS = 2;
const MACROS = 3;
const HEADER_BOXES = 7;

export const isWordStream = (bytes: Buffer): boolean => bytes.length > 0x60 && [WORD_97, WORD_6, WORD_2].includes(bytes.readUInt16LE(0));

/** @param stream `WordDocument`, decrypted @param table `0Table` or `1Table`, empty in old versions */
export function readDoc(stream: Buffer, table: Buffer, titleOfFile: string): ParseOutcome {
  if (!isWordStream(stream)) return refuse('damaged');
  const layout = stream.readUInt16LE(0) === WORD_97 && stream.readUInt16LE(2) >= OLDEST_97 ? layoutOf97(stream, table) : layoutOfOld(stream);
  const text = createDocText();
  let at = 0;
  let part = 0;
  let end = layout.counts[0]!;
  for (const { character, hidden, paragraph } of characters(stream, layout)) {
    while (at >= end && part < HEADER_BOXES) {
      part += 1;
      end += layout.counts[part]!;
      text.startPart(part === HEADERS || part === HEADER_BOXES);
    }
    at += 1;
    // Pieces may claim the same bytes over and over.
    if (at > stream.length) return refuse('damaged');
    if (!hidden && part !== MACROS) text.add(character, paragraph);
    if (text.lengthOfText() > MAX_TEXT_LENGTH) return refuse('too-much-text');
  }
  const { blocks, text: own } = text.finish();
  return accept({ title: firstHeading(own, blocks) || titleOfFile, text: own, blocks, pageStarts: null });
}

function layoutOf97(stream: Buffer, table: Buffer): Layout {
  const slice = (at: number): Buffer => {
    const start = stream.readUInt32LE(at);
    return table.subarray(start, start + stream.readUInt32LE(at + 4));
  };
  const counts = [0x4c, 0x50, 0x54, 0x58, 0x5c, 0x60, 0x64, 0x68].map((at) => stream.readUInt32LE(at));
  const pieces = readPieces(slice(0x1a2), false);
  return { pieces, hidden: hiddenRuns(stream, slice(0xfa)), paragraphs: paragraphRuns(stream, slice(0x102)), counts, codePage: 1252 };
}

function layoutOfOld(stream: Buffer): Layout {
  const isComplex = (stream.readUInt16LE(0x0a) & 4) !== 0;
  const start = stream.readUInt32LE(0x18);
  const whole: Piece = { start, characters: Math.max(0, stream.readUInt32LE(0x1c) - start), wide: false };
  const counts = [0x34, 0x38, 0x3c, 0x40, 0x44, 0x48, 0x4c, 0x50].map((at) => stream.readUInt32LE(at));
  const isWord6 = stream.readUInt16LE(0) === WORD_6 && stream.length > 0x168;
  const clx = isComplex && isWord6 ? stream.subarray(stream.readUInt32LE(0x160), stream.readUInt32LE(0x160) + stream.readUInt32LE(0x164)) : Buffer.alloc(0);
  const pieces = clx.length > 0 ? readPieces(clx, true) : [whole];
  return { pieces, hidden: [], paragraphs: [], counts: isWord6 ? counts : [whole.characters, 0, 0, 0, 0, 0, 0, 0], codePage: codePageOfLanguage(stream.readUInt16LE(6)) };
}

interface Character {
  readonly character: string;
  readonly hidden: boolean;
  readonly paragraph: ParagraphRun | null;
}

/** Runs are looked up by the byte that the character lies at. */
function* characters(stream: Buffer, { pieces, hidden, paragraphs, codePage }: Layout): Generator<Character> {
  for (const { start, characters: count, wide } of pieces) {
    const size = wide ? 2 : 1;
    const bytes = stream.subarray(start, Math.min(stream.length, start + count * size));
    const text = wide ? bytes.toString('utf16le') : decodeSingle(bytes, codePage);
    const hiding = runFinder(hidden, start);
    const within = runFinder(paragraphs, start);
    for (let index = 0; index < text.length; index += 1) {
      const at = start + index * size;
      yield { character: text[index]!, hidden: hiding(at) !== null, paragraph: within(at) };
    }
  }
}

/** One character a byte where that is so; in pages of two bytes, offsets no longer matter to old documents. */
function decodeSingle(bytes: Buffer, page: number): string {
  return page === 1252 ? new TextDecoder('windows-1252').decode(bytes) : decodeCodePage(bytes, page);
}

/** The run that holds an offset; to be asked with ascending offsets, from `first` on. */
function runFinder<Run extends ByteRange>(runs: readonly Run[], first: number): (at: number) => Run | null {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle]!.end <= first) low = middle + 1;
    else high = middle;
  }
  return (at) => {
    while (low < runs.length && runs[low]!.end <= at) low += 1;
    const run = runs[low];
    return run !== undefined && run.start <= at ? run : null;
  };
}
