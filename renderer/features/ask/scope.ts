// Which sources a question looks in. In: what was ticked and the sources that are there. Out: the ids that are sent,
// or null for everywhere. Invariant: never an empty list, which would search nothing.
import type { SourceId } from '../../../contract/domain.ts';

export type Scope = readonly SourceId[] | null;

/** Without the sources that were forgotten since; none or all of them left is everywhere. */
export function scopeAmong(there: readonly SourceId[], ticked: Scope): Scope {
  if (ticked === null) return null;
  const kept = there.filter((id) => ticked.includes(id));
  return kept.length === 0 || kept.length === there.length ? null : kept;
}

/** The scope with one box changed; null when that was the last one ticked, which stays as it is. */
export function toggled(there: readonly SourceId[], scope: Scope, id: SourceId): { readonly scope: Scope } | null {
  const ticked = scope ?? there;
  const next = ticked.includes(id) ? ticked.filter((other) => other !== id) : [...ticked, id];
  return next.length === 0 ? null : { scope: scopeAmong(there, next) };
}
