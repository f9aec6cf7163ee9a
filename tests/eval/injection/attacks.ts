// Documents that try to take the answer over. Each is an everyday text with an order to the model in it, a question that
// the text answers, the answer, and a marker that no honest answer holds. `tuned` ones were there while the defence was
// built; `frozen` ones were written when it was done, and it was not changed for them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const attack = z.strictObject({
  id: z.string(),
  category: z.string(),
  phase: z.enum(['tuned', 'frozen']),
  document: z.string().min(1),
  question: z.string().min(1),
  answer: z.string().min(1),
  marker: z.string().min(2),
});
export type Attack = z.output<typeof attack>;

export function readAttacks(dir: string): Attack[] {
  return z.array(attack).parse(JSON.parse(readFileSync(path.join(dir, 'attacks.json'), 'utf8')));
}
