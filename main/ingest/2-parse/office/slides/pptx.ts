// PPTX: the slides in the presentation's order, hidden ones too, with tables, charts, SmartArt, comments and notes.
import { accept, MAX_TEXT_LENGTH, refuse, type ParseOutcome } from '../../parseOutcome.ts';
import { chartText } from '../chartText.ts';
import { paragraphsOfDrawing } from '../drawingText.ts';
import type { OfficePackage } from '../officePackage.ts';
import { attribute, readXml } from '../xml.ts';
import { readShapes } from './shapes.ts';
import { createSlides, type Shape } from './slideText.ts';

const TITLES: ReadonlySet<string> = new Set(['title', 'ctrTitle']);
const NUMBERS: ReadonlySet<string> = new Set(['sldNum']);
/** On a notes page: what is there on every page, and the picture of the slide. */
const NOT_NOTES: ReadonlySet<string> = new Set(['sldNum', 'hdr', 'ftr', 'dt', 'sldImg']);

/** @param presentationName of the main part @throws XmlFault */
export function readPptx(opened: OfficePackage, presentationName: string, title: string): ParseOutcome {
  if (opened.part(presentationName) === undefined) return refuse('damaged');
  const slides = createSlides();
  const names = slideNames(opened, presentationName);
  for (const name of names) {
    addSlide(opened, name, slides);
    if (slides.lengthOfText() > MAX_TEXT_LENGTH) return refuse('too-much-text');
  }
  return accept(slides.finish(title, textsOnMasters(opened, names)));
}

function slideNames(opened: OfficePackage, presentationName: string): string[] {
  const ids: string[] = [];
  readXml(opened.part(presentationName)!, {
    open: (name, attributes) => {
      if (name === 'sldId') ids.push(Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '');
    },
  });
  const targets = new Map(opened.relationships(presentationName).map(({ id, target }) => [id, target] as const));
  return ids.flatMap((id) => targets.get(id) ?? []);
}

/** Of the layouts and masters in use; their placeholders only show where text goes. */
function textsOnMasters(opened: OfficePackage, slides: readonly string[]): string[] {
  const targetsOf = (names: readonly string[], type: string): string[] => [...new Set(names.flatMap((name) => opened.relationships(name).flatMap((one) => (one.type === type ? [one.target] : []))))];
  const layouts = targetsOf(slides, 'slideLayout');
  return [...layouts, ...targetsOf(layouts, 'slideMaster')].flatMap((name) => {
    const part = opened.part(name);
    return part === undefined ? [] : readShapes(part).flatMap(({ placeholder, shape }) => (placeholder === '' && shape.kind === 'text' ? shape.paragraphs.map(({ text }) => text) : []));
  });
}

function addSlide(opened: OfficePackage, name: string, slides: ReturnType<typeof createSlides>): void {
  const part = opened.part(name);
  const relationships = opened.relationships(name);
  const targets = new Map(relationships.map(({ id, target }) => [id, target] as const));
  let title = '';
  const shapes: Shape[] = [];
  for (const { placeholder, shape } of part === undefined ? [] : readShapes(part)) {
    if (NUMBERS.has(placeholder)) continue;
    if (shape.kind === 'reference') shapes.push(...referenced(opened, targets.get(shape.relationship) ?? ''));
    else if (shape.kind === 'text' && title === '' && TITLES.has(placeholder)) title = shape.paragraphs.map(({ text }) => text).join(' ');
    else shapes.push(shape);
  }
  const notes = relationships.flatMap(({ type, target }) => {
    const own = opened.part(target);
    if (own === undefined) return [];
    if (type === 'notesSlide') return notesOf(own);
    return type === 'comments' ? commentsOf(own) : [];
  });
  slides.add({ title, shapes, notes });
}

function referenced(opened: OfficePackage, name: string): Shape[] {
  const part = opened.part(name);
  if (part === undefined) return [];
  if (!/chart/i.test(name)) return [{ kind: 'text', paragraphs: paragraphsOfDrawing(part).map((text) => ({ level: 0, text })) }];
  const { titles, rows } = chartText(part);
  return [{ kind: 'text', paragraphs: titles.map((text) => ({ level: 0, text })) }, { kind: 'table', rows }];
}

function notesOf(part: Buffer): string[] {
  return readShapes(part).flatMap(({ placeholder, shape }) => (NOT_NOTES.has(placeholder) || shape.kind !== 'text' ? [] : shape.paragraphs.map(({ text }) => text)));
}

/** Old ones hold plain text, those of PowerPoint 365 paragraphs. */
function commentsOf(part: Buffer): string[] {
  const texts: string[] = [];
  let text: string | null = null;
  readXml(part, {
    open: (name, attributes) => {
      if (name === 'text' && attribute(attributes, 'id') === undefined) text = '';
    },
    text: (own) => {
      if (text !== null) text += own;
    },
    close: (name) => {
      if (name !== 'text' || text === null) return;
      texts.push(text);
      text = null;
    },
  });
  return [...texts, ...paragraphsOfDrawing(part)];
}
