// Words of the ledger: what its entries say, and what is wrong with one.

export const enLedger = {
  'ledger.saveTitle': 'Save the ledger',
  'ledger.fileName': 'Freehold ledger.jsonl',
} as const;
