// The way from a file on the disk to a file inside of it, one step for each container that is opened. Kept with a
// document as JSON that only the parser reads. Steps are looked up, never turned into a path on the disk.
// Invariant: no way is longer than MAX_STEPS, and none opens a second archive.
import { z } from 'zod';
import type { DocumentKind } from '../../../../contract/domain.ts';

const count = z.number().int().nonnegative();
const step = z.union([
  /** Bytes of a mailbox: offset and length of one message, without the line that parts it from the one before. */
  z.tuple([z.literal('mbox'), count, count]),
  /** Name of an archive's entry, and which of several entries of that name. */
  z.tuple([z.literal('zip'), z.string(), count]),
  /** Part of a MIME message, counted as the MIME reader gives them. */
  z.tuple([z.literal('part'), count]),
  /** Attachment of an Outlook message. */
  z.tuple([z.literal('attachment'), count]),
]);
export type MemberStep = z.infer<typeof step>;

/**
 * mailbox → message → attached message → archive → file is as deep as it goes. An archive in an archive would
 * multiply what one small file can unfold to.
 */
export const MAX_STEPS = 4;
const steps = z.array(step).min(1).max(MAX_STEPS);

export const memberOf = (way: readonly MemberStep[]): string => JSON.stringify(way);

/** Null for what is no way, or a longer one than is gone. */
export function stepsOf(member: string): readonly MemberStep[] | null {
  try {
    const parsed = steps.safeParse(JSON.parse(member));
    return parsed.success && parsed.data.filter(([kind]) => kind === 'zip').length <= 1 ? parsed.data : null;
  } catch {
    return null;
  }
}

/** True when a file of this kind at the end of this way is not opened: it, or what is in it, would lie too deep. */
export function isTooDeep(member: string, kind: DocumentKind | null): boolean {
  const way = JSON.parse(member) as readonly MemberStep[];
  if (kind !== 'zip' && kind !== 'mbox') return way.length > MAX_STEPS;
  return way.length >= MAX_STEPS || (kind === 'zip' && way.some(([step]) => step === 'zip'));
}
