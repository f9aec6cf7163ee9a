// "Check this installation": the sample library is read into a library of its own and asked questions whose answers are
// known. Events tell how far it is and, twice, the figures: of the search at once, of the answers when they are written.
import { z } from 'zod';
import { stream } from './route.ts';

const count = z.number().int().nonnegative();

/** What is measured, in the order in which it is shown. Shares are 0..1. */
export const CHECKED = ['documentFound', 'quoteFound', 'answerHoldsGold', 'refusedRightly', 'answeredRightly', 'contradictionsShown', 'readSeconds', 'searchMs', 'answerSeconds'] as const;

export const checkedFigure = z.strictObject({
  name: z.enum(CHECKED),
  value: z.number(),
  /** Of so many questions or files. */
  n: count,
  /** What this version reaches on the machines that it was measured on; null where only the machine decides. */
  expected: z.strictObject({ from: z.number(), to: z.number() }).nullable(),
});
export type CheckedFigure = z.output<typeof checkedFigure>;

export const selfTestEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('reading'), done: count, total: count }),
  z.strictObject({ type: z.literal('searching'), done: count, total: count }),
  z.strictObject({ type: z.literal('answering'), done: count, total: count }),
  z.strictObject({ type: z.literal('figures'), figures: z.array(checkedFigure).readonly(), complete: z.boolean() }),
]);
export type SelfTestEvent = z.output<typeof selfTestEvent>;

export const selfTestRoutes = {
  /** `quick` asks twelve of the questions, else all; `answers` takes the chosen language model, too. */
  'selfTest.run': stream(z.strictObject({ quick: z.boolean(), answers: z.boolean() }), selfTestEvent),
} as const;
