// Which message says an entry of the ledger, and with which data. In: kind and facts. Out: a key of the catalogue.
// Invariant: every kind, with every value of the fact that it is worded by, has its message (a test goes through them).
import type { LedgerKind } from './ledgerKinds.ts';
import { isMessageKey, type MessageData, type Translate } from './messages/index.ts';

export interface WordedEntry {
  readonly kind: LedgerKind;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** The fact by which an entry of this kind is worded. */
export const WORDED_BY: Partial<Record<LedgerKind, string>> = {
  'file.read': 'outcome',
  'file.handedOver': 'to',
  'question.asked': 'as',
  'model.ran': 'what',
  'answer.exported': 'as',
  'library.exported': 'as',
  'backup.deleted': 'file',
  'files.forgotten': 'because',
  'source.added': 'as',
  'download.finished': 'outcome',
  'sealed.changed': 'sealed',
  'key.used': 'opened',
  'app.started': 'as',
  'update.checked': 'outcome',
  'update.applied': 'outcome',
};

/** The fact that chooses between one and many. */
const COUNTED_BY: Partial<Record<LedgerKind, string>> = {
  'source.forgotten': 'files',
  'files.forgotten': 'files',
  'conversation.deleted': 'answers',
  'names.erased': 'names',
  'ledger.began': 'before',
};

export function ledgerLine({ kind, facts }: WordedEntry, t: Translate): string {
  const by = WORDED_BY[kind];
  const key = by === undefined ? `ledger.line.${kind}` : `ledger.line.${kind}.${String(facts[by])}`;
  const counted = COUNTED_BY[kind];
  const { reason = null, what = null, why = null } = facts;
  const data: MessageData = {
    ...facts,
    ...(counted === undefined ? {} : { count: facts[counted] ?? 0 }),
    reason: worded(`reason.${String(reason)}`, '', t),
    why: worded(`error.${String(why)}.title`, String(why), t),
    removed: kind === 'data.removed' ? removedData(facts, t) : null,
    what: worded(`ledger.fact.${String(what)}`, String(what), t),
  };
  return isMessageKey(key) ? t(key, data) : kind;
}

function removedData({ libraries = 0, parts = '' }: WordedEntry['facts'], t: Translate): string {
  const others = String(parts).split(', ').filter((part) => part !== '');
  return [...(Number(libraries) > 0 ? [t('ledger.removed.libraries', { count: Number(libraries) })] : []), ...others.map((part) => worded(`removal.part.${part}`, part, t))].join(', ');
}

const worded = (key: string, otherwise: string, t: Translate): string => (isMessageKey(key) ? t(key) : otherwise);
