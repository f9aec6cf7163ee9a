// MIME messages (EML, and each message of a mailbox) to mail. Messages attached to a message are parts of it, not
// text. What is not a message at all is told by its headers: there are none.
import { decodeWords, type Address, type Attachment, type Email } from 'postal-mime';
import { decodeText } from '../decodeText.ts';
import { toName } from './headFields.ts';
import type { Mail, MailPart } from './mail.ts';
import { parseMime } from './postalMime.ts';
import { signedContent } from './signedContent.ts';

/** A message in an envelope in an envelope. */
const MAX_ENVELOPES = 4;
const KNOWN_HEADERS: ReadonlySet<string> = new Set(['from', 'to', 'cc', 'subject', 'date', 'message-id', 'mime-version', 'content-type', 'received', 'return-path', 'sender']);
const PACKED = /^application\/(?:x-)?pkcs7-mime$/;

/** Null for what is no message, 'damaged' for one that is built beyond all limits. */
export async function readMime(bytes: Uint8Array): Promise<Mail | 'damaged' | null> {
  const email = await parseMime(messageIn(bytes));
  if (email === 'damaged') return 'damaged';
  if (!email.headers.some(({ key }) => KNOWN_HEADERS.has(key))) return null;
  const opened = await openEnvelope(email, 0);
  const { html, text, attachments } = opened.email;
  const cids = html ?? '';
  return {
    subject: toName(email.subject ?? ''),
    fields: [
      ['From', addresses(email, 'from')],
      ['To', addresses(email, 'to')],
      ['Cc', addresses(email, 'cc')],
      ['Bcc', addresses(email, 'bcc')],
      ['Date', dateOf(email)],
    ],
    plain: text ?? null,
    html: html ?? null,
    parts: attachments.map((attachment) => toPart(attachment, cids)),
    encrypted: opened.encrypted,
  };
}

/** Without what other programs put before a message, and in an encoding of which ASCII is a part. */
function messageIn(bytes: Uint8Array): Uint8Array {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const head = all.toString('latin1', 0, 1024);
  if (/^(?:\xff\xfe|\xfe\xff)/.test(head) || head.slice(0, 64).includes('\0')) return Buffer.from(decodeText(bytes) ?? '');
  // Apple Mail: the message's length on a line of its own, and a property list after the message.
  const apple = /^(\d{1,10}) *\r?\n/.exec(head);
  if (apple !== null) return all.subarray(apple[0].length, apple[0].length + Number(apple[1]));
  return all.subarray(/^(?:\xef\xbb\xbf)?\s*(?:>?From [^\n]*\n)?/.exec(head)![0].length);
}

async function openEnvelope(email: Email, depth: number): Promise<{ readonly email: Email; readonly encrypted: boolean }> {
  const type = email.headers.find(({ key }) => key === 'content-type')?.value.trim().toLowerCase() ?? '';
  if (type.startsWith('multipart/encrypted')) return { email: { ...email, attachments: [] }, encrypted: true };
  const envelope = email.attachments.find(({ mimeType }) => PACKED.test(mimeType));
  if (envelope === undefined) return { email, encrypted: false };
  const content = signedContent(toBuffer(envelope));
  const inner = content === null || depth === MAX_ENVELOPES ? 'damaged' : await parseMime(content);
  if (inner === 'damaged') return { email, encrypted: true };
  const opened = await openEnvelope(inner, depth + 1);
  const { html = email.html, text = email.text, attachments } = opened.email;
  const others = email.attachments.filter((attachment) => attachment !== envelope);
  return { email: { ...email, html, text, attachments: [...others, ...attachments] }, encrypted: opened.encrypted };
}

const toBuffer = ({ content }: Attachment): Buffer => (typeof content === 'string' ? Buffer.from(content) : content instanceof Uint8Array ? Buffer.from(content.buffer, content.byteOffset, content.length) : Buffer.from(content));

function toPart(attachment: Attachment, html: string): MailPart {
  const { filename, mimeType, disposition, related = false, contentId } = attachment;
  const shown = contentId !== undefined && html.includes(`cid:${contentId.replaceAll(/[<>]/g, '')}`);
  return { name: filename ?? '', mimeType, content: toBuffer(attachment), inline: related || shown || disposition === 'inline' };
}

function addresses(email: Email, key: 'from' | 'to' | 'cc' | 'bcc'): string {
  const parsed = email[key];
  const list = parsed === undefined ? [] : Array.isArray(parsed) ? parsed : [parsed];
  if (list.length > 0) return list.map(addressText).join(', ');
  return decodeWords(email.headers.find((header) => header.key === key)?.value ?? '');
}

function addressText(address: Address): string {
  if (address.group !== undefined) return `${address.name}: ${address.group.map(addressText).join(', ')}`;
  if (address.name === '' || address.name === address.address) return address.address;
  return address.address === '' ? address.name : `${address.name} <${address.address}>`;
}

/** As it was written, which has the weekday, and so that a search for `2026-03` finds it. */
function dateOf(email: Email): string {
  const written = email.headers.find(({ key }) => key === 'date')?.value.trim() ?? '';
  const ms = Date.parse(written.replace(/\s*\([^)]*\)\s*$/, ''));
  if (Number.isNaN(ms)) return written;
  return `${written} (${isoDate(ms, zoneMinutes(written))})`;
}

/** `2026-03-03 10:15`, by the clock of whoever wrote it. */
export function isoDate(ms: number, offsetMinutes = 0): string {
  const shifted = new Date(ms + offsetMinutes * 60_000);
  return Number.isNaN(shifted.getTime()) ? '' : shifted.toISOString().slice(0, 16).replace('T', ' ');
}

function zoneMinutes(written: string): number {
  const [, sign, hours, minutes] = /([+-])(\d{2})(\d{2})\b/.exec(written) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
