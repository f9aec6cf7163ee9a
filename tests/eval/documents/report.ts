// Verdicts to figures: a row a format, and a summary. In `readShare` are the files of the listed formats but DOC and PPT,
// without those that nobody could have read, which are listed by name.
import path from 'node:path';
import { percentile } from '../../bench/corpus.ts';
import { OLD_FORMATS, OTHER } from './formats.ts';
import type { Exclusion, Judged, Verdict } from './judge.ts';

export interface FormatRow {
  readonly format: string;
  readonly files: number;
  readonly read: number;
  readonly partly: number;
  readonly refused: number;
  readonly wrong: number;
  /** By the product's reason. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly excluded: number;
  readonly readShare: number | null;
  readonly recallMedian: number | null;
  readonly references: Readonly<Record<string, number>>;
  readonly members: { readonly read: number; readonly unread: number };
  readonly pages: number;
  readonly pagesPerSecond: number | null;
  readonly filesPerSecond: number | null;
  /** All that is not simply read, with what was seen. */
  readonly notRead: readonly NamedFile[];
}

export interface NamedFile {
  readonly name: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly recall: number | null;
  readonly spacedRecall: number | null;
  readonly excluded: Exclusion | null;
}

export interface Summary {
  readonly files: number;
  readonly read: number;
  readonly partly: number;
  readonly refused: number;
  readonly wrong: number;
  readonly unaccounted: number;
  readonly readShare: number | null;
  readonly recallMedian: number | null;
}

const count = (files: readonly Judged[], verdict: Verdict): number => files.filter((file) => file.verdict === verdict).length;
const tally = (values: readonly (string | null)[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) if (value !== null) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

function shareOf(files: readonly Judged[]): number | null {
  const counted = files.filter(({ excluded }) => excluded === null);
  return counted.length === 0 ? null : count(counted, 'read') / counted.length;
}

function medianRecall(files: readonly Judged[]): number | null {
  const recalls = files.flatMap(({ recall }) => (recall === null ? [] : [recall]));
  return recalls.length === 0 ? null : percentile(recalls, 0.5);
}

export function rowsOf(judged: readonly Judged[], root: string): FormatRow[] {
  const byFormat = [...Map.groupBy(judged, ({ format }) => format)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byFormat.map(([format, files]) => {
    const seconds = files.reduce((sum, { file }) => sum + file.parserMs, 0) / 1000;
    const paged = files.filter(({ file }) => file.pages !== null);
    const pages = paged.reduce((sum, { file }) => sum + file.pages!, 0);
    const pagedSeconds = paged.reduce((sum, { file }) => sum + file.parserMs, 0) / 1000;
    return {
      format,
      files: files.length,
      read: count(files, 'read'),
      partly: count(files, 'partly'),
      refused: count(files, 'refused'),
      wrong: count(files, 'wrong'),
      reasons: tally(files.map(({ reason }) => reason)),
      excluded: files.filter(({ excluded }) => excluded !== null).length,
      readShare: shareOf(files),
      recallMedian: medianRecall(files),
      references: tally(files.map(({ tool }) => tool ?? 'none')),
      members: { read: files.reduce((sum, { file }) => sum + file.members.read, 0), unread: files.reduce((sum, { file }) => sum + file.members.unread, 0) },
      pages,
      pagesPerSecond: pages === 0 ? null : pages / pagedSeconds,
      filesPerSecond: seconds === 0 ? null : files.length / seconds,
      notRead: files
        .filter(({ verdict }) => verdict !== 'read')
        .map(({ file, verdict, reason, recall, spacedRecall, excluded }) => ({ name: path.relative(root, file.path), verdict, reason, recall, spacedRecall, excluded })),
    };
  });
}

export function summaryOf(judged: readonly Judged[], unaccounted: number): Summary {
  const listed = judged.filter(({ format }) => format !== OTHER && !OLD_FORMATS.has(format));
  return {
    files: judged.length + unaccounted,
    read: count(judged, 'read'),
    partly: count(judged, 'partly'),
    refused: count(judged, 'refused'),
    wrong: count(judged, 'wrong'),
    unaccounted,
    readShare: shareOf(listed),
    recallMedian: medianRecall(judged),
  };
}
