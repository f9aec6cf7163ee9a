// A ledger for the window without a host: some of everything, names and erased names.
import type { LedgerRow } from '../../contract/ledger.ts';
import type { LedgerChain } from '../../contract/ledgerKinds.ts';
import type { ParsedInput, RouteOutput } from '../../contract/routes.ts';

type Drawn = Pick<LedgerRow, 'kind' | 'facts' | 'name' | 'named'>;
const plain = (kind: LedgerRow['kind'], facts: LedgerRow['facts'] = {}): Drawn => ({ kind, facts, name: null, named: false });
const named = (kind: LedgerRow['kind'], facts: LedgerRow['facts'], name: string | null): Drawn => ({ kind, facts, name, named: true });

const OF_LIBRARY: readonly Drawn[] = [
  plain('ledger.began', { before: 0 }),
  plain('library.opened', {}),
  named('source.added', { as: 'folder' }, '/home/anna/Papers'),
  ...Array.from({ length: 240 }, (_, at) => named('file.read', { outcome: at % 17 === 3 ? 'skipped' : 'indexed', reason: at % 17 === 3 ? 'password-protected' : null, bytes: 20_000 + at * 311 }, at % 23 === 5 ? null : `/home/anna/Papers/${2000 + at} Letter from the bank.pdf`)),
  named('question.asked', { as: 'answer', general: false }, 'When does the lease end?'),
  plain('model.ran', { model: 'qwen2.5-coder-1.5b-instruct-q4_k_m', promptTokens: 812, replyTokens: 41, ms: 9_300, what: 'answer' }),
  named('file.shown', {}, '/home/anna/Papers/Lease Elm Street.pdf'),
  plain('answer.exported', { as: 'receipt' }),
  plain('source.forgotten', { files: 31, quotes: 'kept' }),
];
const OF_INSTALLATION: readonly Drawn[] = [
  plain('ledger.began', { before: 0 }),
  plain('app.started', { version: '0.1.0', as: 'window' }),
  plain('connection.blocked', { by: 'window', scheme: 'https:', what: 'image', count: 3 }),
  plain('connection.allowed', { host: 'models.example', purpose: 'download' }),
];
const MINUTE_MS = 60_000;

function rowsOf(chain: LedgerChain): LedgerRow[] {
  const of = chain === 'library' ? OF_LIBRARY : OF_INSTALLATION;
  const now = Date.now();
  return of.map((entry, index) => ({ sequence: index + 1, atMs: now - (of.length - index) * 7 * MINUTE_MS, ...entry })).reverse();
}

export function mockLedgerPage({ chain, offset, limit, fromMs, untilMs }: ParsedInput<'ledger.page'>, kinds: readonly string[] | null): RouteOutput<'ledger.page'> {
  const rows = rowsOf(chain).filter(({ kind, atMs }) => (kinds === null || kinds.includes(kind)) && (fromMs === null || atMs >= fromMs) && (untilMs === null || atMs < untilMs));
  return { rows: rows.slice(offset, offset + limit), total: rows.length };
}

export function mockLedgerVerdict(): RouteOutput<'ledger.verify'> {
  return (['library', 'installation'] as const).map((chain) => {
    const rows = rowsOf(chain);
    return { chain, id: chain, entries: rows.length, firstMs: rows.at(-1)!.atMs, lastMs: rows[0]!.atMs, head: 'ab'.repeat(32), keyed: true, keyedFrom: 1, anchored: rows.length, faults: [] };
  });
}
