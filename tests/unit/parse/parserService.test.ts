// The parser's methods on real files: identity from the bytes that were read, reasons for what can't be.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseResult } from '../../../main/engines/parser/protocol.ts';
import { createParserService } from '../../../main/engines/parser/parserService.ts';
import { makePdf, setParagraphs } from './fixtures/makePdf.ts';

/** Node has no call for it. */
const makePipe = (target: string): Buffer => execFileSync('sh', ['-c', 'mkfifo "$0"', target]);

const service = createParserService();
const context = { signal: new AbortController().signal, emit: () => undefined };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'freehold-parser-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: string | Uint8Array): string => {
  const target = path.join(folder, name);
  writeFileSync(target, content);
  return target;
};
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('parse', () => {
  const parse = (target: string, kind: 'text' | 'pdf' = 'text') => service.parse({ path: target, kind, name: path.basename(target) }, context);

  it('gives the document with the hash and size of its bytes', async () => {
    const bytes = Buffer.from('The lease ends.\n');
    const result = await parse(write('lease.txt', bytes));
    expect(result).toMatchObject({ ok: true, hash: sha256(bytes), sizeBytes: bytes.length, document: { title: 'lease', text: 'The lease ends.\n' } });
    expect(parseResult.safeParse(result).success).toBe(true);
  });

  it('gives the hash of a file that it refuses, too', async () => {
    const bytes = Buffer.alloc(1000);
    const result = await parse(write('zeros.txt', bytes));
    expect(result).toEqual({ ok: false, reason: 'binary-content', hash: sha256(bytes), sizeBytes: 1000 });
    expect(parseResult.safeParse(result).success).toBe(true);
  });

  it('says why there is nothing to read', async () => {
    expect(await parse(path.join(folder, 'gone.txt'))).toEqual({ ok: false, reason: 'vanished', hash: null, sizeBytes: 0 });
    expect(await parse(folder)).toEqual({ ok: false, reason: 'read-error', hash: null, sizeBytes: 0 });
    expect(await parse(write('empty.txt', ''))).toMatchObject({ ok: false, reason: 'empty' });
  });

  it.skipIf(process.platform === 'win32')('does not wait for a pipe', async () => {
    const pipe = path.join(folder, 'pipe');
    makePipe(pipe);
    expect(await parse(pipe)).toMatchObject({ ok: false, reason: 'read-error' });
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('says when it may not read', async () => {
    const locked = write('locked.txt', 'text');
    chmodSync(locked, 0o000);
    expect(await parse(locked)).toMatchObject({ ok: false, reason: 'no-permission' });
  });
});

describe('locate', () => {
  const bytes = makePdf([{ lines: setParagraphs(['The lease ends on 31 March 2027.']) }, { lines: setParagraphs(['Signed in Bonn.']) }]);
  const quote = { start: 4, end: 9, expected: 'lease' };

  it('finds the quote, again and again, with or without the pages known', async () => {
    const target = write('lease.pdf', bytes);
    const params = { path: target, versionHash: sha256(bytes), ...quote };
    const found = await service.locate(params, context);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ page: 1 });
    expect(await service.locate(params, context)).toEqual(found);
    expect(await createParserService().locate({ ...params, pageStarts: [0, 34] }, context)).toEqual(found);
    const other = { ...params, start: 34, end: 40, expected: 'Signed' };
    expect(await createParserService().locate({ ...other, pageStarts: [0, 34] }, context)).toMatchObject([{ page: 2 }]);
    expect(await createParserService().locate({ ...other, pageStarts: [0, 30] }, context)).toEqual([]);
  });

  it('marks nothing in a file that changed or went', async () => {
    const target = write('changed.pdf', bytes);
    const params = { path: target, versionHash: sha256(bytes), ...quote };
    await service.locate(params, context);
    write('changed.pdf', makePdf([{ lines: setParagraphs(['Another lease.']) }]));
    await expect(service.locate(params, context)).rejects.toMatchObject({ code: 'file-changed' });
    rmSync(target);
    await expect(service.locate(params, context)).rejects.toMatchObject({ code: 'file-gone' });
  });
});
