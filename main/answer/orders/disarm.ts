// A passage as the model and the proofs read it: without the orders that it gives.
import type { RankedPassage } from '../../../contract/domain.ts';
import { blankOrders, findOrders } from './findOrders.ts';

/** Orders to the model are blanked, in place: neither the model nor a proof reads them, and every offset still holds. */
export function disarm(passage: RankedPassage): { readonly passage: RankedPassage; readonly orders: readonly string[] } {
  const ranges = findOrders(passage.text);
  const inHeader = findOrders(passage.header).length > 0;
  if (ranges.length === 0 && !inHeader) return { passage, orders: [] };
  const orders = ranges.map(({ start, end }) => passage.text.slice(start, end));
  return { passage: { ...passage, header: inHeader ? '' : passage.header, text: blankOrders(passage.text, ranges) }, orders: inHeader ? [passage.header, ...orders] : orders };
}
