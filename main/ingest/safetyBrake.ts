// Decides which of the files that a scan did not find again may leave the library. Many at once are more likely an
// accident (a folder moved away, a server that shows nothing) than a wish: they are held, and stay findable, until the
// person has said what they meant. Pure. Invariant: what is held is dropped by the person's word alone.
import type { SourceFile } from '../../contract/domain.ts';
import type { UnseenDocument } from '../library/documents.ts';
import type { Held } from '../library/sources.ts';

/** More than this share of what was known of a source … */
const SHARE = 0.2;
/** … and at least so many files: whoever tidies up a folder of ten is not asked about two or three. */
const AT_LEAST = 5;

export interface ScanResult {
  readonly scan: number;
  /** Not found again, and not left out by a rule. */
  readonly gone: readonly UnseenDocument[];
  /** Files that were known before and were found again. */
  readonly foundAgain: number;
  /** Files that were not known before. */
  readonly newcomers: readonly SourceFile[];
  readonly held: Held | null;
}

export function weighGone({ scan, gone, foundAgain, newcomers, held }: ScanResult): { readonly drop: readonly UnseenDocument[]; readonly held: Held | null } {
  const { moved, missing } = splitMoved(gone, newcomers);
  const of = foundAgain + gone.length;
  if (held !== null && !held.kept) return { drop: moved, held: missing.length === 0 ? null : { ...held, gone: missing.length, scan } };
  // The person has said that these stay; nobody asks again.
  const kept = held === null ? [] : missing.filter(({ lastScan }) => lastScan < held.scan);
  const fresh = held === null ? missing : missing.filter(({ lastScan }) => lastScan >= held.scan);
  if (fresh.length >= AT_LEAST && fresh.length > of * SHARE) return { drop: moved, held: { gone: missing.length, of, kept: false, scan } };
  return { drop: [...moved, ...fresh], held: held === null || kept.length === 0 ? null : { ...held, gone: kept.length } };
}

/**
 * A file of the same size that is new, and has the same time (moved or renamed) or the same name (copied elsewhere,
 * then deleted), is the one that is gone. Each newcomer stands for one file. A wrong guess loses nothing but the name:
 * the bytes are told apart when the newcomer is read.
 */
function splitMoved(gone: readonly UnseenDocument[], newcomers: readonly SourceFile[]): { moved: UnseenDocument[]; missing: UnseenDocument[] } {
  const byTime = groups(newcomers, timeKey);
  const byName = groups(newcomers, nameKey);
  const taken = new Set<SourceFile>();
  const takeOne = (known: SourceFile[] | undefined): boolean => {
    for (let one = known?.pop(); one !== undefined; one = known?.pop()) {
      if (taken.has(one)) continue;
      taken.add(one);
      return true;
    }
    return false;
  };
  const moved: UnseenDocument[] = [];
  const missing: UnseenDocument[] = [];
  for (const document of gone) {
    const isMoved = takeOne(byTime.get(timeKey(document))) || takeOne(byName.get(nameKey(document)));
    (isMoved ? moved : missing).push(document);
  }
  return { moved, missing };
}

type Seen = Pick<SourceFile, 'name' | 'sizeBytes' | 'modifiedMs'>;
const timeKey = ({ sizeBytes, modifiedMs }: Seen): string => `${sizeBytes}:${Math.trunc(modifiedMs)}`;
const nameKey = ({ sizeBytes, name }: Seen): string => `${sizeBytes}:${name}`;

function groups(files: readonly SourceFile[], key: (file: SourceFile) => string): Map<string, SourceFile[]> {
  const known = new Map<string, SourceFile[]>();
  for (const file of files) {
    const group = known.get(key(file));
    if (group === undefined) known.set(key(file), [file]);
    else group.push(file);
  }
  return known;
}
