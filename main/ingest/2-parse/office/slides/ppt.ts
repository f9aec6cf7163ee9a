// PPT of PowerPoint 97 to 2003: the slides of the last save in their order, with the text of their shapes and notes.
// Everything is a tree of records; where each slide lies is said by a directory that later saves amend.
import { accept, MAX_TEXT_LENGTH, refuse, type ParseOutcome } from '../../parseOutcome.ts';
import { createSlides, type Shape } from './slideText.ts';
import { childrenOf, findRecord, readRecord, type PptRecord } from './pptRecords.ts';
import { OTHER, outlineTexts, readTexts, type SlideText } from './pptText.ts';

const TYPE = { document: 1000, slideAtom: 1007, slidePersist: 1011, userEdit: 4085, persistDirectory: 6002, slideList: 4080 } as const;
const SLIDES = 0;
const MASTERS = 1;
const NOTES = 2;
const TITLES: ReadonlySet<number> = new Set([0, 6]);
const ENCRYPTED = 0xf3d1c4df;

interface ListedSlide {
  readonly persistId: number;
  readonly slideId: number;
  /** Texts that the outline holds for the slide. */
  readonly outline: readonly SlideText[];
}

export function readPpt(stream: Buffer, currentUser: Buffer, title: string): ParseOutcome {
  if (currentUser.length < 20) return refuse('damaged');
  if (currentUser.readUInt32LE(12) === ENCRYPTED) return refuse('password-protected');
  const { offsets, documentId } = persistDirectory(stream, currentUser.readUInt32LE(16));
  const at = (id: number): PptRecord | null => {
    const offset = offsets.get(id);
    return offset === undefined ? null : readRecord(stream, offset);
  };
  const document = at(documentId);
  if (document === null || document.type !== TYPE.document) return refuse('damaged');
  const notes = new Map(listed(document, NOTES).map((one) => [one.slideId, one] as const));
  const slides = createSlides();
  for (const slide of listed(document, SLIDES)) {
    const record = at(slide.persistId);
    const atom = record === null ? null : findRecord(record, TYPE.slideAtom);
    const notesOf = atom !== null && atom.body.length >= 20 ? notes.get(atom.body.readUInt32LE(16)) : undefined;
    const notesRecord = notesOf === undefined ? null : at(notesOf.persistId);
    const texts = record === null ? slide.outline.filter(({ paragraphs }) => paragraphs.length > 0) : readTexts(record, slide.outline);
    // What stands on the page of notes beside the notes is the same on each.
    const spoken = notesRecord === null ? [] : readTexts(notesRecord, notesOf!.outline).flatMap((text) => text.paragraphs);
    const heading = texts.find(({ type }) => TITLES.has(type));
    slides.add({
      title: heading?.paragraphs.map(({ text }) => text).join(' ') ?? '',
      shapes: texts.filter((text) => text !== heading).map(({ paragraphs }): Shape => ({ kind: 'text', paragraphs })),
      notes: spoken.map(({ text }) => text),
    });
    if (slides.lengthOfText() > MAX_TEXT_LENGTH) return refuse('too-much-text');
  }
  const onMasters = listed(document, MASTERS).flatMap(({ persistId }) => {
    const master = at(persistId);
    // Texts of other kinds only show where titles and bodies go.
    return master === null ? [] : readTexts(master, []).filter(({ type }) => type === OTHER);
  });
  return accept(slides.finish(title, onMasters.flatMap(({ paragraphs }) => paragraphs.map(({ text }) => text))));
}

/** Where each persistent object lies; the newest save comes first and wins. */
function persistDirectory(stream: Buffer, newestEdit: number): { readonly offsets: ReadonlyMap<number, number>; readonly documentId: number } {
  const offsets = new Map<number, number>();
  const seen = new Set<number>();
  let documentId = 0;
  for (let edit = newestEdit; edit !== 0 && !seen.has(edit); ) {
    seen.add(edit);
    const record = readRecord(stream, edit);
    if (record === null || record.type !== TYPE.userEdit || record.body.length < 20) break;
    documentId ||= record.body.readUInt32LE(16);
    const directory = readRecord(stream, record.body.readUInt32LE(12));
    if (directory?.type === TYPE.persistDirectory) addEntries(directory.body, offsets);
    edit = record.body.readUInt32LE(8);
  }
  return { offsets, documentId };
}

function addEntries(body: Buffer, offsets: Map<number, number>): void {
  for (let at = 0; at + 4 <= body.length; ) {
    const head = body.readUInt32LE(at);
    const first = head & 0xfffff;
    const count = head >>> 20;
    at += 4;
    for (let index = 0; index < count && at + 4 <= body.length; index += 1, at += 4) {
      if (!offsets.has(first + index)) offsets.set(first + index, body.readUInt32LE(at));
    }
  }
}

function listed(document: PptRecord, instance: number): ListedSlide[] {
  const list = Array.from(childrenOf(document)).find(({ type, instance: own }) => type === TYPE.slideList && own === instance);
  const found: { persistId: number; slideId: number; records: PptRecord[] }[] = [];
  for (const record of list === undefined ? [] : childrenOf(list)) {
    if (record.type === TYPE.slidePersist && record.body.length >= 16) found.push({ persistId: record.body.readUInt32LE(0), slideId: record.body.readUInt32LE(12), records: [] });
    else found.at(-1)?.records.push(record);
  }
  return found.map(({ persistId, slideId, records }) => ({ persistId, slideId, outline: outlineTexts(records) }));
}
