// The hashes by which a receipt tells of itself. They show that a field was altered, and which; they are no signature:
// whoever alters a field on purpose can write new hashes.
import { hashOfJson } from '../../canonicalJson.ts';

export interface Integrity {
  readonly fields: Record<string, string>;
  readonly whole: string;
}

export function integrityOf(content: Readonly<Record<string, unknown>>): Integrity {
  const fields = Object.fromEntries(Object.entries(content).map(([name, value]) => [name, hashOfJson(value)]));
  return { fields, whole: hashOfJson(content) };
}

/** Names of the fields that are not what they were when the receipt was saved; also those added or taken away since. */
export function alteredFields(receipt: Readonly<Record<string, unknown>>): string[] {
  const { integrity, ...content } = receipt;
  const noted = integrity as Integrity;
  const now = integrityOf(content);
  const names = new Set([...Object.keys(noted.fields), ...Object.keys(now.fields)]);
  const altered = [...names].filter((name) => noted.fields[name] !== now.fields[name]).sort();
  // Every field is as its own hash says, and all together are not: the hashes were written anew, but for this one.
  return altered.length === 0 && noted.whole !== now.whole ? ['integrity'] : altered;
}
