// Adds any number of files or folders, in parts that one message carries. In: what was picked or dropped, and how a part
// of it becomes picked items. Out: the counts together. A part's tokens are used before main gives out more.
import type { RouteOutput } from '../../../contract/routes.ts';
import { request, type PickedItem } from '../../api/client.ts';

/** What `source.add` and the bridge's `dropped` take at once. */
const MAX_ITEMS = 1_000;

export async function addInParts<Item>(items: readonly Item[], pickedOf: (part: readonly Item[]) => Promise<readonly PickedItem[]>): Promise<RouteOutput<'source.add'>> {
  const sum = { added: 0, alreadyThere: 0 };
  for (let at = 0; at < items.length; at += MAX_ITEMS) {
    const picked = await pickedOf(items.slice(at, at + MAX_ITEMS));
    if (picked.length === 0) continue;
    const { added, alreadyThere } = await request('source.add', { tokens: picked.map((item) => item.token) });
    sum.added += added;
    sum.alreadyThere += alreadyThere;
  }
  return sum;
}
