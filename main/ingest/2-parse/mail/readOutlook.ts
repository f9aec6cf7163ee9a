// Outlook's MSG files to mail: messages, and what else Outlook keeps in such files (appointments, contacts, tasks),
// whose own fields stand with the headers. Null for what can't be read as such a file.
import { decompressRTF } from '@kenjiuno/decompressrtf';
import msgReader, { type FieldsData } from '@kenjiuno/msgreader';
import { deEncapsulateSync } from 'rtf-stream-parser';
import { decodeCodePage } from '../office/codePages.ts';
import { readRtf } from '../office/rtf/readRtf.ts';
import { toName } from './headFields.ts';
import type { Mail, MailPart } from './mail.ts';
import { isoDate, readMime } from './readMime.ts';
import { signedContent } from './signedContent.ts';
import { isSoundCompoundFile } from './soundCompoundFile.ts';
import { systemPageOf } from './systemPage.ts';

type Reader = InstanceType<typeof msgReader>;
/** Node hands over what a CommonJS module exports as its default, a bundler what it calls its default. */
const MsgReader = 'default' in msgReader ? (msgReader as { readonly default: typeof msgReader }).default : msgReader;

/** The unpacker works on lists of numbers, at eight bytes each. */
const MAX_PACKED_RTF_BYTES = 4 * 1024 * 1024;
/** Where RTF says what it was made from. */
const RTF_HEAD_BYTES = 2_000;
const ENCRYPTED = 'application/pgp-encrypted';

/** What has a value is shown; the labels are those of the file's own format. */
const ITEM_FIELDS: readonly (readonly [label: string, field: keyof FieldsData])[] = [
  ['Start', 'apptStartWhole'],
  ['End', 'apptEndWhole'],
  ['Location', 'apptLocation'],
  ['Name', 'name'],
  ['Company', 'companyName'],
  ['Job title', 'title'],
  ['Department', 'departmentName'],
  ['E-mail', 'email1EmailAddress'],
  ['Business phone', 'businessTelephoneNumber'],
  ['Home phone', 'homeTelephoneNumber'],
  ['Mobile phone', 'mobileTelephoneNumber'],
  ['Business fax', 'businessFaxNumber'],
  ['Address', 'postalAddress'],
  ['Country', 'country'],
  ['Web page', 'businessHomePage'],
];

/** Everything else that is used as text. In a damaged file such a property may be of any type. */
const TEXT_FIELDS: ReadonlySet<string> = new Set<keyof FieldsData>([
  ...ITEM_FIELDS.map(([, field]) => field),
  'messageClass', 'subject', 'body', 'bodyHtml', 'clientSubmitTime', 'messageDeliveryTime', 'creationTime', 'senderName', 'senderSmtpAddress', 'sentRepresentingSmtpAddress', 'senderEmail',
  'smtpAddress', 'email', 'fileName', 'fileNameShort', 'attachMimeTag', 'pidContentId',
]);

/** Without the fields that should be text and are not, in the item and in what belongs to it. */
function withoutStrangeFields(item: FieldsData): FieldsData {
  const sound = Object.entries(item).filter(([field, value]) => typeof value === 'string' || !TEXT_FIELDS.has(field));
  const { attachments, recipients, ...own } = Object.fromEntries(sound) as unknown as FieldsData;
  return {
    ...own,
    ...(attachments === undefined ? {} : { attachments: attachments.map(withoutStrangeFields) }),
    ...(recipients === undefined ? {} : { recipients: recipients.map(withoutStrangeFields) }),
  };
}

export async function readOutlook(bytes: Uint8Array): Promise<Mail | null> {
  if (!isSoundCompoundFile(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))) return null;
  try {
    const { reader, item } = open(bytes);
    if (item.dataType !== 'msg') return null;
    const mail = toMail(reader, withoutStrangeFields(item));
    return /^IPM\.Note\.SMIME/i.test(item.messageClass ?? '') ? await openEnvelope(mail) : mail;
  } catch {
    // The readers throw plain errors for whatever they can't make sense of.
    return null;
  }
}

function open(bytes: Uint8Array): { readonly reader: Reader; readonly item: FieldsData } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = new MsgReader(view);
  const item = reader.getFileData();
  const page = systemPageOf(item.messageCodepage ?? item.internetCodepage);
  if (page === undefined) return { reader, item };
  const again = new MsgReader(view);
  again.parserConfig = { ansiEncoding: `${page}` };
  return { reader: again, item: again.getFileData() };
}

function toMail(reader: Reader, item: FieldsData): Mail {
  const rich = item.bodyHtml ?? (item.html === undefined ? null : decodeCodePage(item.html, item.internetCodepage ?? 1252));
  const fromRtf = rich === null && item.compressedRtf !== undefined ? textOfRtfIfSound(item.compressedRtf) : null;
  const isMessage = /^IPM\.(?:Note|Schedule|Post|Report)|^REPORT\./i.test(item.messageClass ?? 'IPM.Note');
  const ms = Date.parse(item.clientSubmitTime ?? item.messageDeliveryTime ?? item.creationTime ?? '');
  const parts = (item.attachments ?? []).map((attachment) => toPart(reader, attachment));
  const encrypted = parts.some(({ mimeType }) => mimeType === ENCRYPTED);
  return {
    subject: toName(item.subject ?? ''),
    fields: [
      ['From', person(item.senderName, item.senderSmtpAddress ?? item.sentRepresentingSmtpAddress ?? item.senderEmail)],
      ...(['to', 'cc', 'bcc'] as const).map((type) => [type[0]!.toUpperCase() + type.slice(1), recipients(item, type)] as const),
      ['Date', Number.isNaN(ms) ? '' : `${new Date(ms).toUTCString()} (${isoDate(ms)})`],
      ...(isMessage ? [] : ITEM_FIELDS.map(([label, field]) => [label, String(item[field] ?? '')] as const)),
    ],
    plain: item.body || fromRtf?.plain || null,
    html: rich || fromRtf?.html || null,
    parts: encrypted ? [] : parts,
    encrypted,
  };
}

function person(name = '', address = ''): string {
  // Inside of a company Outlook writes where in its directory somebody is, which nobody knows people by.
  const known = address.startsWith('/') ? '' : address;
  if (name === '' || name === known) return known;
  return known === '' ? name : `${name} <${known}>`;
}

function recipients({ recipients: all = [] }: FieldsData, type: 'to' | 'cc' | 'bcc'): string {
  return all
    .filter(({ recipType }) => recipType === type)
    .map(({ name, smtpAddress, email }) => person(name, smtpAddress ?? email))
    .join(', ');
}

function toPart(reader: Reader, attachment: FieldsData): MailPart {
  const inner = attachment.innerMsgContentFields;
  const { content, fileName } = reader.getAttachment(attachment);
  const name = inner === undefined ? attachment.fileName || attachment.fileNameShort || attachment.name || fileName || '' : `${inner.subject || attachment.name || ''}.msg`;
  return {
    name,
    mimeType: (attachment.attachMimeTag ?? '').toLowerCase(),
    content: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
    inline: attachment.attachmentHidden === true || (attachment.pidContentId ?? '') !== '',
  };
}

/** Outlook packs HTML and plain text in RTF, from which they come out as they were; other RTF is read for what it is. */
function textOfRtf(compressed: Uint8Array): { readonly html: string | null; readonly plain: string | null } | null {
  if (compressed.length > MAX_PACKED_RTF_BYTES) return null;
  const rtf = Buffer.from(decompressRTF([...compressed]));
  if (!/\\from(?:html|text)/.test(rtf.toString('latin1', 0, RTF_HEAD_BYTES))) {
    const read = readRtf(rtf, '');
    return read.ok ? { html: null, plain: read.document.text } : null;
  }
  const { mode, text } = deEncapsulateSync(rtf, { warn: () => undefined, decode: (bytes, encoding) => decodeCodePage(bytes, Number(/\d+/.exec(encoding)?.[0] ?? 1252)) });
  return mode === 'html' ? { html: String(text), plain: null } : { html: null, plain: String(text) };
}

/** The readers throw plain errors for what they can't make sense of; the plain text beside it stands then. */
function textOfRtfIfSound(compressed: Uint8Array): ReturnType<typeof textOfRtf> {
  try {
    return textOfRtf(compressed);
  } catch {
    return null;
  }
}

/** Signed or encrypted by S/MIME: the message is inside of its one attachment. */
async function openEnvelope(mail: Mail): Promise<Mail> {
  const content = mail.parts[0]?.content;
  if (content === undefined) return mail;
  const inner = await readMime(signedContent(content) ?? content);
  if (inner === null || inner === 'damaged') return { ...mail, parts: [], encrypted: true };
  return { ...mail, plain: inner.plain ?? mail.plain, html: inner.html ?? mail.html, parts: inner.parts, encrypted: inner.encrypted };
}
