// What the command line exits with. A receipt or a ledger that can't be checked must not look like one that no longer holds.

export const EXIT = { ok: 0, failed: 1, differs: 1, badUse: 2, unreadable: 2, notInDocuments: 3, notVouchedFor: 3 } as const;
