// The questions to the sample library, with the documents and sentences that answer them. The file ships with the app.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const sampleQuestion = z.strictObject({
  id: z.string(),
  /** `none`: the library does not say. `many`: over several files. `contradiction`: two files disagree. */
  kind: z.enum(['one', 'many', 'contradiction', 'none']),
  language: z.enum(['en', 'de', 'fr']),
  question: z.string().min(1),
  /** Words that a right answer holds; for `many` each of them. */
  answer: z.array(z.string().min(1)).readonly(),
  gold: z.array(z.strictObject({ /** Relative to the library, with `/`. */ document: z.string(), page: z.number().int().positive().nullable(), quote: z.string().min(1) })).readonly(),
});
export type SampleQuestion = z.output<typeof sampleQuestion>;

export function readSampleQuestions(file: string): SampleQuestion[] {
  return z.array(sampleQuestion).min(1).parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** So many, spread over the kinds as in the whole list. */
export function chooseQuestions(questions: readonly SampleQuestion[], wanted: number): SampleQuestion[] {
  if (wanted >= questions.length) return [...questions];
  return Array.from({ length: wanted }, (_, at) => questions[Math.floor(((at + 0.5) * questions.length) / wanted)]!);
}
