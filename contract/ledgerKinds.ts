// What a ledger's entries are of, for whoever only names the kinds: no schemas behind it. Past tense, thing first.
// Facts are plain values that stay in the chain for good: never a path, a question, a file's name or its text. Those are
// `name`s; the chain has their keyed hash, and the names themselves can be erased.

/** One group a filter of the window. */
export const LEDGER_KINDS = {
  files: ['file.read', 'file.shown', 'file.handedOver'],
  questions: ['question.asked', 'model.ran'],
  exports: ['answer.exported', 'account.exported', 'ledger.exported', 'certificate.saved', 'library.exported'],
  deletions: ['source.forgotten', 'files.forgotten', 'conversation.deleted', 'forgetting.revoked', 'erasure.finished', 'names.erased', 'backup.deleted', 'data.removed'],
  connections: ['connection.blocked', 'connection.allowed', 'download.finished', 'sealed.changed'],
  keys: ['key.used', 'key.changed'],
  library: ['ledger.began', 'ledger.rekeyed', 'ledger.mismatched', 'app.started', 'library.opened', 'library.restored', 'source.added', 'retention.changed', 'model.added', 'model.removed', 'update.checked', 'update.applied'],
} as const;

export type LedgerGroup = keyof typeof LEDGER_KINDS;
export type LedgerKind = (typeof LEDGER_KINDS)[LedgerGroup][number];

/** `library`: what was done in a library, kept in it. `installation`: what no library is open for, kept beside the settings. */
export const LEDGER_CHAINS = ['library', 'installation'] as const;
export type LedgerChain = (typeof LEDGER_CHAINS)[number];

/** What can be wrong with a chain. `mismatched`: the chain itself notes that it was found so at an opening. */
export const LEDGER_FAULTS = ['edited', 'missing', 'reordered', 'unreadable', 'head', 'cut', 'replaced', 'anchorMissing', 'mismatched', 'nameDiffers', 'exportCut', 'exportDiffers', 'otherChainDiffers'] as const;
