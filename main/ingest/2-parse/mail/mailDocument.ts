// A message to a document: its headers as the first paragraph, then the body. Quoted lines are paragraphs of their own.
import type { Block, ParsedDocument } from '../../../../contract/domain.ts';
import { authorOf } from '../author.ts';
import { normalizeCounting } from '../decodeText.ts';
import { textOfHtml } from '../formats/html.ts';
import { linesOf } from '../lines.ts';
import { createTextBuilder } from '../textBuilder.ts';
import type { Mail } from './mail.ts';

/** Lists of hundreds of recipients say little, and would push the body out of the first passage. */
const MAX_FIELD_LENGTH = 4_000;
/** Many messages come with a plain text that only says where to read the other one. */
const PLAIN_SHARE = 0.4;
/** A line that begins with so many spaces is blank. */
const BLANK_LENGTH = 500;
const ENCRYPTED = /-----BEGIN PGP MESSAGE-----[\s\S]*?(?:-----END PGP MESSAGE-----|$)/g;
const SIGNED = /^-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:Hash:.*\r?\n)*|^-----BEGIN PGP SIGNATURE-----[\s\S]*?(?:-----END PGP SIGNATURE-----|$(?![\s\S]))/gm;

interface Text {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly hidden: number;
}

/** @param title for a message without a subject */
export function mailDocument(mail: Mail, title: string, attachments: readonly string[]): ParsedDocument {
  const plain = mail.plain?.replaceAll(ENCRYPTED, '') ?? null;
  const encrypted = mail.encrypted || plain !== mail.plain;
  const head = headOf(mail, attachments);
  const body = bodyOf(plain, mail.html);
  const { text, blocks } = head.text === '' || body.text === '' ? (head.text === '' ? body : head) : joined(head, body);
  return { title: mail.subject || title, text, blocks, pageStarts: null, hidden: head.hidden + body.hidden, ...(encrypted ? { partly: 'password-protected' as const } : {}), ...authorOf([senderOf(mail)]) };
}

const senderOf = ({ fields }: Mail): string => fields.find(([label]) => label === 'From')?.[1] ?? '';

function headOf({ fields, subject }: Mail, attachments: readonly string[]): Text {
  const builder = createTextBuilder();
  builder.startBlock('paragraph');
  const rows: Mail['fields'] = [...fields, ['Subject', subject], ['Attachments', attachments.join(', ')]];
  for (const [label, value] of rows) {
    if (value.trim() === '') continue;
    builder.startLine();
    builder.write(`${label}: ${value.slice(0, MAX_FIELD_LENGTH)}`);
  }
  return builder.finish();
}

function bodyOf(plain: string | null, html: string | null): Text {
  const text = plain === null ? null : textOfPlain(plain);
  if (html === null) return text ?? { text: '', blocks: [], hidden: 0 };
  const rich = textOfHtml(html);
  return text !== null && words(text.text) >= words(rich.text) * PLAIN_SHARE ? text : rich;
}

const words = (text: string): number => text.match(/\S+/g)?.length ?? 0;

function textOfPlain(plain: string): Text {
  const builder = createTextBuilder();
  // Mailboxes and old mail servers put a mark before it, since a line that begins so begins a message.
  const normal = normalizeCounting(plain.replaceAll(SIGNED, ''));
  const text = normal.text.replaceAll(/^>From /gm, 'From ');
  let start = 0;
  let end = 0;
  let quoted = false;
  const close = (): void => {
    builder.startBlock('paragraph');
    builder.write(text.slice(start, end), true);
  };
  for (const line of linesOf(text)) {
    const isQuoted = text[line.start] === '>';
    const isBlank = text.slice(line.start, Math.min(line.end, line.start + BLANK_LENGTH)).trim() === '';
    if (isBlank || isQuoted !== quoted) {
      close();
      start = isBlank ? line.end : line.start;
    }
    quoted = isQuoted;
    end = isBlank ? start : line.end;
  }
  close();
  return { ...builder.finish(), hidden: normal.hidden };
}

function joined(first: Text, second: Text): Pick<Text, 'text' | 'blocks'> {
  const shift = first.text.length + 2;
  const moved = second.blocks.map((block) => ({ ...block, start: block.start + shift, end: block.end + shift }));
  return { text: `${first.text}\n\n${second.text}`, blocks: [...first.blocks, ...moved] };
}
