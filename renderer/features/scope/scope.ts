// What a question is limited to. In: what was chosen and the sources that are there. Out: the scope that is sent, or
// null for everywhere. Invariant: never an empty list of sources, which would search nothing.
import type { Scope, SourceId } from '../../../contract/domain.ts';

/**
 * Without the sources that were forgotten since; all of them left is every source. Where none is left they stay, so that
 * nothing is found: whoever chose to look in one place is not led to look everywhere.
 */
export function scopeAmong(there: readonly SourceId[], wanted: Scope | null): Scope | null {
  if (wanted === null) return null;
  const { sources, ...rest } = wanted;
  const kept = there.filter((id) => sources?.includes(id) === true);
  const scope: Scope = sources === undefined || kept.length === there.length ? rest : { ...rest, sources: kept.length === 0 ? sources : kept };
  return Object.keys(scope).length === 0 ? null : scope;
}

/** The scope with one source's box changed; null when that was the last one ticked, which stays as it is. */
export function toggled(there: readonly SourceId[], scope: Scope | null, id: SourceId): { readonly scope: Scope | null } | null {
  const ticked = there.filter((source) => scope?.sources?.includes(source) ?? true);
  const next = ticked.includes(id) ? ticked.filter((other) => other !== id) : [...ticked, id];
  return next.length === 0 ? null : { scope: scopeAmong(there, { ...scope, sources: next }) };
}

/** True for scopes that look in the same places, in whatever order these are named. */
export const sameScope = (a: Scope | null, b: Scope | null): boolean => textOf(a) === textOf(b);

function textOf(scope: Scope | null): string {
  const parts = Object.entries(scope ?? {}).map(([part, value]) => [part, Array.isArray(value) ? value.map((entry) => JSON.stringify(entry)).sort() : value]);
  return JSON.stringify(parts.sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)));
}
