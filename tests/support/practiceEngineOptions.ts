// How the tests start the practice engine: with the Node that runs them, straight from its source.
import path from 'node:path';
import type { EngineProgram } from '../../main/engines/supervisor/engineProcess.ts';
import { practiceHostProtocol, practiceProtocol, type PracticeHostProtocol, type PracticeProtocol } from './practiceProtocol.ts';

export type PracticeMode = 'crash-at-start' | 'other-version' | 'slow-stop';

export function practiceProgram(mode?: PracticeMode): EngineProgram<PracticeHostProtocol, PracticeProtocol> {
  return {
    name: 'practice',
    nodeBinary: process.execPath,
    entry: path.join(import.meta.dirname, 'practiceEngine.ts'),
    host: practiceHostProtocol,
    createHostService: () => ({ double: async ({ number }) => number * 2 }),
    engine: practiceProtocol,
    ...(mode === undefined ? {} : { environment: { PRACTICE_MODE: mode } }),
  };
}
