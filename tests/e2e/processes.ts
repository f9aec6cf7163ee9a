// The engine processes of a running app, found as the system sees them: children of Electron's main process.
import { readdirSync, readFileSync } from 'node:fs';
import type { App } from './electronApp.ts';

export type EngineName = 'library' | 'llm' | 'parser';

/** Process id of an engine, or null while it does not run. Linux only. */
export function engineProcess(app: App, name: EngineName): number | null {
  const parent = app.electron.process().pid;
  for (const entry of readdirSync('/proc').filter((candidate) => /^\d+$/.test(candidate))) {
    try {
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8');
      if (!command.includes(`engines/${name}.js`)) continue;
      const parentOf = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${entry}/status`, 'utf8'))?.[1]);
      if (parentOf === parent) return Number(entry);
    } catch {
      // It ended while it was looked at.
    }
  }
  return null;
}

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
