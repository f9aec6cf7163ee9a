// The engine processes of a running app, found as the system sees them: children of Electron's main process.
import { enginesOf, sleep, type EngineName } from '../support/processes.ts';
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
    await sleep(50);
  }
  throw new Error(`the ${name} engine did not start`);
}
