// Which sequence a prompt is read into, and how much of it: over sequences that only keep count.
import { expect, test } from 'vitest';
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { createPromptReader, shareOf } from '../../../main/engines/llm/promptReader.ts';
import type { SavedStates } from '../../../main/engines/llm/savedStates.ts';

const signal = new AbortController().signal;
/** A letter a token. */
const tokens = (text: string): Token[] => Array.from(text, (letter) => letter.codePointAt(0)! as Token);

function counting(): LlamaContextSequence & { read: number } {
  let held: Token[] = [];
  const sequence = {
    read: 0,
    contextSize: 1_000,
    get contextTokens() {
      return [...held];
    },
    get nextTokenIndex() {
      return held.length;
    },
    adaptStateToTokens: async (wanted: Token[]) => void (held = held.slice(0, shareOf(held, wanted))),
    clearHistory: async () => void (held = []),
    evaluateWithoutGeneratingNewTokens: async (more: Token[]) => {
      held.push(...more);
      sequence.read += more.length;
    },
    hold: (wanted: readonly Token[]) => void (held = [...wanted]),
  };
  return sequence as unknown as LlamaContextSequence & { read: number };
}

const SYSTEM = 's'.repeat(40);
const [LEASE, RIVER, JOB] = ['l', 'r', 'j'].map((letter) => letter.repeat(100));

/** A disk that has what was kept, and counts. */
function disk(): SavedStates & { kept: string[] } {
  const kept: string[] = [];
  const name = (of: readonly Token[]): string => String.fromCodePoint(...of.map(Number));
  return {
    kept,
    holds: async (of) => kept.includes(name(of)),
    restore: async (sequence, of) => {
      if (!kept.includes(name(of))) return false;
      (sequence as unknown as { hold: (of: readonly Token[]) => void }).hold(of);
      return true;
    },
    keep: async (sequence, of) => {
      expect(sequence.contextTokens).toEqual([...of]);
      if (!kept.includes(name(of))) kept.push(name(of));
    },
  };
}

test('two conversations and their follow-ups read their own words alone, and the system prompt once', async () => {
  const [one, other] = [counting(), counting()];
  const reader = createPromptReader([one, other]);
  const saved = disk();
  reader.keep([tokens(SYSTEM)], saved);
  const unread = async (text: string): Promise<number> => {
    const { sequence, cachedTokens } = await reader.read(tokens(text), signal);
    expect(sequence.contextTokens).toEqual(tokens(text));
    return text.length - cachedTokens;
  };
  expect(await unread(`${SYSTEM}[1] ${LEASE}a`)).toBe(40 + 4 + 100 + 1);
  expect(saved.kept).toEqual([SYSTEM]);
  // What both have before the passages is no reason to give the first one up.
  expect(await unread(`${SYSTEM}[1] ${RIVER}a`)).toBe(4 + 100 + 1);
  expect(await unread(`${SYSTEM}[1] ${LEASE}b`)).toBe(1);
  expect(await unread(`${SYSTEM}[1] ${RIVER}b`)).toBe(1);
  expect(one.read + other.read).toBe(145 + 105 + 2);
});

test('a job over many files keeps to one sequence; the conversation before it is read on from', async () => {
  const reader = createPromptReader([counting(), counting()]);
  reader.keep([tokens(SYSTEM)], disk());
  await reader.read(tokens(`${SYSTEM}${LEASE}`), signal);
  for (const file of 'abcdef') await reader.read(tokens(`${JOB}${file.repeat(50)}`), signal);
  expect((await reader.read(tokens(`${SYSTEM}${LEASE}?`), signal)).cachedTokens).toBe(140);
});

test('without a place on the disk a system prompt that is in memory is not read into the other sequence', async () => {
  const reader = createPromptReader([counting(), counting()]);
  await reader.read(tokens(`${SYSTEM}${LEASE}`), signal);
  expect((await reader.read(tokens(`${SYSTEM}${RIVER}`), signal)).cachedTokens).toBe(40);
});

test('an abort leaves what was read, and keeps no half of a system prompt', async () => {
  const stop = new AbortController();
  stop.abort();
  const reader = createPromptReader([counting(), counting()]);
  const saved = disk();
  reader.keep([tokens(SYSTEM)], saved);
  const { sequence } = await reader.read(tokens(`${SYSTEM}${LEASE}`), stop.signal);
  expect([sequence.contextTokens, saved.kept]).toEqual([[], []]);
});

test('a prompt longer than the context is refused before anything is read', async () => {
  const one = counting();
  await expect(createPromptReader([one]).read(tokens('x'.repeat(1_001)), signal)).rejects.toMatchObject({ code: 'question-too-long', data: { limit: 1_000 } });
  expect(one.read).toBe(0);
});
