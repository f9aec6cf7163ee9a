// Test projects by folder. unit and contract run anywhere in parallel; integration and e2e start real engines
// and a real window, so their files run one after the other, after all others.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const MINUTE_MS = 60_000;

/** Two hundred kills, or two hours of soak, are one test. */
const RELIABILITY_MS = (process.env['FREEHOLD_THOROUGHNESS'] === 'full' ? 150 : 15) * MINUTE_MS;

/** Limits are for what hangs, not for a slow machine: fsync and native code take seconds where others work too. */
const project = (name: string, limitMs: number) => ({
  name,
  include: [`tests/${name}/**/*.test.ts`],
  environment: 'node' as const,
  testTimeout: limitMs,
  hookTimeout: limitMs,
  expect: { poll: { timeout: 30_000 } },
});
/** A test may draw a component to text, as Svelte does on a server; it runs in no window. */
const components = svelte({ configFile: false, compilerOptions: { runes: true } });
const small = (name: string) => ({ plugins: [components], test: project(name, 2 * MINUTE_MS) });
const large = (name: string, groupOrder: number, limitMs = 5 * MINUTE_MS) => ({
  test: { ...project(name, limitMs), fileParallelism: false, sequence: { groupOrder } },
});

export default defineConfig({
  test: { projects: [small('unit'), small('contract'), large('integration', 1), large('reliability', 2, RELIABILITY_MS), large('e2e', 3)] },
});
