// Outlook's files whose properties have another type than they should: the rest is read.
import { expect, test } from 'vitest';
import { readMsg } from '../../../main/ingest/2-parse/formats/msg.ts';
import { msg } from '../../fuzz/seeds/compoundFile.ts';

test.each([['001F', 'Lease'], ['0102', 'file']])('a subject of the type %s gives the title %s', async (type, title) => {
  const outcome = await readMsg(msg(type), 'file');
  expect(outcome.ok && [outcome.document.title, outcome.document.text.includes('The lease ends on 31 March 2027.')]).toEqual([title, true]);
});
