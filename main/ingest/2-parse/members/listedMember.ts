// A file inside of a file, as its container lists it. Nothing of it was read that listing did not take.
import type { DocumentKind, FileReason } from '../../../../contract/domain.ts';
import type { MemberStep } from './memberSteps.ts';

export interface ListedMember {
  /** From the container to it. */
  readonly step: MemberStep;
  /** With its folders inside the container, parted by slashes. */
  readonly name: string;
  /** Where the container says for certain what it is; null: its name says it, as for a file on the disk. */
  readonly kind: DocumentKind | null;
  /** Why it can't be read, where that is known already. */
  readonly skip?: FileReason;
  readonly sizeBytes: number;
  readonly modifiedMs: number | null;
  /** Another one for other bytes. */
  readonly fingerprint: string;
}

/** The most files of one container that are listed; beyond that it is no mailbox or archive of a person. */
export const MAX_MEMBERS = { archive: 10_000, mailbox: 100_000, message: 1_000 } as const;
export const MAX_MEMBER_BYTES = 100 * 1024 * 1024;
