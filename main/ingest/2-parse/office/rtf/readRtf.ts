// RTF to text with headings and tables. Fonts say in which code page the bytes after them are; pictures, objects and
// unknown destinations are passed over; what is hidden or deleted is left out.
import { accept, firstHeading, MAX_TEXT_LENGTH, refuse, type ParseOutcome } from '../../parseOutcome.ts';
import { decodeCodePage } from '../codePages.ts';
import { createRtfOutput } from './rtfOutput.ts';
import { walkRtf } from './rtfTokens.ts';
import { ASIDE, CHARSET_PAGES, MARGINS, NOT_READ, READ_WITH_STAR, SYMBOL_CHARSET, SYMBOLS } from './rtfWords.ts';

type Destination = 'text' | 'fonts' | 'styles' | 'none';

interface Group {
  destination: Destination;
  font: number;
  /** Characters that stand for a `\u` in readers that don't know it. */
  fallback: number;
  hidden: boolean;
  /** What goes on when a note ends that began with this group. */
  around: ParagraphState | null;
}

interface ParagraphState {
  readonly style: number;
  readonly outline: number;
  readonly inTable: boolean;
}

const SYMBOL_PAGE = -1;
const MAX_DEPTH = 100_000;
const HIDING_WORDS: ReadonlySet<string> = new Set(['v', 'deleted', 'webhidden']);
const MAX_HEADING = 9;

export function readRtf(bytes: Buffer, title: string): ParseOutcome {
  const out = createRtfOutput();
  const fontPages = new Map<number, number>();
  const headings = new Map<number, number>();
  let documentPage = 1252;
  let group: Group = { destination: 'text', font: -1, fallback: 1, hidden: false, around: null };
  const groups: Group[] = [];
  let tooDeep = 0;
  let starred = false;
  /** Only there `\\*` begins a destination; some programs write it elsewhere, where it means nothing. */
  let atGroupStart = false;
  /** Bytes in hand, all in `page`. */
  let pending: number[] = [];
  let page = documentPage;
  let toSkip = 0;
  let style = 0;
  let outline = 0;
  let inTable = false;
  let entryNumber = 0;
  let entryName = '';

  function flush(): void {
    if (pending.length === 0) return;
    const own = Uint8Array.from(pending);
    pending = [];
    out.write(page === SYMBOL_PAGE ? symbolText(own) : decodeCodePage(own, page));
  }

  function isShown(): boolean {
    return group.destination === 'text' && !group.hidden;
  }

  function setDestination(word: string): boolean {
    if (group.destination === 'none') return true;
    if (word === 'fonttbl' || word === 'stylesheet') group.destination = word === 'fonttbl' ? 'fonts' : 'styles';
    else if (ASIDE.has(word) || MARGINS.has(word)) {
      flush();
      group.around = { style, outline, inTable };
      out.startAside(MARGINS.has(word));
    } else if (word === 'upr') group.destination = 'none';
    else if (word === 'ud') group.destination = 'text';
    else if (NOT_READ.has(word) || (starred && !READ_WITH_STAR.has(word))) group.destination = 'none';
    else return false;
    return true;
  }

  function endParagraph(): void {
    flush();
    out.endParagraph(headings.get(style) ?? outline, inTable);
  }

  function control(word: string, value: number | null): void {
    if (word === '*') {
      starred = atGroupStart;
      return;
    }
    atGroupStart = false;
    const wasStarred = starred;
    // Of both forms of a text, the one in Unicode.
    if (word === 'ud' && wasStarred) group.destination = groups.at(-1)?.destination === 'none' ? uprDestination() : group.destination;
    const isDestination = setDestination(word);
    starred = false;
    if (isDestination || group.destination === 'none') return;
    if (group.destination === 'fonts') {
      if (word === 'f') entryNumber = value ?? 0;
      else if (word === 'fcharset' && value !== null) fontPages.set(entryNumber, value === SYMBOL_CHARSET ? SYMBOL_PAGE : (CHARSET_PAGES[value] ?? 0));
      else if (word === 'cpg' && value !== null) fontPages.set(entryNumber, value);
      return;
    }
    if (group.destination === 'styles') {
      if (word === 's') entryNumber = value ?? 0;
      return;
    }
    textControl(word, value);
  }

  function textControl(word: string, value: number | null): void {
    if (toSkip > 0 && Object.hasOwn(SYMBOLS, word)) {
      toSkip -= 1;
      return;
    }
    if (HIDING_WORDS.has(word)) group.hidden = value !== 0;
    else if (word === 'f') group.font = value ?? 0;
    else if (word === 'plain') {
      group.hidden = false;
      group.font = -1;
    } else if (word === 'uc') group.fallback = Math.max(0, value ?? 1);
    else if (word === 'ansicpg' && value !== null && value > 0) documentPage = value;
    else if (word === 'mac') documentPage = 10000;
    else if (word === 'pc' || word === 'pca') documentPage = word === 'pc' ? 437 : 850;
    else if (word === 'pard') {
      style = 0;
      outline = 0;
      inTable = false;
    } else if (word === 's') style = value ?? 0;
    else if (word === 'outlinelevel') outline = value !== null && value < MAX_HEADING ? value + 1 : 0;
    else if (word === 'intbl') inTable = true;
    else if (word === 'u' && value !== null) {
      flush();
      if (isShown()) out.write(shownCharacter(value & 0xffff));
      toSkip = group.fallback;
    } else if (word === 'par' || word === 'sect' || word === 'page') endParagraph();
    else if (word === 'cell' || word === 'row') {
      flush();
      if (word === 'cell') out.endCell();
      else out.endRow();
    } else if (word === 'nestcell' || word === 'nestrow') {
      flush();
      out.write(' ');
    } else if (Object.hasOwn(SYMBOLS, word) && isShown()) {
      flush();
      out.write(SYMBOLS[word]!);
    }
  }

  /** What surrounds the group with both forms. */
  function uprDestination(): Destination {
    return groups.at(-2)?.destination ?? 'text';
  }

  walkRtf(bytes, {
    openGroup: () => {
      toSkip = 0;
      starred = false;
      atGroupStart = true;
      if (groups.length >= MAX_DEPTH) {
        tooDeep += 1;
        return;
      }
      groups.push(group);
      group = { ...group, around: null };
    },
    closeGroup: () => {
      toSkip = 0;
      starred = false;
      atGroupStart = false;
      if (tooDeep > 0) {
        tooDeep -= 1;
        return;
      }
      flush();
      if (group.around !== null) {
        out.endAside();
        ({ style, outline, inTable } = group.around);
      }
      group = groups.pop() ?? group;
    },
    control,
    byte: (code) => {
      starred = false;
      atGroupStart = false;
      if (group.destination === 'none') return;
      if (group.destination === 'styles') {
        // `heading 1;` ends a style; its number came first.
        if (code !== 0x3b) entryName = (entryName + String.fromCharCode(code)).slice(-40);
        else {
          const level = /(?:^|\s)heading ([1-9])\s*$/i.exec(entryName)?.[1] ?? (/(?:^|\s)title\s*$/i.test(entryName) ? '1' : undefined);
          if (level !== undefined) headings.set(entryNumber, Number(level));
          entryName = '';
          entryNumber = 0;
        }
        return;
      }
      if (group.destination !== 'text') return;
      if (toSkip > 0) {
        toSkip -= 1;
        return;
      }
      if (group.hidden || out.lengthOfText() > MAX_TEXT_LENGTH) return;
      const own = fontPages.get(group.font) || documentPage;
      if (own !== page) {
        flush();
        page = own;
      }
      pending.push(code);
      if (pending.length >= 65_536) flush();
    },
  });
  flush();
  if (out.lengthOfText() > MAX_TEXT_LENGTH) return refuse('too-much-text');
  const { text, blocks } = out.finish();
  return accept({ title: firstHeading(text, blocks) || title, text, blocks, pageStarts: null });
}

/** Fonts of symbols lie in a private range of Unicode. */
function shownCharacter(code: number): string {
  return code >= 0xf000 && code <= 0xf0ff ? symbolText(Uint8Array.of(code & 0xff)) : String.fromCharCode(code);
}

/** Fonts of symbols have pictures where others have letters; only the bullet is worth a character. */
function symbolText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte === 0xb7 ? '•' : byte === 0x20 ? ' ' : '')).join('');
}
