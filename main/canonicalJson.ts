// One text for one value (RFC 8785, JSON Canonicalization Scheme), so that equal values have equal hashes whoever
// wrote them down. In: what JSON can hold. Out: the text, or its SHA-256 as hex.
import { createHash } from 'node:crypto';

/** Names in the order of their UTF-16 code units, no spaces; numbers and strings as ECMAScript writes them. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // A comparison of strings is one of code units.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

export const sha256Of = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export const hashOfJson = (value: unknown): string => sha256Of(canonicalJson(value));
