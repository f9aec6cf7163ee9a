// Takes files out of files: goes the way to a member step by step, in memory. What was opened last stays open for the
// next member beside it, so that a message's ten attachments don't cost ten readings of the message.
// Invariant: what comes out is the member's own bytes, or the reason why there are none.
import type { FileReason } from '../../../../contract/domain.ts';
import { mailMembers } from '../mail/mailMembers.ts';
import type { MailPart } from '../mail/mail.ts';
import { readMime } from '../mail/readMime.ts';
import { readOutlook } from '../mail/readOutlook.ts';
import { readZipDirectory, readZipEntry, type ZipEntry } from '../zip/zipDirectory.ts';
import { sourceOfBytes, type ByteSource } from './byteSource.ts';
import { MAX_MEMBER_BYTES } from './listedMember.ts';
import type { MemberStep } from './memberSteps.ts';

/** One opened file: gives a member's bytes. A file on the disk is opened anew for each call, so it is handed in. */
type Opened = (step: MemberStep, source: ByteSource) => Promise<Buffer | FileReason>;

export interface MemberReader {
  /** @param identity another one for other content, or another file */
  read(file: { readonly source: ByteSource; readonly identity: string }, way: readonly MemberStep[]): Promise<Buffer | FileReason>;
}

export function createMemberReader(): MemberReader {
  /** The containers on the last way, outermost first. */
  let last: { readonly key: string; readonly source: ByteSource | null; readonly opened: Opened }[] = [];

  async function read(file: { readonly source: ByteSource; readonly identity: string }, way: readonly MemberStep[]): Promise<Buffer | FileReason> {
    let source = file.source;
    for (const [depth, step] of way.entries()) {
      const key = JSON.stringify([file.identity, way.slice(0, depth), step[0]]);
      let container = last[depth];
      if (container?.key !== key) {
        last = last.slice(0, depth);
        const opened = await open(step, source);
        if (typeof opened === 'string') return opened;
        container = { key, source: depth === 0 ? null : source, opened };
        last.push(container);
      }
      const below = last[depth + 1];
      const isLast = depth === way.length - 1;
      // The next container on the way is open already: its bytes need not be taken out again.
      if (!isLast && below?.source && below.key === JSON.stringify([file.identity, way.slice(0, depth + 1), way[depth + 1]![0]])) {
        source = below.source;
        continue;
      }
      const bytes = await container.opened(step, container.source ?? file.source);
      if (typeof bytes === 'string' || isLast) return bytes;
      source = sourceOfBytes(bytes);
    }
    return 'vanished';
  }

  return { read };
}

async function open([kind]: MemberStep, source: ByteSource): Promise<Opened | FileReason> {
  switch (kind) {
    case 'mbox':
      return readSlice;
    case 'zip':
      return openZip(source);
    case 'part':
    case 'attachment':
      return openMail(kind, source);
  }
}

const readSlice: Opened = async (step, source) => {
  if (step[0] !== 'mbox' || step[2] > MAX_MEMBER_BYTES) return 'too-large';
  const bytes = await source.read(step[1], step[2]);
  return bytes.length < step[2] ? 'vanished' : bytes;
};

async function openZip(source: ByteSource): Promise<Opened | FileReason> {
  const directory = await readZipDirectory(source);
  if (!directory.ok) return directory.reason;
  const key = (name: string, nth: number): string => `${nth}:${name}`;
  const entries = new Map(directory.entries.map((entry): [string, ZipEntry] => [key(entry.name, entry.nth), entry]));
  return async (step, archive) => {
    const entry = step[0] === 'zip' ? entries.get(key(step[1], step[2])) : undefined;
    return entry === undefined || entry.kind !== 'file' ? 'vanished' : readZipEntry(archive, entry);
  };
}

async function openMail(kind: 'part' | 'attachment', source: ByteSource): Promise<Opened | FileReason> {
  if (source.sizeBytes > MAX_MEMBER_BYTES) return 'too-large';
  const bytes = await source.read(0, source.sizeBytes);
  const mail = kind === 'part' ? await readMime(bytes) : await readOutlook(bytes);
  if (mail === null || mail === 'damaged') return 'vanished';
  const parts: readonly MailPart[] = mail.parts;
  const listed = new Set(mailMembers(parts, (index) => [kind, index]).members.map(({ step }) => step[1]));
  return async ([, index]) => (typeof index === 'number' && listed.has(index) ? parts[index]!.content : 'vanished');
}
