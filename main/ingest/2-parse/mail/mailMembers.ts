// The parts of a message that are files of their own. Left out is what belongs to the message itself: signatures, and
// pictures too small to hold words (in its text they are logos); a larger one may be a screenshot.
import type { DocumentKind } from '../../../../contract/domain.ts';
import { hashOf } from '../members/fingerprint.ts';
import { MAX_MEMBER_BYTES, MAX_MEMBERS, type ListedMember } from '../members/listedMember.ts';
import type { MemberStep } from '../members/memberSteps.ts';
import { headFields, toName } from './headFields.ts';
import type { MailPart } from './mail.ts';

const SIGNATURES = /^application\/(?:pgp-(?:signature|encrypted|keys)|(?:x-)?pkcs7-(?:signature|mime))$/;
const IMAGE = /^image\//;
const IMAGE_NAME = /\.(?:png|jpe?g|gif|bmp|webp)$/i;
const MIN_IMAGE_BYTES = 10 * 1024;
const MIN_INLINE_IMAGE_BYTES = 50 * 1024;

const KINDS: Readonly<Record<string, DocumentKind>> = {
  'application/pdf': 'pdf',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.ms-powerpoint': 'ppt',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.presentation': 'odp',
  'application/rtf': 'rtf',
  'application/epub+zip': 'epub',
  'application/zip': 'zip',
  'application/mbox': 'mbox',
  'application/vnd.ms-outlook': 'msg',
  'text/html': 'html',
  'text/csv': 'csv',
  'text/markdown': 'markdown',
  'text/rtf': 'rtf',
  'image/png': 'image',
  'image/jpeg': 'image',
  'image/tiff': 'image',
};
/** Text whatever the name says. */
const TEXT = /^text\/(?:plain|calendar|vcard|x-vcard|rfc822-headers)$|^message\/(?:delivery-status|disposition-notification|feedback-report)$/;
const MESSAGE = /^message\/(?:rfc822|global)$/;

export interface MailMembers {
  readonly members: readonly ListedMember[];
  /** More than a message has; the rest is not listed. */
  readonly more: boolean;
}

/** @param stepTo the step to a part by its place among all parts */
export function mailMembers(parts: readonly MailPart[], stepTo: (index: number) => MemberStep): MailMembers {
  const members = parts.flatMap((part, index) => (isListed(part) ? [toMember(part, index, stepTo(index))] : []));
  return { members: members.slice(0, MAX_MEMBERS.message), more: members.length > MAX_MEMBERS.message };
}

function isListed({ mimeType, content, inline, name }: MailPart): boolean {
  if (content.length === 0 || SIGNATURES.test(mimeType) || name === 'smime.p7s') return false;
  if (!IMAGE.test(mimeType) && !IMAGE_NAME.test(name)) return true;
  return content.length >= (inline ? MIN_INLINE_IMAGE_BYTES : MIN_IMAGE_BYTES);
}

function toMember(part: MailPart, index: number, step: MemberStep): ListedMember {
  const { mimeType, content } = part;
  const isMessage = MESSAGE.test(mimeType);
  const head = isMessage ? headFields(content.subarray(0, 32 * 1024)) : null;
  const name = lastOf(part.name) || head?.subject || head?.from || `${index + 1}${extensionOf(mimeType)}`;
  return {
    step,
    name,
    kind: isMessage ? 'eml' : kindOf(name, mimeType),
    ...(content.length > MAX_MEMBER_BYTES ? { skip: 'too-large' as const } : {}),
    sizeBytes: content.length,
    modifiedMs: head?.dateMs ?? null,
    fingerprint: hashOf(content),
  };
}

/** A name from another system may come with its folders. */
const lastOf = (name: string): string => toName(name.split(/[/\\]/).at(-1) ?? '');

/** A name with an extension says more than the type, which is often only that of any bytes. */
function kindOf(name: string, mimeType: string): DocumentKind | null {
  if (TEXT.test(mimeType) && !/\.(?:txt|text|log|md|csv|tsv|html?|tex|org|rst)$/i.test(name)) return 'text';
  return /.\.[a-z0-9]{1,5}$/i.test(name) ? null : (KINDS[mimeType] ?? null);
}

function extensionOf(mimeType: string): string {
  const kind = KINDS[mimeType];
  return TEXT.test(mimeType) ? '.txt' : kind === undefined || kind === 'image' ? '' : `.${kind}`;
}
