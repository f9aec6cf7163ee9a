// Text of DrawingML parts that stand beside a document's main part: text boxes on a sheet, SmartArt, comments. One
// entry a paragraph, in the part's order.
import { readXml } from './xml.ts';

/** @throws XmlFault */
export function paragraphsOfDrawing(part: Buffer): string[] {
  const paragraphs: string[] = [];
  let parts: string[] = [];
  let inText = 0;
  let fallbacks = 0;
  readXml(part, {
    open: (name) => {
      if (name === 'Fallback') fallbacks += 1;
      else if (name === 't') inText += 1;
      else if (name === 'br' || name === 'tab') parts.push(' ');
    },
    text: (text) => {
      if (inText > 0 && fallbacks === 0) parts.push(text);
    },
    close: (name) => {
      if (name === 'Fallback') fallbacks -= 1;
      else if (name === 't') inText -= 1;
      else if (name === 'p' && parts.length > 0) {
        const paragraph = parts.join('').trim();
        parts = [];
        if (paragraph !== '') paragraphs.push(paragraph);
      }
    },
  });
  return paragraphs;
}
