// What may ship: an SPDX expression passes when some choice that it leaves is on the list.
import { expect, test } from 'vitest';
import { isAllowed } from '../../../scripts/package/licences.mjs';

test.each(['MIT', '(MIT OR GPL-3.0-or-later)', 'GPL-3.0-only OR MIT', '(MIT AND Zlib)', 'BlueOak-1.0.0'])('%s may ship', (expression) => {
  expect(isAllowed(expression)).toBe(true);
});

test.each(['', 'GPL-3.0-only', '(MIT AND GPL-3.0-only)', 'SEE LICENSE IN LICENSE', 'UNLICENSED', 'MIT AND (GPL-2.0-only OR LGPL-3.0-only)'])('"%s" may not', (expression) => {
  expect(isAllowed(expression)).toBe(false);
});
