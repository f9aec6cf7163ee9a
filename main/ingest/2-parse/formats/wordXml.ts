// What mammoth passes over in a Word document, found in its XML by plain scanning: equations, headers and footers
// (letterheads hold names, addresses and accounts), and documents too large for it. Text stays escaped throughout:
// what comes out is HTML of a few elements.
const EQUATION = /<m:oMath(?:\s[^>]*)?>([\s\S]*?)<\/m:oMath>/g;

/** Each equation becomes a run of text with its letters in reading order. */
export function equationsToText(documentXml: string): string {
  if (!documentXml.includes('<m:oMath')) return documentXml;
  // Equations on a line of their own stand in one more element, which mammoth would skip with all that is in it.
  return documentXml.replaceAll(/<\/?m:oMathPara(?:\s[^>]*)?>/g, '').replaceAll(EQUATION, (_, inner: string) => {
    const letters = Array.from(inner.matchAll(/<m:t(?:\s[^>]*)?>([^<]*)<\/m:t>/g), ([, own]) => own).join('');
    return letters === '' ? '' : `<w:r><w:t xml:space="preserve">${letters}</w:t></w:r>`;
  });
}

/** Paragraphs of a header or footer as HTML; a page number alone is no text. */
export function marginToHtml(partXml: string): string[] {
  return bodyToHtml(partXml, '')
    .split(/(?<=<\/p>)/)
    .map((paragraph) => `<p>${paragraph.replaceAll(/<[^>]*>/g, '')}</p>`)
    .filter((paragraph) => /\p{L}/u.test(paragraph.slice(3, -4)));
}

const PART = /<w:t(?:\s[^>]*)?>([^<]*)<\/w:t>|<m:t(?:\s[^>]*)?>([^<]*)<\/m:t>|<(\/?)(w:p|w:tbl|w:tr|w:tc|w:pStyle|w:numPr|w:tab|w:br|mc:Fallback)(?:\s([^>]*?))?(\/?)>/g;

/** Paragraphs, headings, lists and tables in one pass, with no tree: memory is that of the text. */
export function bodyToHtml(documentXml: string, stylesXml: string): string {
  const headings = headingStyles(stylesXml);
  const html: string[] = [];
  let paragraph: string[] = [];
  let element = 'p';
  let listIsOpen = false;
  let fallbacks = 0;
  let tables = 0;

  function setList(open: boolean): void {
    if (open !== listIsOpen) html.push(open ? '<ul>' : '</ul>');
    listIsOpen = open;
  }

  function endParagraph(): void {
    if (paragraph.length > 0) {
      setList(element === 'li' && tables === 0);
      html.push(`<${element}>`, paragraph.join(''), `</${element}>`);
    }
    paragraph = [];
    element = 'p';
  }

  for (const [, text, letters, slash, name, attributes, isEmpty] of documentXml.matchAll(PART)) {
    // The same content again, for readers that don't know what stands before.
    if (name === 'mc:Fallback') fallbacks = Math.max(0, fallbacks + (slash === '/' ? -1 : isEmpty === '/' ? 0 : 1));
    if (fallbacks > 0) continue;
    const own = text ?? letters;
    if (own !== undefined) paragraph.push(own);
    else if (name === 'w:tab' || name === 'w:br') paragraph.push(' ');
    else if (name === 'w:numPr' && slash === '' && element === 'p') element = 'li';
    else if (name === 'w:pStyle') element = headings.get(/w:val="([^"]*)"/.exec(attributes ?? '')?.[1] ?? '') ?? element;
    else if (name === 'w:p') endParagraph();
    else if (name === 'w:tbl' || name === 'w:tr' || name === 'w:tc') {
      endParagraph();
      setList(false);
      if (name === 'w:tbl') tables += slash === '/' ? -1 : 1;
      html.push(`<${slash}${name === 'w:tbl' ? 'table' : name === 'w:tr' ? 'tr' : 'td'}>`);
    }
  }
  endParagraph();
  setList(false);
  return html.join('');
}

/** Style id -> h1 … h6, by the style's built-in name, which Word keeps in English. */
function headingStyles(stylesXml: string): ReadonlyMap<string, string> {
  const styles = new Map<string, string>();
  for (const style of stylesXml.split('<w:style ').slice(1)) {
    const id = /w:styleId="([^"]*)"/.exec(style)?.[1];
    const name = /<w:name w:val="([^"]*)"/.exec(style)?.[1]?.toLowerCase() ?? '';
    const level = name === 'title' ? '1' : /^heading ([1-6])$/.exec(name)?.[1];
    if (id !== undefined && level !== undefined) styles.set(id, `h${level}`);
  }
  return styles;
}
