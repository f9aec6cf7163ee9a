// The engine processes of a running app, found as the system sees them: children of Electron's main process.
import { readdirSync, readFileSync } from 'node:fs';
import type { App } from './electronApp.ts';

export type EngineName = 'library' | 'llm' | 'parser';

/** Process ids by engine; Linux only. */
export function engineProcesses(app: App): Map<EngineName, number> {
  const parent = app.electron.process().pid;
  const found = new Map<EngineName, number>();
  for (const entry of readdirSync('/proc').filter((candidate) => /^\d+$/.test(candidate))) {
    try {
      const name = /engines\/(library|llm|parser)\.js/.exec(readFileSync(`/proc/${entry}/cmdline`, 'utf8'))?.[1];
      if (name === undefined) continue;
      const parentOf = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${entry}/status`, 'utf8'))?.[1]);
      if (parentOf === parent) found.set(name as EngineName, Number(entry));
    } catch {
      // It ended while it was looked at.
    }
  }
  return found;
}

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
