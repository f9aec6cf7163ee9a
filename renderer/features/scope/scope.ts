// What a question is limited to. In: what was chosen and the sources that are there. Out: the scope that is sent, or
// null for everywhere. Invariant: never an empty list of sources, which would search nothing.
import type { Scope, SourceId } from '../../../contract/domain.ts';

/** Without the sources that were forgotten since; none or all of them left is every source. */
export function scopeAmong(there: readonly SourceId[], wanted: Scope | null): Scope | null {
  if (wanted === null) return null;
  const { sources, ...rest } = wanted;
  const kept = there.filter((id) => sources?.includes(id) === true);
  const scope: Scope = kept.length === 0 || kept.length === there.length ? rest : { ...rest, sources: kept };
  return Object.keys(scope).length === 0 ? null : scope;
}

/** The scope with one source's box changed; null when that was the last one ticked, which stays as it is. */
export function toggled(there: readonly SourceId[], scope: Scope | null, id: SourceId): { readonly scope: Scope | null } | null {
  const ticked = scope?.sources ?? there;
  const next = ticked.includes(id) ? ticked.filter((other) => other !== id) : [...ticked, id];
  return next.length === 0 ? null : { scope: scopeAmong(there, { ...scope, sources: next }) };
}
