// Prepares a Word document's XML for mammoth, which passes over text boxes and some fields, and knows nothing of hidden text. Plain
// scanning, linear in the document: what comes out is the same XML with some parts moved or left out.
const BOX_PART = /<(\/?)(w:p|w:txbxContent|mc:Fallback|mc:Choice|mc:AlternateContent)(?=[\s>/])[^>]*?(\/?)>/g;

/**
 * Text boxes become paragraphs behind the one that they are anchored in. Of content that is there twice, for older
 * readers too, the newer stays.
 */
export function boxesToParagraphs(documentXml: string): string {
  if (!documentXml.includes('<w:txbxContent') && !documentXml.includes('<mc:AlternateContent')) return documentXml;
  /** The document, and the boxes open in it. */
  const open: { readonly parts: string[]; paragraphs: number; boxes: string[] }[] = [{ parts: [], paragraphs: 0, boxes: [] }];
  let fallbacks = 0;
  let at = 0;
  for (const { 0: tag, 1: slash, 2: name, 3: isEmpty, index } of documentXml.matchAll(BOX_PART)) {
    const part = open.at(-1)!;
    if (fallbacks === 0) part.parts.push(documentXml.slice(at, index));
    at = index + tag.length;
    const step = isEmpty === '/' ? 0 : slash === '/' ? -1 : 1;
    if (name === 'mc:Fallback') fallbacks = Math.max(0, fallbacks + step);
    if (fallbacks > 0 || name!.startsWith('mc:')) continue;
    if (name === 'w:p') {
      part.parts.push(tag);
      part.paragraphs += step;
      if (step === -1 && part.paragraphs === 0) part.parts.push(...part.boxes.splice(0));
    } else if (step === 1) open.push({ parts: [], paragraphs: 0, boxes: [] });
    else if (step === -1 && open.length > 1) {
      const box = open.pop()!;
      open.at(-1)!.boxes.push([...box.parts, ...box.boxes].join(''));
    }
  }
  while (open.length > 1) {
    const box = open.pop()!;
    open.at(-1)!.parts.push(...box.parts);
  }
  return [...open[0]!.parts, fallbacks === 0 ? documentXml.slice(at) : ''].join('');
}

const WRAPPERS = /<w:rt>[\s\S]*?<\/w:rt>|<w:rubyPr>[\s\S]*?<\/w:rubyPr>|<\/?w:(?:ruby|rubyBase|fldSimple|bdo|dir)(?:\s[^>]*)?>/g;

/** Takes off what mammoth drops with all that is in it: simple fields, changes of direction, readings beside words. */
export function withoutWrappers(documentXml: string): string {
  return /<w:(?:ruby|fldSimple|bdo|dir)[\s>]/.test(documentXml) ? documentXml.replaceAll(WRAPPERS, '') : documentXml;
}

const RUN_PART = /<(\/?)(w:tbl|w:txbxContent|w:p|w:r|w:rPrChange|w:rPr|w:pPr|w:shd|w:highlight|w:vanish|w:webHidden|w:color)(?=[\s>/])([^>]*?)(\/?)>|<w:t(?:\s[^>]*)?>[^<]*<\/w:t>/g;
const WHITE = /w:val="FFFFFF"/i;
const NO_FILL = /w:fill="(?:auto|FFFFFF)"/i;

/** Leaves out the text of runs that are hidden, or white where nothing tells of a darker ground. */
export function withoutHiddenText(documentXml: string): string {
  if (!/<w:vanish|<w:webHidden/.test(documentXml) && !WHITE.test(documentXml)) return documentXml;
  const onWhitePage = !documentXml.includes('<w:background ');
  const parts: string[] = [];
  let at = 0;
  /** Tables and boxes may have a ground of their own. */
  let grounds = 0;
  let paragraphIsShaded = false;
  let inRunProperties = false;
  let inParagraphProperties = false;
  /** In what a run's properties were before a tracked change. */
  let wasOtherwise = false;
  let hidden = false;
  let white = false;
  let shaded = false;
  for (const { 0: tag, 1: slash, 2: name, 3: attributes = '', 4: isEmpty, index } of documentXml.matchAll(RUN_PART)) {
    const opens = slash === '' && isEmpty === '';
    if (name === undefined) {
      if (!hidden && !(white && !shaded && !paragraphIsShaded && grounds === 0 && onWhitePage)) continue;
      parts.push(documentXml.slice(at, index));
      at = index + tag.length;
    } else if (name === 'w:tbl' || name === 'w:txbxContent') grounds += slash === '/' ? -1 : opens ? 1 : 0;
    else if (name === 'w:p') paragraphIsShaded = false;
    else if (name === 'w:r') hidden = white = shaded = false;
    else if (name === 'w:rPrChange') wasOtherwise = opens;
    else if (wasOtherwise) continue;
    else if (name === 'w:pPr') inParagraphProperties = opens;
    else if (name === 'w:rPr') inRunProperties = opens;
    else if (inParagraphProperties) {
      // What is said of the paragraph's mark is not said of its text.
      if (name === 'w:shd' && !inRunProperties && !NO_FILL.test(attributes)) paragraphIsShaded = true;
    } else if (inRunProperties) {
      if (name === 'w:vanish') hidden = !/w:val="(?:0|false|off)"/.test(attributes);
      else if (name === 'w:color') white = WHITE.test(attributes);
      else if ((name === 'w:shd' && !NO_FILL.test(attributes)) || name === 'w:highlight') shaded = true;
    }
  }
  parts.push(documentXml.slice(at));
  return parts.join('');
}
