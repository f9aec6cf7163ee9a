// The body of an ODF text or presentation as a stream: headings, paragraphs, lists, tables, slides. Notes, comments and
// text boxes that stand within a paragraph come after it. What was deleted with changes tracked, what is hidden, and
// what only numbers pages is left out.
import type { TextBuilder } from '../../textBuilder.ts';
import { readXml, type Attributes } from '../xml.ts';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));
const NOT_READ = words(`
  text:tracked-changes text:ruby-text text:hidden-text text:note-citation text:page-number text:page-count text:sequence-decls
  text:variable-decls text:user-field-decls office:scripts office:styles office:master-styles office:meta office:settings
  office:forms office:binary-data dc:creator dc:date meta:creator-initials presentation:date-time-decl
  text:table-of-content-source text:illustration-index-source text:alphabetical-index-source text:bibliography-source`);
const LISTS = words('text:list text:ordered-list text:unordered-list');
const MARGINS = words('style:header style:footer style:header-first style:footer-first style:header-left style:footer-left');
const MAX_INDENT = 8;
const MAX_REPEATED_CELLS = 64;

interface Paragraph {
  /** 0 for what is no heading. */
  readonly level: number;
  readonly parts: string[];
}

/** @param part `content.xml`, a flat document, or with `onlyMargins` the headers and footers of `styles.xml` @throws XmlFault */
export function streamOdf(part: Buffer, builder: TextBuilder, { onlyMargins = false } = {}): void {
  const hiddenStyles = new Set<string>();
  const open: Paragraph[] = [];
  /** Ended within a paragraph that goes on. */
  let deferred: Paragraph[] = [];
  const spans: boolean[] = [];
  let style = '';
  let notRead = onlyMargins ? 1 : 0;
  let hiddenSpans = 0;
  let lists = 0;
  let tables = 0;
  let isPresentation = false;
  let inTitle = 0;
  const frames: boolean[] = [];
  let cellRepeats = 1;

  /** Margins lie within the styles. */
  const isNotRead = (name: string): boolean => NOT_READ.has(name) && !(onlyMargins && name.startsWith('office:'));

  function emit({ level, parts }: Paragraph): void {
    const text = parts.join('');
    if (text.trim() === '') return;
    if (tables > 0) {
      builder.write(' ');
      builder.write(text);
    } else if (level > 0 || inTitle > 0) {
      builder.startBlock('heading', level > 0 ? level : 1);
      builder.write(text);
      builder.startBlock(lists > 0 ? 'list' : 'paragraph');
    } else if (lists > 0) {
      builder.startLine('  '.repeat(Math.min(lists - 1, MAX_INDENT)) + (isPresentation ? '' : '- '));
      builder.write(text);
    } else {
      builder.startBlock('paragraph');
      builder.write(text);
    }
  }

  function endParagraph(): void {
    const paragraph = open.pop();
    if (paragraph === undefined) return;
    if (open.length > 0) {
      deferred.push(paragraph);
      return;
    }
    emit(paragraph);
    const later = deferred;
    deferred = [];
    if (later.length > 0 && tables === 0 && lists === 0) builder.endBlock();
    for (const one of later) emit(one);
  }

  function startElement(name: string, attributes: Attributes): void {
    if (name === 'style:style') style = attributes['style:name'] ?? '';
    else if (name === 'style:text-properties' && attributes['text:display'] === 'none') hiddenStyles.add(style);
    else if (name === 'text:p' || name === 'text:h') open.push({ level: name === 'text:h' ? Number(attributes['text:outline-level'] ?? attributes['text:level'] ?? 1) || 1 : 0, parts: [] });
    else if (name === 'text:span') {
      const hidden = hiddenStyles.has(attributes['text:style-name'] ?? '');
      spans.push(hidden);
      if (hidden) hiddenSpans += 1;
    } else if (name === 'text:s' || name === 'text:tab' || name === 'text:line-break' || name === 'text:tab-stop') write(' ');
    else if (name === 'office:presentation') isPresentation = true;
    else if (name === 'draw:page') {
      builder.startPage();
      isPresentation = true;
    } else if (name === 'draw:frame') {
      const title = attributes['presentation:class'] === 'title';
      frames.push(title);
      if (title) inTitle += 1;
    } else if (LISTS.has(name)) {
      lists += 1;
      if (lists === 1 && tables === 0 && open.length === 0) builder.startBlock('list');
    } else if (name === 'table:table') {
      tables += 1;
      if (tables === 1) builder.startBlock('table');
    } else if (name === 'table:table-row' && tables === 1) builder.startLine();
    else if ((name === 'table:table-cell' || name === 'table:covered-table-cell') && tables === 1) {
      builder.startCell();
      cellRepeats = Math.min(MAX_REPEATED_CELLS, Number(attributes['table:number-columns-repeated'] ?? 1) || 1);
    }
  }

  function endElement(name: string): void {
    if (name === 'text:p' || name === 'text:h') endParagraph();
    else if (name === 'text:span') {
      if (spans.pop() === true) hiddenSpans -= 1;
    } else if (name === 'draw:frame') {
      if (frames.pop() === true) inTitle -= 1;
    } else if (LISTS.has(name)) {
      lists -= 1;
      if (lists === 0 && tables === 0 && open.length === 0) builder.endBlock();
    } else if (name === 'table:table') {
      tables -= 1;
      if (tables === 0) builder.endBlock();
    } else if ((name === 'table:table-cell' || name === 'table:covered-table-cell') && tables === 1) {
      for (; cellRepeats > 1; cellRepeats -= 1) builder.startCell();
    }
  }

  function write(text: string): void {
    if (notRead === 0 && hiddenSpans === 0) open.at(-1)?.parts.push(text);
  }

  readXml(
    part,
    {
      open: (name, attributes) => {
        if (onlyMargins && MARGINS.has(name)) notRead -= 1;
        else if (isNotRead(name)) notRead += 1;
        if (notRead === 0) startElement(name, attributes);
      },
      text: write,
      close: (name) => {
        if (notRead === 0) endElement(name);
        if (onlyMargins && MARGINS.has(name)) notRead += 1;
        else if (isNotRead(name)) notRead -= 1;
      },
    },
    true,
  );
}
