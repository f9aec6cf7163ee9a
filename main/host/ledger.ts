// The ledgers at the host: its own chain of the installation, the open library's behind the engine, and both together as a
// page, a check and an export. In an export a line for each chain's head comes first, then the entries, as JSON lines.
import path from 'node:path';
import type { ChainVerdict, LedgerEvent, LedgerRow } from '../../contract/ledger.ts';
import { LEDGER_KINDS } from '../../contract/ledgerKinds.ts';
import type { ParsedInput, RouteOutput } from '../../contract/routes.ts';
import type { LibraryProtocol } from '../engines/library/protocol.ts';
import type { Call } from '../engines/rpc/protocol.ts';
import { checkChain, isSealed, startOf, type ChainPoint } from '../sovereignty/ledger/chain.ts';
import { createInstallationLedger, type InstallationLedger, type ReadInstallation } from '../sovereignty/ledger/installationLedger.ts';
import type { CoreHandlers } from './handlers.ts';

type LedgerRoute = 'ledger.page' | 'ledger.verify';

export interface HostLedger {
  /** For what concerns no library, or happens while none is open. */
  readonly installation: InstallationLedger;
  readonly dir: string;
  /** For what the host does with what is in the open library. It is not to be done when this fails. */
  recordInLibrary(event: LedgerEvent): Promise<void>;
  /** A start on a full disk is a start all the same. */
  recordStart(version: string, as: 'window' | 'commandLine', onProblem: (error: unknown) => void): void;
  readonly handlers: Pick<CoreHandlers, LedgerRoute>;
  /** @param exported heads of an export, by the ids of their chains */
  verify(signal: AbortSignal, exported?: ReadonlyMap<string, ChainPoint>): Promise<ChainVerdict[]>;
  /** Records an export of both chains and has it written: lines of JSON, the heads first. */
  exportTo(write: (pieces: AsyncIterable<string>) => Promise<void>, options: { readonly names: boolean; readonly signal: AbortSignal }): Promise<void>;
}

/** First field of an export's first line. */
export const EXPORT_FORMAT = 'freehold ledger 1';
const PAGE = 500;

export function createHostLedger({ ledgerDir, library, libraryIsOpen }: { readonly ledgerDir: string; readonly library: () => Call<LibraryProtocol>; readonly libraryIsOpen: () => boolean }): HostLedger {
  const installation = createInstallationLedger(ledgerDir);

  async function verify(signal: AbortSignal, exported: ReadonlyMap<string, ChainPoint> = new Map()): Promise<ChainVerdict[]> {
    if (!libraryIsOpen()) return [installationVerdict(installation.read(), null, exported)];
    const { id } = await library()('ledger.head', {}, { signal });
    const { verdict, tie } = await library()('ledger.check', { exported: exported.get(id) ?? null }, { signal });
    return [verdict, installationVerdict(installation.read(), tie, exported)];
  }

  async function* lines(names: boolean, signal: AbortSignal): AsyncGenerator<string> {
    const own = installation.read();
    const ofLibrary = libraryIsOpen() ? await library()('ledger.head', {}, { signal }) : null;
    const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
    const ownHead = own.entries.at(-1);
    const heads = [
      ...(ofLibrary === null ? [] : [{ chain: 'library', ...ofLibrary }]),
      ...(ownHead === undefined ? [] : [{ chain: 'installation', id: own.id, sequence: ownHead.sequence, hash: ownHead.hash, seal: ownHead.seal }]),
    ];
    yield line({ format: EXPORT_FORMAT, exportedAtMs: Date.now(), heads });
    for (let after = 0; ofLibrary !== null && after < ofLibrary.sequence; ) {
      const entries = await library()('ledger.entries', { after, until: ofLibrary.sequence, limit: PAGE, names }, { signal });
      if (entries.length === 0) break;
      yield entries.map((entry) => line({ chain: 'library', ...entry })).join('');
      after = entries.at(-1)!.sequence;
    }
    for (const { seal: _seal, ...entry } of own.entries) yield line({ chain: 'installation', ...entry });
  }

  async function exportTo(write: (pieces: AsyncIterable<string>) => Promise<void>, { names, signal }: { readonly names: boolean; readonly signal: AbortSignal }): Promise<void> {
    const own = installation.read().entries.length;
    if (libraryIsOpen()) {
      const { sequence } = await library()('ledger.head', {}, { signal });
      await library()('ledger.record', { kind: 'ledger.exported', facts: { entries: own + sequence, names } });
    } else installation.record({ kind: 'ledger.exported', facts: { entries: own, names } });
    await write(lines(names, signal));
  }

  return {
    installation,
    dir: ledgerDir,
    recordStart: (version, as, onProblem) => {
      try {
        installation.record({ kind: 'app.started', facts: { version, as } });
      } catch (error) {
        onProblem(error);
      }
    },
    recordInLibrary: async (event) => void (await library()('ledger.record', event)),
    handlers: {
      'ledger.page': async ({ chain, ...filter }, { signal }) => (chain === 'library' ? library()('ledger.rows', filter, { signal }) : installationPage(installation.read(), filter)),
      'ledger.verify': (_input, { signal }) => verify(signal),
    },
    verify,
    exportTo,
  };
}

export const ledgerDirOf = (userDataDir: string): string => path.join(userDataDir, 'ledger');

function installationPage({ entries }: ReadInstallation, { group, fromMs, untilMs, offset, limit }: Omit<ParsedInput<'ledger.page'>, 'chain'>): RouteOutput<'ledger.page'> {
  const kinds: readonly string[] | null = group === null ? null : LEDGER_KINDS[group];
  const matching = entries.filter(({ kind, atMs }) => (kinds === null || kinds.includes(kind)) && (fromMs === null || atMs >= fromMs) && (untilMs === null || atMs < untilMs));
  const rows = matching.toReversed().slice(offset, offset + limit);
  return { total: matching.length, rows: rows.map(({ sequence, atMs, kind, facts }) => ({ sequence, atMs, kind: kind as LedgerRow['kind'], facts, name: null, named: false })) };
}

/** @param tie how far the open library says that this chain was */
function installationVerdict({ id, entries, unreadable, anchor, key }: ReadInstallation, tie: (ChainPoint & { readonly installation: string }) | null, exported: ReadonlyMap<string, ChainPoint>): ChainVerdict {
  const last = entries.at(-1);
  const anchorHolds = anchor !== null && (key === null || isSealed(id, anchor, key));
  const wasExported = exported.get(id);
  const { faults, head, ...facts } = checkChain(id, entries, {
    head: last ?? null,
    key,
    noted: [
      ...(anchorHolds ? [{ point: anchor, missing: 'cut', differs: 'replaced' } as const] : []),
      ...(tie !== null && tie.installation === id ? [{ point: tie, missing: 'otherChainDiffers', differs: 'otherChainDiffers' } as const] : []),
      ...(wasExported === undefined ? [] : [{ point: wasExported, missing: 'exportCut', differs: 'exportDiffers' } as const]),
    ],
  });
  const noAnchor = !anchorHolds && entries.length > 0 ? [{ fault: 'anchorMissing', sequence: null, count: null } as const] : [];
  return {
    chain: 'installation',
    id,
    ...facts,
    head: id === '' ? startOf('').hash : head.hash,
    keyed: key !== null,
    anchored: anchorHolds ? anchor.sequence : null,
    faults: [...faults, ...unreadable.map((sequence) => ({ fault: 'unreadable', sequence, count: null }) as const), ...noAnchor],
  };
}
