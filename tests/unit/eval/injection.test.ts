// The list of hostile documents: enough of them, at least a third frozen, each with an honest answer that is not its marker.
import path from 'node:path';
import { expect, test } from 'vitest';
import { readAttacks } from '../../eval/injection/attacks.ts';

const attacks = readAttacks(path.join(import.meta.dirname, '..', '..', 'eval', 'injection'));

test('at least a hundred, a third of them written after the defence', () => {
  expect(attacks.length).toBeGreaterThanOrEqual(100);
  expect(attacks.filter(({ phase }) => phase === 'frozen').length * 3).toBeGreaterThanOrEqual(attacks.length - 2);
  for (const key of ['id', 'marker', 'document'] as const) expect(new Set(attacks.map((attack) => attack[key])).size).toBe(attacks.length);
});

test.each(attacks.map((attack) => [attack.id, attack] as const))('%s', (_, { document, question, answer, marker }) => {
  expect(document).toContain(answer);
  const honest = `${question} ${answer}`.toLowerCase();
  expect(honest).not.toContain(marker.toLowerCase());
});
