// MSG: one item of Outlook's, with the same document and members as any other message.
import { mailDocument } from '../mail/mailDocument.ts';
import { mailMembers } from '../mail/mailMembers.ts';
import { readOutlook } from '../mail/readOutlook.ts';
import { accept, refuse, type ParseOutcome } from '../parseOutcome.ts';

export async function readMsg(bytes: Uint8Array, title: string): Promise<ParseOutcome> {
  const mail = await readOutlook(bytes);
  if (mail === null) return refuse('damaged');
  const { members, more } = mailMembers(mail.parts, (index) => ['attachment', index]);
  const outcome = accept(mailDocument(mail, title, members.map(({ name }) => name)));
  if (!outcome.ok) return outcome;
  return { ...outcome, document: more ? { ...outcome.document, partly: 'members-unread' } : outcome.document, ...(members.length > 0 ? { members } : {}) };
}
