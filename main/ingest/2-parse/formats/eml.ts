// EML: one message, read with its headers; what is attached to it are members. MHTML is a message too: a web page in
// a message, with everything that the page shows as its parts.
import { decodeText } from '../decodeText.ts';
import { mailOutcome } from '../mail/mailOutcome.ts';
import { readMime } from '../mail/readMime.ts';
import { accept, refuse, type ParseOutcome } from '../parseOutcome.ts';
import { textOfHtml } from './html.ts';
import { readPlainText } from './text.ts';

export async function readEml(bytes: Uint8Array, title: string): Promise<ParseOutcome> {
  const mail = await readMime(bytes);
  if (mail === 'damaged') return refuse('damaged');
  if (mail === null) {
    const text = decodeText(bytes);
    return text === null ? refuse('binary-content') : accept(readPlainText(text, title));
  }
  return mailOutcome(mail, title, (index) => ['part', index]);
}

export async function readMhtml(bytes: Uint8Array, title: string): Promise<ParseOutcome> {
  const mail = await readMime(bytes);
  if (mail === null || mail === 'damaged' || mail.html === null) return refuse('damaged');
  const page = textOfHtml(mail.html);
  return accept({ title: page.title || mail.subject || title, text: page.text, blocks: page.blocks, pageStarts: null, hidden: page.hidden });
}
