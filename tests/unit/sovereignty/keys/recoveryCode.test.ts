// The recovery code: read as people write it, and a slip of the pen is noticed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeRecoveryCode, readRecoveryCode } from '../../../../main/sovereignty/keys/recoveryCode.ts';

test('every code reads back, however it is written', () => {
  for (let at = 0; at < 500; at += 1) {
    const code = makeRecoveryCode();
    const symbols = code.replaceAll('-', '');
    expect(symbols).toHaveLength(32);
    for (const written of [code, symbols, ` ${code.toLowerCase()}\n`, code.replaceAll('-', ' '), code.replaceAll('0', 'O').replaceAll('1', 'l')]) expect(readRecoveryCode(written)).toBe(symbols);
  }
  expect(new Set(Array.from({ length: 500 }, makeRecoveryCode)).size).toBe(500);
});

test('nearly every slip is noticed, and no passphrase is taken for a code', () => {
  let unnoticed = 0;
  for (let at = 0; at < 3_000; at += 1) {
    const symbols = makeRecoveryCode().replaceAll('-', '');
    const place = at % 30;
    const other = symbols[place] === 'A' ? 'B' : 'A';
    if (readRecoveryCode(symbols.slice(0, place) + other + symbols.slice(place + 1)) !== null) unnoticed += 1;
  }
  // Ten bits of check: one in 1,024.
  expect(unnoticed).toBeLessThan(20);
  fc.assert(fc.property(fc.string({ maxLength: 31 }), (text) => readRecoveryCode(text.replaceAll(/[\s-]/gu, '')) === null));
});
