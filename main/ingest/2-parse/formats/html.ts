// HTML to text with headings, lists and tables, from parse5's token stream. No tree is built: depth costs nothing,
// and time and memory are linear in the file. Scripts, styles and hidden parts are left out; no reference is followed.
import { Token, Tokenizer, TokenizerMode } from 'parse5';
import type { Block } from '../../../../contract/domain.ts';
import { readText } from '../decodeText.ts';
import { accept, firstHeading, MAX_TEXT_LENGTH, refuse, type ParseOutcome } from '../parseOutcome.ts';
import { createTextBuilder } from '../textBuilder.ts';
import { endsElement, isHidden, isPlainPage, mayLackEndTag } from './htmlHidden.ts';

export interface HtmlText {
  /** Of the `title` element; empty where there is none. */
  readonly title: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Letters that the page hides, and characters that hide text. */
  readonly hidden: number;
}

interface TokensRead extends HtmlText {
  /** True when a part that was left out reached to the end of the page: its end tag is missing. */
  readonly cutShort: boolean;
}

const tags = (list: string): ReadonlySet<string> => new Set(list.split(' '));
/** Elements whose content the tokenizer has to take as plain characters, as a browser does. */
const RAW_TEXT = tags('style xmp iframe noembed noframes noscript');
const NEVER_READ = tags('script style head');
const NOT_READ = tags('script style head iframe noembed noframes noscript textarea template svg select object audio video canvas nav');
const BREAKS = tags('p div section article header footer main aside nav blockquote figure figcaption address form fieldset details summary legend center body hr dialog search hgroup caption');
/** What may stand around a part that is left out; the end of one of these ends that part too, as it does in a browser. */
const CONTAINERS = tags('html body div section aside article header footer main');
/** Elements that may be written as `<svg …/>` in HTML as well. */
const FOREIGN = tags('svg math');
/** In a cell this long, paragraphs are prose in a table made for layout, and become blocks of their own. */
const PROSE_CELL_LENGTH = 200;
/** Deeper lists are not indented further. */
const MAX_INDENT = 8;

export function readHtml(bytes: Uint8Array, titleOfFile: string, chosenEncoding: string | null): ParseOutcome {
  const decoded = readText(bytes, { declared: declaredEncoding(bytes), chosen: chosenEncoding });
  if (decoded === null) return refuse('binary-content');
  const { encoding } = decoded;
  const { title, text, blocks, hidden } = textOfHtml(decoded.text);
  return accept({ title: title || firstHeading(text, blocks) || titleOfFile, text, blocks, pageStarts: null, encoding, hidden: decoded.hidden + hidden });
}

function declaredEncoding(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 2048)).toString('latin1');
  return /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1] ?? /<\?xml[^>]+encoding\s*=\s*["']([\w-]+)/i.exec(head)?.[1] ?? null;
}

export function textOfHtml(html: string): HtmlText {
  const read = readTokens(html, NOT_READ);
  // A part left out that nobody closed swallows the rest; what can't be shown at all is read for what it is.
  return read.text === '' || read.cutShort ? readTokens(html, NEVER_READ) : read;
}

function readTokens(html: string, notRead: ReadonlySet<string>): TokensRead {
  const isXml = /^\s*<\?xml/.test(html);
  const builder = createTextBuilder();
  let title = '';
  let inTitle = false;
  let verbatim = 0;
  /** The element whose content is left out, and how many of its name are open in it. */
  let skipped: { readonly name: string; depth: number; readonly inside: Map<string, number>; readonly hides: boolean; raw: string | null } | null = null;
  let hidden = 0;
  const plainPage = isPlainPage(html);
  let cutShort = false;
  /** How many of each container are open around what is read. */
  const open = new Map<string, number>();
  const lists: { readonly ordered: boolean; items: number }[] = [];
  let tables = 0;
  let heading = false;

  let pending = '';

  const inTable = (): boolean => tables > 0;
  const isVerbatim = (): boolean => verbatim > 0 && tables === 0 && lists.length === 0;
  const indent = (levels: number): string => '  '.repeat(Math.min(levels, MAX_INDENT));

  /** The tokenizer gives words and spaces one by one; they are written together when a tag comes. */
  function flush(): void {
    if (pending === '') return;
    const text = pending;
    pending = '';
    if (inTitle) title += text;
    else if (skipped !== null) {
      if (skipped.hides && skipped.raw === null) hidden += text.replaceAll(/\s/g, '').length;
    } else if (builder.lengthOfText() <= MAX_TEXT_LENGTH) {
      if (inTable() && builder.lengthOfPart() === 0 && text.trim() === '') return;
      builder.write(text, isVerbatim());
    }
  }

  /** The place between two blocks of flowing text, wherever it may be. */
  function breakText(): void {
    if (heading) builder.write(' ');
    else if (inTable()) {
      if (builder.lengthOfPart() > PROSE_CELL_LENGTH) builder.startBlock('paragraph');
      else builder.write(' ');
    } else if (lists.length > 0) {
      if (builder.lengthOfPart() > 0) builder.startLine(indent(lists.length));
    } else builder.startBlock('paragraph');
  }

  /** What goes on after an inner block has ended. */
  function resume(): void {
    builder.startBlock(inTable() ? 'table' : lists.length > 0 ? 'list' : 'paragraph');
  }

  function startTag({ tagName: name, attrs, selfClosing }: Token.TagToken): void {
    flush();
    const isEmpty = selfClosing && (isXml || FOREIGN.has(name) || FOREIGN.has(skipped?.name ?? ''));
    if (!isEmpty) setTokenizerMode(name);
    if (skipped !== null && endsElement(skipped.name, 'start', name)) skipped = null;
    if (skipped !== null) {
      if (name === skipped.name && !isEmpty) skipped.depth += 1;
      if (NEVER_READ.has(name) && !isEmpty) skipped.raw = name;
      // A body ends a head that nobody closed.
      if (skipped.name !== 'head' || name !== 'body') {
        if (!isEmpty) count(skipped.inside, name, 1);
        inTitle = name === 'title' && skipped.name === 'head' && title === '' && !isEmpty;
        return;
      }
      skipped = null;
    }
    if (isEmpty && name !== 'br' && name !== 'hr') return;
    count(open, name, 1);
    if (name === 'title') {
      inTitle = title === '';
      return;
    }
    const hides = notRead === NOT_READ && isHidden(name, attrs, plainPage);
    if (notRead.has(name) || hides) {
      count(open, name, -1);
      skipped = { name, depth: 1, inside: new Map(), hides: hides && name !== 'nav', raw: null };
      return;
    }
    if (/^h[1-6]$/.test(name)) {
      builder.startBlock('heading', Number(name[1]));
      heading = true;
    } else if (name === 'pre') {
      if (!inTable() && lists.length === 0) builder.startBlock('code');
      verbatim += 1;
    } else if (name === 'ul' || name === 'ol' || name === 'dl') {
      if (lists.length === 0 && !inTable()) builder.startBlock('list');
      lists.push({ ordered: name === 'ol', items: 0 });
    } else if (name === 'li') startItem();
    else if (name === 'dt' || name === 'dd') {
      if (inTable()) builder.write(' ');
      else if (lists.length > 0) builder.startLine(name === 'dd' ? '  ' : '');
      else builder.startBlock('paragraph');
    } else if (name === 'table') {
      tables += 1;
      builder.startBlock('table');
    } else if (name === 'tr') {
      if (inTable()) builder.startLine();
    } else if (name === 'td' || name === 'th') {
      if (inTable()) builder.startCell();
      else builder.startBlock('paragraph');
    } else if (name === 'br') {
      if (isVerbatim()) builder.write('\n', true);
      else if (heading || inTable()) breakText();
      else if (builder.lengthOfPart() > 0) builder.startLine(indent(lists.length));
      // Two in a row are how old pages part their paragraphs.
      else if (lists.length === 0) builder.startBlock('paragraph');
    } else if (BREAKS.has(name)) breakText();
  }

  function startItem(): void {
    const list = lists.at(-1);
    if (inTable()) builder.write(' • ');
    else if (list === undefined) builder.startBlock('list');
    else {
      list.items += 1;
      builder.startLine(`${indent(lists.length - 1)}${list.ordered ? `${list.items}. ` : '- '}`);
    }
  }

  function endTag({ tagName: name }: Token.TagToken): void {
    flush();
    if (name === 'title') inTitle = false;
    if (skipped !== null && endsElement(skipped.name, 'end', name)) skipped = null;
    if (skipped !== null) {
      if (name === skipped.raw) skipped.raw = null;
      if (name === skipped.name) {
        if ((skipped.depth -= 1) === 0) skipped = null;
        return;
      }
      if (count(skipped.inside, name, -1) || !open.get(name) || NEVER_READ.has(skipped.name)) return;
      cutShort ||= name === 'body' || name === 'html';
      skipped = null;
    }
    count(open, name, -1);
    if (/^h[1-6]$/.test(name)) {
      heading = false;
      resume();
    } else if (name === 'pre') {
      verbatim = Math.max(0, verbatim - 1);
      if (!inTable() && lists.length === 0) builder.endBlock();
    } else if (name === 'ul' || name === 'ol' || name === 'dl') {
      lists.pop();
      if (lists.length === 0 && !inTable()) builder.endBlock();
    } else if (name === 'table') {
      tables = Math.max(0, tables - 1);
      resume();
    } else if (BREAKS.has(name)) breakText();
  }

  /** False when there was none to be taken away, or the element is no container. */
  function count(containers: Map<string, number>, name: string, change: 1 | -1): boolean {
    if (!CONTAINERS.has(name)) return false;
    const known = containers.get(name) ?? 0;
    if (known + change < 0) return false;
    containers.set(name, known + change);
    return true;
  }

  function setTokenizerMode(name: string): void {
    if (name === 'title' || name === 'textarea') tokenizer.state = TokenizerMode.RCDATA;
    else if (name === 'script') tokenizer.state = TokenizerMode.SCRIPT_DATA;
    else if (name === 'plaintext') tokenizer.state = TokenizerMode.PLAINTEXT;
    else if (RAW_TEXT.has(name)) tokenizer.state = TokenizerMode.RAWTEXT;
  }

  const ignore = (): void => undefined;
  const onCharacters = ({ chars }: Token.CharacterToken): void => {
    pending += chars;
  };
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: false },
    {
      onStartTag: startTag,
      onEndTag: endTag,
      onCharacter: onCharacters,
      onWhitespaceCharacter: onCharacters,
      onNullCharacter: ignore,
      onComment: ignore,
      onDoctype: ignore,
      onEof: ignore,
      onParseError: null,
    },
  );
  tokenizer.write(html, true);
  flush();
  const unfinished = (skipped as { readonly name: string } | null)?.name;
  cutShort ||= unfinished !== undefined && !mayLackEndTag(unfinished);
  const { text, blocks, hidden: hiding } = builder.finish();
  return { title: title.replaceAll(/\s+/g, ' ').trim(), cutShort, text, blocks, hidden: hidden + hiding };
}
