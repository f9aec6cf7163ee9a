// Mailboxes: every message is a member, named by its subject. The file is listed, not read into memory.
import type { ByteSource } from '../members/byteSource.ts';
import { MAX_MEMBER_BYTES, MAX_MEMBERS, type ListedMember } from '../members/listedMember.ts';
import { headFields } from '../mail/headFields.ts';
import { mboxMessages, type MboxMessage } from '../mail/mboxMessages.ts';
import { refuse, type ContainerOutcome } from '../parseOutcome.ts';

export async function listMbox(source: ByteSource): Promise<ContainerOutcome> {
  const members: ListedMember[] = [];
  for await (const message of mboxMessages(source)) {
    if (members.length === MAX_MEMBERS.mailbox) return { ok: true, members, partly: 'too-much-text' };
    members.push(toMember(message, members.length + 1));
  }
  return members.length === 0 ? refuse('damaged') : { ok: true, members };
}

function toMember({ offset, length, hash, postmarkMs, head }: MboxMessage, number: number): ListedMember {
  const { subject, from, dateMs } = headFields(head);
  return {
    step: ['mbox', offset, length],
    name: subject || from || `${number}`,
    kind: 'eml',
    ...(length > MAX_MEMBER_BYTES ? { skip: 'too-large' as const } : {}),
    sizeBytes: length,
    modifiedMs: dateMs ?? postmarkMs,
    fingerprint: hash,
  };
}
