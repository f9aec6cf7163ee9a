// An evaluation that was killed goes on: whole answers are kept, half a line is asked again and spoils nothing after it.
import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Engine } from '../../../main/engines/supervisor/superviseEngine.ts';
import type { LlmProtocol } from '../../../main/engines/llm/protocol.ts';
import { createCachedLlm } from '../../eval/cachedLlm.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const engine = { call: async (_method: string, { messages }: { messages: { content: string }[] }) => ({ text: `answer to ${messages[0]!.content}` }) } as unknown as Pick<Engine<LlmProtocol>, 'call'>;

test('half a line is left out, and the answers after it are kept', async () => {
  const dir = temporaryFolder();
  const open = () => createCachedLlm(engine, { id: 'small', sha256: 'a'.repeat(64), contextTokens: 4_096 }, dir);
  const ask = async (llm: ReturnType<typeof open>, content: string): Promise<string> =>
    (await llm.generate([{ role: 'user', content }], { maxTokens: 5, temperature: 0, signal: new AbortController().signal, onText: () => undefined })).text;

  await ask(open(), 'one');
  const [file] = readdirSync(path.join(dir, 'eval'));
  appendFileSync(path.join(dir, 'eval', file!), '{"key":"abc","gener');
  const second = open();
  expect([await ask(second, 'one'), await ask(second, 'two'), second.asked()]).toEqual(['answer to one', 'answer to two', 1]);
  const third = open();
  expect([await ask(third, 'one'), await ask(third, 'two'), third.asked()]).toEqual(['answer to one', 'answer to two', 0]);
});
