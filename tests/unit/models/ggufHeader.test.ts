// GGUF headers, whole and bent: whatever is wrong is refused in JavaScript, before any native reader sees the file.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readGgufHeader } from '../../../main/models/ggufHeader.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { ggufPair, tinyGguf, u64, type GgufParts } from '../../support/tinyGguf.ts';

async function read(bytes: Buffer): Promise<unknown> {
  const file = path.join(temporaryFolder(), 'model.gguf');
  writeFileSync(file, bytes);
  return readGgufHeader(file);
}

test('a whole file is read, of version 2 and 3', async () => {
  for (const version of [2, 3]) {
    expect(await read(tinyGguf({ version }))).toEqual({ version, architecture: 'llama', name: 'Tiny', licence: 'MIT', hasChatTemplate: true, quantisation: null, tensors: 1, sizeBytes: tinyGguf().length, shape: null, repackedBytes: 0 });
  }
});

test('the quantisation is what the file says, if that is known', async () => {
  const ofType = (fileType: number): Promise<unknown> => read(tinyGguf({ extraPair: ggufPair('general.file_type', 4, Buffer.from([fileType, 0, 0, 0])) }));
  expect(await ofType(15)).toMatchObject({ quantisation: 'Q4_K_M' });
  expect(await ofType(200)).toMatchObject({ quantisation: null });
});

test('cut short anywhere, it is refused', async () => {
  const whole = tinyGguf();
  for (let length = 0; length < whole.length; length += 7) await expect(read(whole.subarray(0, length)), `${length} bytes`).rejects.toMatchObject({ code: 'model-invalid' });
  await expect(read(whole.subarray(0, -1))).rejects.toMatchObject({ code: 'model-invalid', data: { reason: 'cut-short' } });
});

const big = 2n ** 62n;
const bent: Record<string, [GgufParts, string]> = {
  'another format': [{ magic: 'PK\u0003\u0004' }, 'not-gguf'],
  'the big-endian magic': [{ magic: 'FUGG' }, 'not-gguf'],
  'version 1': [{ version: 1 }, 'version'],
  'a version of the future': [{ version: 4 }, 'version'],
  'no tensors': [{ tensorCount: 0n }, 'damaged'],
  'an absurd number of tensors': [{ tensorCount: big }, 'damaged'],
  'more tensors than there are': [{ tensorCount: 50n }, 'cut-short|damaged'],
  'an absurd number of metadata': [{ pairCount: big }, 'damaged'],
  'a tensor that starts beyond the end': [{ tensorOffset: 1_000_000n }, 'cut-short'],
  'a tensor at an absurd place': [{ tensorOffset: big }, 'damaged'],
  'a tensor that is larger than the file': [{ shape: [1_000n, 1_000n] }, 'cut-short'],
  'a tensor of absurd size': [{ shape: [2n ** 40n, 2n ** 40n] }, 'damaged'],
  'five dimensions': [{ shape: [1n, 1n, 1n, 1n, 1n] }, 'damaged'],
  'an alignment that is no power of two': [{ alignment: 48 }, 'damaged'],
  'an unknown type of value': [{ extraPair: ggufPair('x', 77, Buffer.alloc(4)) }, 'damaged'],
  'an endless text': [{ extraPair: ggufPair('x', 8, u64(big)) }, 'damaged'],
  'an endless array': [{ extraPair: ggufPair('x', 9, Buffer.concat([Buffer.from([0, 0, 0, 0]), u64(2n ** 50n)])) }, 'cut-short'],
  'an array of arrays': [{ extraPair: ggufPair('x', 9, Buffer.concat([Buffer.from([9, 0, 0, 0]), u64(1n)])) }, 'damaged'],
};

test.each(Object.entries(bent))('%s is refused', async (_what, [parts, reason]) => {
  await expect(read(tinyGguf(parts))).rejects.toMatchObject({ code: 'model-invalid', data: { reason: expect.stringMatching(new RegExp(`^(${reason})$`)) } });
});

test('a file that is not there, and a folder, are told apart from a bad model', async () => {
  const dir = temporaryFolder();
  await expect(readGgufHeader(path.join(dir, 'nowhere.gguf'))).rejects.toMatchObject({ code: 'path-not-found' });
  await expect(readGgufHeader(dir)).rejects.toMatchObject({ code: 'model-invalid', data: { reason: 'not-gguf' } });
});
