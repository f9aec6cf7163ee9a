// MSG: one item of Outlook's, with the same document and members as any other message.
import { mailOutcome } from '../mail/mailOutcome.ts';
import { readOutlook } from '../mail/readOutlook.ts';
import { refuse, type ParseOutcome } from '../parseOutcome.ts';

export async function readMsg(bytes: Uint8Array, title: string): Promise<ParseOutcome> {
  const mail = await readOutlook(bytes);
  return mail === null ? refuse('damaged') : mailOutcome(mail, title, (index) => ['attachment', index]);
}
