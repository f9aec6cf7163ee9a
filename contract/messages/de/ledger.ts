// Wörter des Protokolls: was seine Einträge sagen, und was an einem nicht stimmt.
import type { enLedger } from '../en/ledger.ts';
import type { SameKeys } from '../shape.ts';

export const deLedger: SameKeys<typeof enLedger> = {
  'ledger.saveTitle': 'Protokoll sichern',
  'ledger.fileName': 'Freehold-Protokoll.jsonl',
};
