// Test projects by folder. unit and contract run anywhere in parallel; integration and e2e start real engines
// and a real window, so their files run one after the other.
import { defineConfig } from 'vitest/config';

const MINUTE_MS = 60_000;

const small = (name: string) => ({ test: { name, include: [`tests/${name}/**/*.test.ts`], environment: 'node' as const } });
const large = (name: string) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    environment: 'node' as const,
    fileParallelism: false,
    testTimeout: 5 * MINUTE_MS,
    hookTimeout: 5 * MINUTE_MS,
  },
});

export default defineConfig({
  test: { projects: [small('unit'), small('contract'), large('integration'), large('e2e')] },
});
