// Subject, sender and date from the first bytes of a message, for a list of messages that are not read as a whole.
import { decodeWords } from 'postal-mime';
import { decodeText } from '../decodeText.ts';

export interface HeadFields {
  readonly subject: string;
  readonly from: string;
  readonly dateMs: number | null;
}

const MAX_NAME_LENGTH = 200;

export function headFields(head: Buffer): HeadFields {
  const end = /\r?\n\r?\n/.exec(head.toString('latin1'))?.index ?? head.length;
  const text = decodeText(head.subarray(0, end)) ?? head.toString('latin1', 0, end);
  const lines = text.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const field = (name: string): string => {
    const line = lines.find((one) => one.slice(0, name.length + 1).toLowerCase() === `${name}:`);
    return line === undefined ? '' : decodeWords(line.slice(name.length + 1).trim());
  };
  const dateMs = Date.parse(field('date').replace(/\s*\([^)]*\)\s*$/, ''));
  return { subject: toName(field('subject')), from: toName(field('from')), dateMs: Number.isNaN(dateMs) ? null : dateMs };
}

/** One line without control characters, of a length that a list can show. */
export function toName(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length <= MAX_NAME_LENGTH ? line : `${line.slice(0, MAX_NAME_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
