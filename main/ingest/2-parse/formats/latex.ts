// LaTeX as people read it: commands taken away, sections as headings, lists and tables, formulas as they are written;
// comments dropped, no file that is named is opened, no macro is carried out. One pass; depth costs nothing.
import type { ParsedDocument } from '../../../../contract/domain.ts';
import { DROPPED, ENVIRONMENT_ARGUMENTS, LEADING_ARGUMENTS, LEFT_OUT, LISTS, MATH, REFERENCES, SECTIONS, TABLES, VERBATIM } from '../latex/commands.ts';
import { markedLetter, signOf } from '../latex/letters.ts';
import { createTextBuilder } from '../textBuilder.ts';
import { readCode } from './code.ts';

/** An argument that is longer than this was never meant as one: a brace is missing. */
const MAX_ARGUMENT = 2_000;
/** What a command is, and a letter's mark, stand in so many characters. */
const NEAR = 64;
const MAX_INDENT = 8;
const LIGATURES: readonly (readonly [string, string])[] = [
  ['---', '—'],
  ['--', '–'],
  ['``', '“'],
  ["''", '”'],
];

export function readLatex(source: string, titleOfFile: string, name: string): ParsedDocument {
  const { title, text, blocks, hidden } = textOfLatex(source);
  // A file of macros alone is a program, and is read as one.
  if (!/[\p{L}\p{N}]/u.test(text)) return readCode(source, name, 'tex');
  return { title: title || titleOfFile, text, blocks, pageStarts: null, hidden };
}

function textOfLatex(written: string) {
  const source = /\\usepackage\[[^\]]*german|\\usepackage\{n?german/.test(written) ? withoutShorthands(written) : written;
  const builder = createTextBuilder();
  let at = 0;
  /** What is done at the closing brace of each group that is open. */
  const groups: (() => void)[] = [];
  const lists: { readonly ordered: boolean; items: number }[] = [];
  let tables = 0;
  let headings = 0;
  let title = '';
  /** The title, while it is read. */
  let titleRead: string | null = null;
  /** Where there is a document, what stands before it is set-up: only title, author and date are read there. */
  const body = source.indexOf('\\begin{document}');

  const near = (): string => source.slice(at, at + NEAR);
  let named = 0;
  const nextOf = createFinder(source);
  const resume = (): void => builder.startBlock(tables > 0 ? 'table' : lists.length > 0 ? 'list' : 'paragraph');

  function write(text: string): void {
    if (titleRead !== null) titleRead += text;
    if (at > body || named > 0) builder.write(text);
  }

  function breakText(): void {
    if (headings > 0 || tables > 0 || lists.length > 0) builder.write(' ');
    else builder.startBlock('paragraph');
  }

  /** Not over the end of the paragraph. */
  function skipSpaces(): void {
    while (source[at] === ' ' || source[at] === '\t' || (source[at] === '\n' && source[at + 1] !== '\n')) at += 1;
  }

  /** The content of an argument that stands here; null where there is none. */
  function argument(open: '{' | '['): string | null {
    const from = at;
    skipSpaces();
    let depth = 0;
    for (let end = at + 1; source[at] === open && end < source.length && end - at <= MAX_ARGUMENT; end += 1) {
      const character = source[end];
      if (depth === 0 && character === (open === '{' ? '}' : ']')) {
        const content = source.slice(at + 1, end);
        at = end + 1;
        return content;
      }
      if (character === '\\') end += 1;
      else if (character === '{') depth += 1;
      else if (character === '}') depth -= 1;
    }
    at = from;
    return null;
  }

  function skipArguments(): void {
    while ((source[at] === '[' && argument('[') !== null) || (source[at] === '{' && argument('{') !== null));
  }

  /** What stands in the braces behind a command is read as text; `then` is done after it. */
  function openGroup(then: () => void): void {
    argument('[');
    skipSpaces();
    if (source[at] !== '{') return then();
    at += 1;
    groups.push(then);
  }

  function startHeading(level: number, then?: () => void): void {
    builder.startBlock('heading', level);
    headings += 1;
    openGroup(() => {
      headings -= 1;
      then?.();
      resume();
    });
  }

  /** Title, author and date are part of the text wherever they stand. */
  function startNamed(name: string): void {
    named += 1;
    const end = (): void => void (named -= 1);
    if (name !== 'title') {
      builder.startBlock('paragraph');
      return openGroup(() => (end(), resume()));
    }
    titleRead = '';
    startHeading(1, () => {
      end();
      title ||= (titleRead ?? '').replaceAll(/\s+/g, ' ').trim();
      titleRead = null;
    });
  }

  /** Takes all up to the environment's end as it stands. */
  function verbatimEnvironment(name: string): void {
    if (VERBATIM.has(name)) skipArguments();
    const mark = `\\end{${name}}`;
    const end = nextOf(mark, at) ?? source.length;
    if (!LEFT_OUT.has(name)) {
      const content = source.slice(at, end);
      builder.startBlock('code');
      builder.write(MATH.has(name) ? content.replaceAll(/\\label\{[^}]*\}/g, '').trim() : content, true);
      resume();
    }
    at = Math.min(source.length, end + mark.length);
  }

  function beginEnvironment(name: string): void {
    if (VERBATIM.has(name) || MATH.has(name) || LEFT_OUT.has(name)) return verbatimEnvironment(name);
    argument('[');
    for (let left = ENVIRONMENT_ARGUMENTS[name] ?? 0; left > 0 && argument('{') !== null; left -= 1) argument('[');
    if (TABLES.has(name)) {
      tables += 1;
      builder.startBlock('table');
      builder.startCell();
    } else if (LISTS.has(name)) {
      if (lists.length === 0 && tables === 0) builder.startBlock('list');
      lists.push({ ordered: /enum/.test(name), items: 0 });
    } else if (name === 'frame' && source[at] === '{') startHeading(4);
    else breakText();
  }

  function endEnvironment(name: string): void {
    if (TABLES.has(name)) tables = Math.max(0, tables - 1);
    if (LISTS.has(name)) lists.pop();
    if (TABLES.has(name) || LISTS.has(name)) resume();
    else breakText();
  }

  function startItem(): void {
    const list = lists.at(-1);
    if (list === undefined || tables > 0) return breakText();
    list.items += 1;
    builder.startLine(`${'  '.repeat(Math.min(lists.length - 1, MAX_INDENT))}${list.ordered ? `${list.items}.` : '-'} `);
    const label = argument('[');
    if (label !== null) write(`${label.replaceAll(/\\[a-zA-Z]+\s*|[{}$]/g, '')} `);
  }

  function endLine(): void {
    if (source[at] === '*') at += 1;
    if (source[at] === '[') argument('[');
    if (headings > 0) builder.write(' ');
    else if (tables > 0) {
      builder.startLine();
      builder.startCell();
    } else if (builder.lengthOfPart() > 0 && lists.length === 0) builder.startLine();
    else builder.write(' ');
  }

  /** `at` is behind the command's name. */
  function command(name: string): void {
    const section = SECTIONS.indexOf(name);
    if (name === 'begin' || name === 'end') {
      const environment = argument('{') ?? '';
      if (name === 'begin') beginEnvironment(environment);
      else endEnvironment(environment);
    } else if (name === '\\' || name === 'newline' || name === 'tabularnewline' || name === 'cr') endLine();
    else if (name === '(' || name === '[') formula(`\\${name}`, name === '(' ? '\\)' : '\\]');
    else if (name === 'par') breakText();
    else if (section >= 0) startHeading(1 + section);
    else if (name === 'frametitle' || name === 'framesubtitle') startHeading(4);
    else if (name === 'title' || name === 'author' || name === 'date') startNamed(name);
    else if (name === 'item' || name === 'bibitem') {
      startItem();
      if (name === 'bibitem') argument('{');
    } else if (name === 'verb' || name === 'lstinline') verbatimWord();
    else if (name === 'footnote' || name === 'thanks' || name === 'marginpar' || name === 'endnote') {
      write(' (');
      openGroup(() => write(') '));
    } else if (name === 'href') {
      const address = argument('{');
      openGroup(() => write(address === null ? '' : ` (${address})`));
    } else if (name === 'url' || name === 'nolinkurl' || name === 'path') write(argument('{') ?? '');
    else if (name === 'caption' || name === 'captionof') {
      if (name === 'captionof') argument('{');
      builder.startBlock('paragraph');
      openGroup(resume);
    } else if (REFERENCES.has(name)) {
      while (argument('[') !== null);
      const key = argument('{');
      if (key !== null && name !== 'nocite') write(`[${key}]`);
    } else if (name === 'and') write(', ');
    else if (name === 'def' || name === 'gdef' || name === 'edef' || name === 'let') {
      at += /^\s*\\[a-zA-Z@]+[^{}\n]*/.exec(near())?.[0].length ?? 0;
      skipArguments();
    } else if (DROPPED.has(name)) skipArguments();
    else {
      if (source[at] === '[') argument('[');
      for (let left = LEADING_ARGUMENTS[name] ?? 0; left > 0 && argument('{') !== null; left -= 1) argument('[');
    }
  }

  function verbatimWord(): void {
    if (source[at] === '*') at += 1;
    const mark = source[at] === '{' ? '}' : source[at];
    const end = mark === undefined ? -1 : source.indexOf(mark, at + 1);
    if (end === -1 || end - at > MAX_ARGUMENT) return;
    write(source.slice(at + 1, end));
    at = end + 1;
  }

  /** `at` is behind the opening mark. */
  function formula(open: string, close: string): void {
    let end = nextOf(close, at);
    while (end !== null && source[end - 1] === '\\' && close.startsWith('$')) end = nextOf(close, end + 1);
    const blank = nextOf('\n\n', at);
    // Formulas end with their paragraph at the latest.
    if (end === null || (blank !== null && blank < end)) return write(open);
    write(`${open}${source.slice(at, end)}${close}`);
    at = end + close.length;
  }

  function backslash(): void {
    at += 1;
    const name = /^(?:[a-zA-Z@]+|[\s\S])/.exec(near())?.[0] ?? '';
    at += name.length;
    const marked = markedLetter(name, near());
    if (marked !== null) {
      at += marked.length;
      return write(marked.letter);
    }
    const isWord = /^[a-zA-Z@]/.test(name);
    const sign = signOf(name);
    if (isWord && source[at] === '*') at += 1;
    if (sign === null) return command(name);
    write(sign);
    // The space behind a command of letters only ends its name.
    if (isWord) {
      if (source.startsWith('{}', at)) at += 2;
      else skipSpaces();
    }
  }

  function comment(): void {
    const newline = source.indexOf('\n', at);
    at = newline === -1 ? source.length : newline + 1;
    // A line that is all comment parts no paragraphs, and the indent of the next one is none.
    while (source[at] === ' ' || source[at] === '\t') at += 1;
    if (source[at] === '\n') breakText();
  }

  /** Text up to the next character that means something; linear, however long the stretch. */
  const plain = /[^\\{}%$&~\n`'-]+/y;

  function read(): void {
    plain.lastIndex = at;
    const stretch = plain.exec(source)?.[0];
    const character = source[at];
    if (stretch !== undefined) {
      at += stretch.length;
      return write(stretch);
    }
    if (character === '\\') return backslash();
    if (character === '%') return comment();
    const ligature = LIGATURES.find(([typed]) => source.startsWith(typed, at));
    at += ligature?.[0].length ?? 1;
    if (ligature !== undefined) write(ligature[1]);
    else if (character === '{') groups.push(() => undefined);
    else if (character === '}') {
      groups.pop()?.();
      // Arguments beside each other are words of their own.
      if (source[at] === '{' && source[at + 1] !== '}') write(' ');
    }
    else if (character === '$') {
      const display = source[at] === '$';
      if (display) at += 1;
      formula(display ? '$$' : '$', display ? '$$' : '$');
    } else if (character === '&' && tables > 0) builder.startCell();
    else if (character === '~') write(' ');
    else if (character === '\n') {
      const blank = /^[ \t]*\n\s*/.exec(near());
      if (blank === null) write(' ');
      else {
        at += blank[0].length;
        // No heading goes on over a blank line: a brace is missing.
        while (headings > 0 && groups.length > 0) groups.pop()!();
        breakText();
      }
    } else write(character === '`' ? '‘' : character!);
  }

  while (at < source.length && !source.startsWith('\\end{document}', at)) read();
  return { title, ...builder.finish() };
}

/** Where a mark stands next; asked with rising offsets, it goes over the text once a mark, however often it is asked. */
function createFinder(text: string): (mark: string, from: number) => number | null {
  const next = new Map<string, number>();
  return (mark, from) => {
    let found = next.get(mark) ?? -1;
    if (found < from) next.set(mark, (found = (text.indexOf(mark, from) + text.length + 1) % (text.length + 1)));
    return found === text.length ? null : found;
  };
}

const UMLAUTS: Readonly<Record<string, string>> = { a: 'ä', o: 'ö', u: 'ü', A: 'Ä', O: 'Ö', U: 'Ü', s: 'ß', '`': '„', "'": '“', '-': '', '=': '-', '~': '-', '|': '' };

/** With the German package a quote makes an umlaut of the letter behind it. */
function withoutShorthands(source: string): string {
  return source.replaceAll(/(?<!\\)"([aouAOUs`'=~|-])/g, (_, letter: string) => UMLAUTS[letter]!);
}
