// The host's part of "Prove it": attempts planted in this program and in each engine, which is started for it. In: the
// engines. Out: rows of the proof, in the order of the places. An engine that does not start fails the whole: no proof.
import type { ProofRow } from '../../contract/proof.ts';
import { guardNode } from '../sovereignty/guardNode.ts';
import { tryOut } from '../sovereignty/tryOut.ts';
import type { Engines } from './engines.ts';

export async function proveOffline(engines: Engines): Promise<ProofRow[]> {
  const rows: ProofRow[] = (await tryOut(guardNode())).map((attempt) => ({ place: 'main', ...attempt }));
  const { library, llm, parser } = engines;
  const inEngines = { library: () => library.call('network.tryOut', {}), llm: () => llm.call('network.tryOut', {}), parser: () => parser.call('network.tryOut', {}) };
  for (const place of ['library', 'llm', 'parser'] as const) rows.push(...(await inEngines[place]()).map((attempt) => ({ place, ...attempt })));
  return rows;
}
