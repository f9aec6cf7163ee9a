// Texts of a PowerPoint 97 slide, in the order of its shapes. A placeholder may hold, in place of its text, the number
// of one in the presentation's outline.
import { recordsWithin, type PptRecord } from './pptRecords.ts';
import type { Paragraph } from './slideText.ts';

export interface SlideText {
  /** 0 title, 1 body, 2 notes, 4 other, 5 to 8 further bodies and titles. */
  readonly type: number;
  readonly paragraphs: readonly Paragraph[];
}

const TYPE = { outlineReference: 3998, textHeader: 3999, characters: 4000, bytes: 4008, textBox: 0xf00d, shapeProperties: 0xf00b } as const;
export const OTHER = 4;
const WORD_ART = 0x00c0;

/** Of a slide, or its notes. */
export function readTexts(slide: PptRecord, outline: readonly SlideText[]): SlideText[] {
  const texts: SlideText[] = [];
  const used = new Set<number>();
  let type = OTHER;
  for (const record of inShapes(slide)) {
    if (record.type === TYPE.textHeader && record.body.length >= 4) type = record.body.readUInt32LE(0);
    else if (record.type === TYPE.outlineReference && record.body.length >= 4) {
      const index = record.body.readUInt32LE(0);
      const text = outline[index];
      if (text !== undefined && !used.has(index)) texts.push(text);
      used.add(index);
    } else {
      const text = textOf(record);
      if (text !== null) texts.push({ type, paragraphs: paragraphsOf(text) });
    }
  }
  return texts.filter(({ paragraphs }) => paragraphs.length > 0);
}

/** The texts of one slide in the presentation's outline; numbered, so those without words count too. */
export function outlineTexts(records: readonly PptRecord[]): SlideText[] {
  const texts: SlideText[] = [];
  for (const record of records) {
    const text = textOf(record);
    const last = texts.at(-1);
    if (record.type === TYPE.textHeader && record.body.length >= 4) texts.push({ type: record.body.readUInt32LE(0), paragraphs: [] });
    else if (text !== null && last !== undefined) texts[texts.length - 1] = { ...last, paragraphs: paragraphsOf(text) };
  }
  return texts;
}

function textOf({ type, body, instance }: PptRecord): string | null {
  if (type === TYPE.characters) return body.toString('utf16le');
  if (type === TYPE.shapeProperties) return wordArtOf(body, instance);
  return type === TYPE.bytes ? body.toString('latin1') : null;
}

/** Letters drawn as a picture are a property of their shape: a table of properties, then what is too long for it. */
function wordArtOf(body: Buffer, count: number): string | null {
  let at = count * 6;
  for (let index = 0; index < count && index * 6 + 6 <= body.length; index += 1) {
    const property = body.readUInt16LE(index * 6);
    if ((property & 0x8000) === 0) continue;
    const length = body.readUInt32LE(index * 6 + 2);
    if ((property & 0x3fff) === WORD_ART) return body.toString('utf16le', at, at + length).replaceAll('\0', '');
    at += length;
  }
  return null;
}

/** Text boxes look like plain records, but hold more of them. */
function* inShapes(slide: PptRecord): Generator<PptRecord> {
  for (const record of recordsWithin(slide)) {
    if (record.type === TYPE.textBox && !record.isContainer) yield* recordsWithin(record);
    else yield record;
  }
}

function paragraphsOf(text: string): Paragraph[] {
  return text
    .split('\r')
    .map((line) => ({ level: 0, text: line.replaceAll('\v', ' ') }))
    // A star stands for what is filled in when shown: the slide's number, the date.
    .filter(({ text: line }) => line.trim() !== '' && line.trim() !== '*');
}
