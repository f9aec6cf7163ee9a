// A scope as a list of things that a person can name and take away. In: a scope. Out: a chip for each entry, with the
// scope that is left without it. Invariant: nothing is left without a part that is empty, which would find nothing.
import type { DocumentId, DocumentKind, FolderPlace, Scope, SourceId } from '../../../contract/domain.ts';

export type Chip = { readonly key: string; readonly without: Scope | null } & (
  | { readonly part: 'sources'; readonly id: SourceId }
  | { readonly part: 'folders'; readonly place: FolderPlace }
  | { readonly part: 'documents'; readonly id: DocumentId }
  | { readonly part: 'kinds'; readonly kinds: readonly DocumentKind[] }
  | { readonly part: 'afterMs' | 'beforeMs'; readonly ms: number }
  | { readonly part: 'languages' | 'authors' | 'tags'; readonly name: string }
);

export function chipsOf(scope: Scope | null): Chip[] {
  if (scope === null) return [];
  const { sources, folders, documents, kinds, afterMs, beforeMs, languages, authors, tags } = scope;
  const chips: Chip[] = [];
  sources?.forEach((id, at) => chips.push({ part: 'sources', id, key: `source ${id}`, without: without(scope, 'sources', at) }));
  folders?.forEach((place, at) => chips.push({ part: 'folders', place, key: `folder ${place.sourceId} ${place.folder}`, without: without(scope, 'folders', at) }));
  documents?.forEach((id, at) => chips.push({ part: 'documents', id, key: `document ${id}`, without: without(scope, 'documents', at) }));
  if (kinds !== undefined) chips.push({ part: 'kinds', kinds, key: 'kinds', without: withoutPart(scope, 'kinds') });
  if (afterMs !== undefined) chips.push({ part: 'afterMs', ms: afterMs, key: 'after', without: withoutPart(scope, 'afterMs') });
  if (beforeMs !== undefined) chips.push({ part: 'beforeMs', ms: beforeMs, key: 'before', without: withoutPart(scope, 'beforeMs') });
  for (const part of ['languages', 'authors', 'tags'] as const) {
    const names = { languages, authors, tags }[part];
    names?.forEach((name, at) => chips.push({ part, name, key: `${part} ${name}`, without: without(scope, part, at) }));
  }
  return chips;
}

type ListPart = 'sources' | 'folders' | 'documents' | 'languages' | 'authors' | 'tags';

function without(scope: Scope, part: ListPart, at: number): Scope | null {
  const left = (scope[part] ?? []).filter((_entry: unknown, index: number) => index !== at);
  return left.length === 0 ? withoutPart(scope, part) : { ...scope, [part]: left };
}

export function withoutPart(scope: Scope, part: keyof Scope): Scope | null {
  const { [part]: _gone, ...rest } = scope;
  return Object.keys(rest).length === 0 ? null : rest;
}
