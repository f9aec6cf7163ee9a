// How long the long tests run: `short` in `npm test`, `normal` in a suite of its own, `full` with `-- --full`.
// scripts/test.mjs says which.

type Thoroughness = 'short' | 'normal' | 'full';

const given = process.env['FREEHOLD_THOROUGHNESS'];
const thoroughness: Thoroughness = given === 'normal' || given === 'full' ? given : 'short';

/** The count that holds for this run, e.g. how often a process is killed. */
export function counted(counts: Readonly<Record<Thoroughness, number>>): number {
  return counts[thoroughness];
}
