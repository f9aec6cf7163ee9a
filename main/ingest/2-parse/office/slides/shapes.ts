// The shapes of one PresentationML part (a slide, its notes) as a stream: text boxes, tables, groups, and the ids of
// charts and SmartArt, whose text lies in parts of their own.
import { attribute, isOn, readXml } from '../xml.ts';
import type { Paragraph, Shape } from './slideText.ts';

export interface FoundShape {
  /** `title`, `body`, `sldNum` …; '' for what is no placeholder. */
  readonly placeholder: string;
  readonly shape: Shape | { readonly kind: 'reference'; readonly relationship: string };
}

/** @throws XmlFault */
export function readShapes(part: Buffer): FoundShape[] {
  const found: FoundShape[] = [];
  let placeholder = '';
  let hidden = false;
  let paragraphs: Paragraph[] = [];
  let text = '';
  let level = 0;
  let inText = false;
  let fallbacks = 0;
  let rows: string[][] | null = null;
  let inShape = 0;

  function endShape(): void {
    if (!hidden && paragraphs.length > 0) found.push({ placeholder, shape: { kind: 'text', paragraphs } });
    paragraphs = [];
  }

  readXml(part, {
    open: (name, attributes) => {
      if (name === 'Fallback') fallbacks += 1;
      if (fallbacks > 0) return;
      switch (name) {
        case 'sp':
        case 'graphicFrame':
          inShape += 1;
          placeholder = '';
          hidden = false;
          paragraphs = [];
          break;
        case 'cNvPr':
          if (inShape > 0) hidden = isOn(attributes.hidden);
          break;
        case 'ph':
          placeholder = attributes.type ?? 'body';
          break;
        case 'tbl':
          rows = [];
          break;
        case 'tr':
          rows?.push([]);
          break;
        case 'tc':
          paragraphs = [];
          break;
        case 'p':
          text = '';
          level = 0;
          break;
        case 'pPr':
          level = Number(attributes.lvl ?? 0) || 0;
          break;
        case 't':
          inText = true;
          break;
        case 'br':
        case 'tab':
          text += ' ';
          break;
        case 'chart':
        case 'relIds': {
          const relationship = attribute(attributes, name === 'chart' ? 'id' : 'dm');
          if (relationship !== undefined && !hidden) found.push({ placeholder: '', shape: { kind: 'reference', relationship } });
          break;
        }
        default:
      }
    },
    text: (own) => {
      if (inText && fallbacks === 0) text += own;
    },
    close: (name) => {
      if (name === 'Fallback') fallbacks -= 1;
      if (fallbacks > 0) return;
      if (name === 't') inText = false;
      else if (name === 'p') {
        if (text.trim() !== '') paragraphs.push({ level, text });
        text = '';
      } else if (name === 'tc') {
        rows?.at(-1)?.push(paragraphs.map((own) => own.text).join(' '));
        paragraphs = [];
      } else if (name === 'tbl' && rows !== null) {
        if (!hidden) found.push({ placeholder: '', shape: { kind: 'table', rows } });
        rows = null;
      } else if (name === 'sp' || name === 'graphicFrame') {
        endShape();
        inShape -= 1;
      }
    },
  });
  endShape();
  return found;
}
