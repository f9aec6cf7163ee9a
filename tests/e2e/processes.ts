// The engine processes of a running app, found as the system sees them: children of Electron's main process.
import { readFileSync } from 'node:fs';
import { enginesOf, type EngineName } from '../support/processes.ts';
import type { App } from './electronApp.ts';

/** Process ids by engine; Linux only. */
export const engineProcesses = (app: App): Map<EngineName, number> => enginesOf(app.electron.process().pid!);

/** Process id of an engine, or null while it does not run. */
export const engineProcess = (app: App, name: EngineName): number | null => engineProcesses(app).get(name) ?? null;

export async function waitForEngine(app: App, name: EngineName, timeoutMs = 30_000): Promise<number> {
  const untilMs = Date.now() + timeoutMs;
  while (Date.now() < untilMs) {
    const found = engineProcess(app, name);
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the ${name} engine did not start`);
}

/** Processor time that a process has used, in clock ticks (1/100 s). */
export function processorTicks(processId: number): number {
  const fields = readFileSync(`/proc/${processId}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
