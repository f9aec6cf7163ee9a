// How an engine's program is started and confined, for whoever starts one. In: where programs are, which one, what proves its
// files. Out: that part of what `superviseEngine` takes. Invariant: no engine is started in another way.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PARSER_ARGUMENTS } from '../engines/parser/parserProgram.ts';
import { emptyNetwork, noCoreDump } from '../engines/supervisor/startedBy.ts';
import type { VerifyEngine } from '../sovereignty/verifyEngines.ts';
import type { HostPaths } from './hostOptions.ts';

export type EngineName = 'library' | 'llm' | 'parser';

/** A signal would open the debugger's port in a program that runs. */
const NO_DEBUGGER = '--disable-sigusr1';
const MORE: Readonly<Record<EngineName, readonly string[]>> = { library: [], llm: [], parser: PARSER_ARGUMENTS };

/** @param verifyEngine proves an engine's files before it starts; undefined where there is nothing to prove them by */
export function engineProgram({ nodeBinary, enginesDir }: Pick<HostPaths, 'nodeBinary' | 'enginesDir'>, name: EngineName, verifyEngine: VerifyEngine | undefined) {
  return {
    name,
    nodeBinary,
    nodeArguments: [`--import=${pathToFileURL(path.join(enginesDir, 'guard.js')).href}`, NO_DEBUGGER, ...MORE[name]],
    startedBy: [...noCoreDump(), ...(emptyNetwork() ?? [])],
    entry: path.join(enginesDir, `${name}.js`),
    beforeStart: async () => verifyEngine?.(name),
  };
}
