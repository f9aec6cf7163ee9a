// Looks over a raw message before any schema sees it: plain data only, bounded in size, none of the keys that
// reach a prototype. In: anything that structured clone or JSON can deliver, cycles included. Out: what is wrong
// with it, or null. Never recurses, so depth can't exhaust the stack.

/** Above the longest question that may reach its own, friendlier check (2,000,000 code units). */
export const MAX_MESSAGE_UNITS = 2_500_000;

/** Roughly what a value costs as JSON beyond its own characters: quotes, commas, digits. */
const UNITS_PER_VALUE = 8;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

export type InputFault = 'too-large' | 'not-plain-data' | 'forbidden-key';

export function inputFault(raw: unknown, maxUnits: number = MAX_MESSAGE_UNITS): InputFault | null {
  const waiting: unknown[] = [raw];
  let units = 0;
  while (waiting.length > 0) {
    const value = waiting.pop();
    units += UNITS_PER_VALUE;
    if (typeof value === 'string') units += value.length;
    else if (typeof value === 'object' && value !== null) {
      if (Array.isArray(value)) {
        // Counted before it is walked: a sparse array can claim four billion entries.
        units += value.length;
        if (units > maxUnits) return 'too-large';
        for (const entry of value) waiting.push(entry);
      } else {
        const prototype: unknown = Object.getPrototypeOf(value);
        if (prototype !== Object.prototype && prototype !== null) return 'not-plain-data';
        for (const key of Object.keys(value)) {
          if (FORBIDDEN_KEYS.has(key)) return 'forbidden-key';
          units += key.length;
          waiting.push((value as Record<string, unknown>)[key]);
        }
      }
    } else if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return 'not-plain-data';
    // Every visit costs units, so a cycle ends here too.
    if (units > maxUnits) return 'too-large';
  }
  return null;
}
