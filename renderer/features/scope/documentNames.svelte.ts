// What the files are called that a scope names. Names are asked for once and kept; a file that left the library has none.
import { SvelteMap } from 'svelte/reactivity';
import type { DocumentId } from '../../../contract/domain.ts';
import { request } from '../../api/client.ts';

const names = new SvelteMap<DocumentId, string | null>();
let wanted: DocumentId[] = [];

/** Notes a name that is known anyway. */
export function noteName(id: DocumentId, name: string): void {
  names.set(id, name);
}

/** Null for a file that is gone; undefined while the name is on its way. */
export function nameOf(id: DocumentId): string | null | undefined {
  const known = names.get(id);
  if (known === undefined && !wanted.includes(id)) {
    wanted.push(id);
    if (wanted.length === 1) queueMicrotask(() => void fetchNames());
  }
  return known;
}

async function fetchNames(): Promise<void> {
  const ids = wanted;
  const found = await request('document.names', { documentIds: ids.slice(0, 1000) }).catch(() => null);
  wanted = [];
  if (found === null) return;
  for (const id of ids) names.set(id, null);
  for (const { id, name } of found) names.set(id, name);
}
