// Mailboxes: where each message begins and ends, however the mailbox was written, without holding more than a block.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { listMbox } from '../../../main/ingest/2-parse/formats/mbox.ts';
import { sourceOfBytes, type ByteSource } from '../../../main/ingest/2-parse/members/byteSource.ts';
import { makeMail, makeMbox } from './fixtures/makeMail.ts';

async function list(bytes: Buffer | string) {
  const source = Buffer.from(bytes as string);
  const outcome = await listMbox(sourceOfBytes(source));
  if (!outcome.ok) return outcome.reason;
  return outcome.members.map(({ step, name, fingerprint, modifiedMs, kind }) => {
    const [, offset, length] = step as ['mbox', number, number];
    const content = source.subarray(offset, offset + length);
    expect(fingerprint).toBe(createHash('sha256').update(content).digest('hex'));
    expect(kind).toBe('eml');
    return { name, modifiedMs, content: content.toString('latin1') };
  });
}

const namesIn = async (bytes: Buffer | string) => {
  const members = await list(bytes);
  return typeof members === 'string' ? members : members.map(({ name }) => name);
};

describe('a mailbox', () => {
  it.each(['\n', '\r\n'])('gives each message as a file of its own would hold it, with line ends %j', async (lineEnd) => {
    const messages = [makeMail({ subject: 'One' }), makeMail({ subject: '=?utf-8?Q?Zw=C3=B6lf?=\n and more', body: 'Body.\n\nFrom here on it is quoted.\n' }), makeMail({ subject: '' })];
    const members = await list(makeMbox(messages, lineEnd));
    expect(members).toMatchObject([{ name: 'One' }, { name: 'Zwölf and more' }, { name: 'Ann Archer <ann@example.org>' }]);
    if (lineEnd === '\n') expect((members as { content: string }[])[0]!.content).toBe(messages[0]!.toString());
  });

  it('gives the last message the same content when another one follows', async () => {
    const [first, second] = [makeMail({ subject: 'One' }), makeMail({ subject: 'Two' })];
    const alone = await list(makeMbox([first]).subarray(0, -1));
    expect(alone).toEqual((await list(makeMbox([first, second])) as unknown[]).slice(0, 1));
  });

  it('believes no line `From ` in a text, and no Content-Length', async () => {
    const message = 'Subject: One\nContent-Length: 5\n\nWords.\n\nFrom now on: it is a sentence\nthat goes on.\n\nFrom me\n\nNote: a line that looks like a header\n';
    expect(await namesIn(makeMbox([makeMail({ subject: 'Zero' })]).toString() + `From ann@example.org Tue Mar  3 09:15:00 2026\n${message}\n`)).toEqual(['Zero', 'One']);
  });

  it('takes the lines of Thunderbird, of Eudora, and of programs that forget the blank line', async () => {
    const mail = (subject: string): string => `Subject: ${subject}\n\nbody\n`;
    expect(await namesIn(`From - Tue Mar 03 09:15:00 2026\n${mail('a')}\nFrom \nX-Mozilla-Status: 0001\n${mail('b')}\nFrom ???@??? Tue Mar 03 09:15:00 2026\n${mail('c')}From x Tue Mar  3 09:15:00 2026\n${mail('d')}`)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('has the date of the message, else that of the line before it', async () => {
    const source = `From x Tue Mar  3 09:15:00 2026\nSubject: a\nDate: Wed, 4 Mar 2026 10:00:00 +0100 (CET)\n\n\nFrom x Tue Mar  3 09:15:00 2026\nSubject: b\n\n\n`;
    expect(await list(source)).toMatchObject([{ modifiedMs: Date.UTC(2026, 2, 4, 9) }, { modifiedMs: Date.UTC(2026, 2, 3, 9, 15) }]);
  });

  it.each(['', 'just words', 'From here on there are words only.\n\nFrom me\n'])('that is none is refused: %j', async (source) => {
    expect(await list(source)).toBe('damaged');
  });

  it('finds every border at every place in a block', async () => {
    // Messages of all lengths around the size of a block, one after the other.
    const block = 4 * 1024 * 1024;
    for (const length of [block - 60, block - 50, block - 47, block - 46, block - 45, block - 44, block - 40, block - 5, block]) {
      const head = 'From x Tue Mar  3 09:15:00 2026\nSubject: long\n\n';
      const source = `${head}${'x'.repeat(length - head.length)}\n\nFrom x Tue Mar  3 09:15:00 2026\nSubject: next\n\nbody\n`;
      expect(await namesIn(source), `${length}`).toEqual(['long', 'next']);
    }
  });

  it('with a line of 100 MB is read in blocks, and a message larger than a file may be is not', async () => {
    const lines = 100 * 1024 * 1024;
    const head = Buffer.from('From x Tue Mar  3 09:15:00 2026\nSubject: huge\n\n');
    const tail = Buffer.from('\n\nFrom x Tue Mar  3 09:15:00 2026\nSubject: small\n\nbody\n');
    let largest = 0;
    const source: ByteSource = {
      sizeBytes: head.length + lines + tail.length,
      read: async (offset, length) => {
        largest = Math.max(largest, length);
        const bytes = Buffer.alloc(Math.max(0, Math.min(length, source.sizeBytes - offset)), 'x');
        head.copy(bytes, Math.max(0, -offset), Math.min(offset, head.length), head.length);
        const tailAt = head.length + lines;
        if (offset + bytes.length > tailAt) tail.copy(bytes, Math.max(0, tailAt - offset), Math.max(0, offset - tailAt));
        return bytes;
      },
    };
    const outcome = await listMbox(source);
    expect(outcome.ok && outcome.members.map(({ name, skip }) => [name, skip])).toEqual([['huge', 'too-large'], ['small', undefined]]);
    expect(largest).toBeLessThan(5 * 1024 * 1024);
  });
});
