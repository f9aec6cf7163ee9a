// The mock library: sources, files in every state, texts, and a plain word search over them. Development only.
import type { Coverage, DocumentId, DocumentKind, DocumentState, FileReason, PlaceIndex, RankedPassage, SourceId, VersionHash } from '../../contract/domain.ts';
import { placeOfRange } from '../../contract/places.ts';
import type { RouteOutput } from '../../contract/routes.ts';
import { budget, MESSAGE, slides } from './mockFormats.ts';
import { makeImage } from './mockImage.ts';
import { makePdf } from './mockPdf.ts';
import { ADDENDUM, ALLOTMENT, BACKUP, BILLS, boilerManual, NOTES } from './mockTexts.ts';

export type MockRow = RouteOutput<'document.list'>['rows'][number];

export interface MockText {
  readonly id: DocumentId;
  readonly hash: VersionHash;
  readonly name: string;
  readonly kind: DocumentKind;
  readonly text: string;
  readonly original: 'same' | 'changed' | 'gone';
  readonly pageStarts: readonly number[] | null;
  readonly places: PlaceIndex | null;
}

const LINES: PlaceIndex = { numberedLines: true };

export const pdf = makePdf();
export const image = makeImage();
const hashOf = (index: number): VersionHash => index.toString(16).padStart(64, '0') as VersionHash;
const text = (index: number, name: string, kind: DocumentKind, content: string, more: Partial<MockText> = {}): MockText => ({
  id: `doc-${index}` as DocumentId,
  hash: hashOf(index + 1),
  name,
  kind,
  text: content,
  original: 'same',
  pageStarts: null,
  places: null,
  ...more,
});

export const texts: readonly MockText[] = [
  text(0, 'Lease Elm Street.pdf', 'pdf', pdf.text, { pageStarts: pdf.pageStarts }),
  text(1, 'Addendum.docx', 'docx', ADDENDUM, { original: 'changed' }),
  text(2, 'Boiler manual.txt', 'text', boilerManual()),
  text(3, 'Electricity bills 2025.csv', 'csv', BILLS, { places: LINES }),
  text(4, 'backup_photos.py', 'code', BACKUP, { places: LINES }),
  text(5, 'Allotment rules.html', 'html', ALLOTMENT, { original: 'gone' }),
  text(6, 'Notes 2024.md', 'markdown', NOTES),
  text(7, 'Household budget.xlsx', 'xlsx', budget().text, budget()),
  text(8, 'Roof repair.pptx', 'pptx', slides().text, slides()),
  text(9, 'Your roof, offer 2025-118.eml', 'eml', MESSAGE),
  text(10, 'Cellar inventory.png', 'image', image.text, { pageStarts: [0] }),
];

const WORDS = ['Minutes', 'Invoice', 'Letter', 'Contract', 'Report', 'Receipt', 'Plan', 'Offer', 'Statement', 'Summary'];
const TOPICS = ['water board', 'insurance', 'school', 'tax office', 'Dr. Behrens', 'garden', 'car', 'pension', 'choir', 'roof repair'];
const KINDS: readonly { ext: string; kind: DocumentKind }[] = [
  { ext: 'pdf', kind: 'pdf' },
  { ext: 'docx', kind: 'docx' },
  { ext: 'md', kind: 'markdown' },
  { ext: 'txt', kind: 'text' },
  { ext: 'html', kind: 'html' },
];
/** Half of them are of files that were left out, the others of files that could not be read. */
const SKIPPED: readonly FileReason[] = ['unsupported-type', 'password-protected', 'excluded', 'ocr-off', 'empty', 'needs-program'];
const FAILED: readonly FileReason[] = ['damaged', 'timeout', 'no-permission'];
const PARTLY: readonly FileReason[] = ['pages-are-images', 'pages-unread', 'members-unread'];
const DAY_MS = 86_400_000;

export function makeRows(count: number, unread: number, waiting: number): MockRow[] {
  return Array.from({ length: count }, (_, index): MockRow => {
    const known = texts[index];
    const random = (index * 2_654_435_761) >>> 0;
    const word = WORDS[random % WORDS.length] ?? '';
    const type = KINDS[random % KINDS.length] ?? { ext: 'txt', kind: 'text' as const };
    const state: DocumentState = known !== undefined ? 'indexed' : index >= count - waiting ? (index === count - waiting ? 'reading' : 'waiting') : index >= count - waiting - unread ? (index % 3 === 0 ? 'failed' : 'skipped') : 'indexed';
    const partly = known === undefined && state === 'indexed' && index > 20 && index < 33;
    const reasons = state === 'skipped' ? SKIPPED : state === 'failed' ? FAILED : partly ? PARTLY : [];
    const reason = reasons[(index >> 1) % Math.max(1, reasons.length)] ?? null;
    // Some lie in a message or an archive.
    const parent = known?.kind !== 'eml' && index > 33 && index < 40 ? texts.find((text) => text.kind === 'eml') : undefined;
    return {
      id: `doc-${index}` as DocumentId,
      sourceId: (index % 5 === 3 ? 'source-1' : 'source-0') as SourceId,
      name: known?.name ?? `${word} ${TOPICS[(random >> 8) % TOPICS.length] ?? ''} ${2012 + (random % 14)}-${String((random % 12) + 1).padStart(2, '0')}.${reason === 'unsupported-type' ? 'psd' : type.ext}`,
      folder: known === undefined ? `${2012 + (random % 14)}` : '',
      kind: reason === 'unsupported-type' ? null : (known?.kind ?? type.kind),
      state,
      reason,
      sizeBytes: known?.text.length ?? 4_000 + (random % 3_000_000),
      modifiedMs: Date.now() - (random % 4_000) * DAY_MS,
      pages: known?.kind === 'pdf' ? pdf.pages : known === undefined && type.kind === 'pdf' && state === 'indexed' ? 1 + (random % 40) : null,
      unreadPages: reason === 'pages-are-images' || reason === 'pages-unread' ? '3-7,9' : null,
      parentId: parent?.id ?? null,
      parentName: parent?.name ?? null,
      tags: [],
    };
  });
}

const disk = (rows: readonly MockRow[]): readonly MockRow[] => rows.filter((row) => row.parentId === null);

export function coverageOf(all: readonly MockRow[]): Coverage {
  const rows = disk(all);
  const count = (...states: DocumentState[]): number => rows.filter((row) => states.includes(row.state)).length;
  const partly = rows.filter((row) => row.state === 'indexed' && row.reason !== null).length;
  return { seen: rows.length, indexed: count('indexed'), partly, skipped: count('skipped'), failed: count('failed'), waiting: count('waiting', 'reading') };
}

export function accountOf(all: readonly MockRow[]): RouteOutput<'document.account'> {
  const rows = disk(all);
  const keys = rows.map(({ state, reason }) => `${state === 'indexed' && reason !== null ? 'partly' : state}:${reason ?? ''}`);
  return [...new Set(keys)].map((key) => {
    const [state, reason] = key.split(':') as [RouteOutput<'document.account'>[number]['state'], FileReason | ''];
    return { state, reason: reason === '' ? null : reason, count: keys.filter((one) => one === key).length };
  });
}

const STOP = new Set(['the', 'and', 'for', 'when', 'what', 'how', 'does', 'is', 'are', 'of', 'my', 'much', 'long', 'who', 'that', 'should', 'be']);

export function search(question: string, limit: number): RankedPassage[] {
  const words = [...new Set(question.toLowerCase().match(/[\p{L}\d]{2,}/gu) ?? [])].filter((word) => !STOP.has(word));
  if (words.length === 0) return [];
  const found: RankedPassage[] = [];
  for (const document of texts) {
    for (const match of document.text.matchAll(document.places?.sheets === undefined ? /(?:[^\n]+(?:\n(?!\n))?)+/g : /[^\n]+/g)) {
      const passage = match[0];
      const matches = words.flatMap((word) => [...passage.matchAll(new RegExp(`(?<![\\p{L}\\d])${word}[\\p{L}]{0,3}`, 'giu'))].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length })));
      const hits = words.filter((word) => passage.toLowerCase().includes(word)).length;
      if (matches.length === 0) continue;
      found.push({
        chunkId: `${document.id}-${match.index}` as RankedPassage['chunkId'],
        documentId: document.id,
        versionHash: document.hash,
        documentName: document.name,
        kind: document.kind,
        header: `${document.name.replace(/\.[^.]+$/, '')} › ${passage.split('\n')[0]?.slice(0, 40) ?? ''}`,
        text: passage,
        start: match.index,
        end: match.index + passage.length,
        page: document.pageStarts === null ? null : document.pageStarts.findLastIndex((start) => start <= match.index) + 1,
        place: placeOfRange(document.places, document.text, match.index, match.index + passage.length),
        matches: matches.sort((a, b) => a.start - b.start),
        score: hits / words.length,
        cosine: 0.4 + hits / words.length / 3,
        coverage: hits / words.length,
      });
    }
  }
  return found.sort((a, b) => b.score - a.score || a.text.length - b.text.length).slice(0, limit);
}
