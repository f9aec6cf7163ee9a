// A library in use for minutes, in full for two hours: see tests/soak/lasting.ts. `npm run soak -- --minutes N` is the same.
import { expect, test } from 'vitest';
import { notFlat, useForMinutes } from '../soak/lasting.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { counted } from '../support/thoroughness.ts';

const MINUTES = counted({ short: 0.25, normal: 2, full: 120 });

test(`in use for ${MINUTES} minutes: memory, file handles and the index stay flat`, async () => {
  const figures = await useForMinutes(temporaryFolder(), MINUTES);
  console.log(JSON.stringify(figures));
  expect(figures.rounds).toBeGreaterThan(0);
  expect(notFlat(figures)).toEqual([]);
});
