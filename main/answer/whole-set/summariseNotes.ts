// The reduce step that takes the model: many notes in, a few sentences out, proven by the passages that the notes quote.
// Notes that have no room in one prompt are summarised in groups first. Everything else that is made of notes is made by
// the program.
import type { AnswerSentence, RankedPassage, WholeSetNote } from '../../../contract/domain.ts';
import { citeAnswer, type Locator } from '../5-cite/citeAnswer.ts';
import { createCitedStream } from '../5-cite/citedStream.ts';
import { wholeSentences } from '../5-cite/splitSentences.ts';
import type { Llm } from '../llmInterface.ts';
import { disarm } from '../orders/disarm.ts';
import { MAX_SUMMARY_TOKENS, summaryMessages } from './prompts.ts';

/** Tokens of notes in one prompt; about 15 seconds of reading on a laptop. */
const PROMPT_TOKENS = 900;

export interface Summary {
  readonly text: string;
  readonly sentences: readonly AnswerSentence[];
  readonly stopped: boolean;
}

export async function summariseNotes(
  question: string,
  notes: readonly WholeSetNote[],
  passages: readonly RankedPassage[],
  context: { readonly llm: Llm; readonly locator: Locator; readonly signal: AbortSignal; readonly onText: (text: string) => void },
): Promise<Summary> {
  const { llm, signal } = context;
  const harmless = passages.map((passage) => disarm(passage).passage);
  const proven = notes.filter(({ citations }) => citations.length > 0);
  let lines = proven.map(({ documentName, note, citations }) => `[${citations[0]!.number}] ${documentName}: ${note}`);
  for (;;) {
    const groups = await grouped(lines, llm);
    const last = groups.length <= 1;
    const written: string[] = [];
    for (const group of groups) {
      const stream = createCitedStream(harmless);
      const onText = (piece: string): void => (last ? show(stream.push(piece)) : undefined);
      const { text, stopReason } = await llm.generate(summaryMessages(question, group), { maxTokens: MAX_SUMMARY_TOKENS, temperature: 0, signal, onText });
      if (last) show(stream.end());
      written.push(stopReason === 'limit' ? wholeSentences(text.trim()) : text.trim());
      if (stopReason === 'cancelled') return { ...citeAnswer(last ? written[0]! : '', harmless, context.locator), stopped: true };
    }
    if (last) return { ...citeAnswer(written[0] ?? '', harmless, context.locator), stopped: false };
    // Each round is shorter: a group becomes one line. A round that gains nothing would go on for ever.
    lines = written.length < lines.length ? written : written.slice(0, Math.max(1, written.length >> 1));
  }

  function show(text: string): void {
    if (text !== '') context.onText(text);
  }
}

/** Groups of neighbours within the budget; a note longer than that is a group by itself. */
async function grouped(lines: readonly string[], llm: Llm): Promise<string[][]> {
  const counts = await llm.countTokens(lines);
  const budget = Math.min(PROMPT_TOKENS, llm.contextTokens - MAX_SUMMARY_TOKENS - 300);
  const groups: string[][] = [];
  let left = 0;
  for (const [index, line] of lines.entries()) {
    const tokens = counts[index]!;
    if (groups.length === 0 || tokens > left) {
      groups.push([]);
      left = budget;
    }
    groups.at(-1)!.push(line);
    left -= tokens;
  }
  return groups;
}
