// More files than one message carries are added part by part, and counted together.
import { expect, test } from 'vitest';
import type { Bridge } from '../../../contract/bridge.ts';
import { connect, dropped } from '../../../renderer/api/client.ts';
import { addInParts } from '../../../renderer/features/library/addInParts.ts';

test('2,500 dropped files go in three messages, each part added before the next is turned into tokens', async () => {
  const calls: string[] = [];
  connect({
    dropped: async (files) => {
      calls.push(`dropped ${files.length}`);
      return { ok: true, value: files.map((_, at) => ({ token: `token-${at}`, name: 'x', kind: 'file' })) };
    },
    request: async (name, input) => {
      const { length } = (input as { tokens: string[] }).tokens;
      calls.push(`${name} ${length}`);
      return { ok: true, value: { added: length - 1, alreadyThere: 1 } };
    },
  } as Partial<Bridge> as Bridge);
  const files = Array.from({ length: 2_500 }, () => ({}) as File);
  expect(await addInParts(files, dropped)).toEqual({ added: 2_497, alreadyThere: 3 });
  expect(calls).toEqual(['dropped 1000', 'source.add 1000', 'dropped 1000', 'source.add 1000', 'dropped 500', 'source.add 500']);
  expect(await addInParts([], dropped)).toEqual({ added: 0, alreadyThere: 0 });
});
