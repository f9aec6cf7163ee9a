// Downloads from the model hub: resumed, never repeated, and refused when the hash is wrong.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchHubFile, hubAnswers } from '../../../scripts/setup/hub.mjs';
import { sha256, temporaryFolder } from './fixtures.ts';

const content = 'abcdefghij';
const file = { path: 'model.gguf', url: 'https://hub.example/model.gguf', bytes: content.length, sha256: sha256(content) };

/** A server that may ignore ranges or cut its first answer short. */
function server({ text = content, ranges = true, cutFirstAt = Infinity } = {}) {
  const asked: (string | null)[] = [];
  const fetcher = (async (_url: string, init?: RequestInit) => {
    const range = new Headers(init?.headers).get('range');
    asked.push(range);
    const from = ranges && range ? Number(/\d+/.exec(range)![0]) : 0;
    return new Response(text.slice(from, asked.length === 1 ? from + cutFirstAt : undefined), { status: from > 0 ? 206 : 200 });
  }) as typeof fetch;
  return { asked, fetcher };
}

describe('model hub', () => {
  it('goes on where an interrupted run stopped', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'model.gguf.partial'), content.slice(0, 4));
    const { asked, fetcher } = server();
    const seen: number[] = [];
    await fetchHubFile(file, folder, (bytes) => seen.push(bytes), fetcher);
    expect(asked).toEqual(['bytes=4-']);
    expect(seen[0]).toBe(4);
    expect(readFileSync(join(folder, 'model.gguf'), 'utf8')).toBe(content);
    expect(existsSync(join(folder, 'model.gguf.partial'))).toBe(false);
  });

  it('goes on by itself when the connection ends early', async () => {
    const folder = temporaryFolder();
    const { asked, fetcher } = server({ cutFirstAt: 3 });
    await fetchHubFile(file, folder, () => {}, fetcher);
    expect(asked).toEqual([null, 'bytes=3-']);
  });

  it('starts over when the server ignores the range', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'model.gguf.partial'), 'abcd');
    await fetchHubFile(file, folder, () => {}, server({ ranges: false }).fetcher);
    expect(readFileSync(join(folder, 'model.gguf'), 'utf8')).toBe(content);
  });

  it.each(['ABCDEFGHIJ', 'abcdefghij and more'])('refuses other content, names the file and deletes it: %s', async (text) => {
    const folder = temporaryFolder();
    await expect(fetchHubFile(file, folder, () => {}, server({ text }).fetcher)).rejects.toThrow('model.gguf');
    expect(existsSync(join(folder, 'model.gguf'))).toBe(false);
    expect(existsSync(join(folder, 'model.gguf.partial'))).toBe(false);
  });

  it('says which address refused', async () => {
    const refusing = (async () => new Response('', { status: 404 })) as typeof fetch;
    await expect(fetchHubFile(file, temporaryFolder(), () => {}, refusing)).rejects.toThrow(`404 for ${file.url}`);
  });

  it('asks a host only once a run', async () => {
    let asked = 0;
    const failing = (async () => {
      asked += 1;
      throw new TypeError('fetch failed');
    }) as typeof fetch;
    expect(await hubAnswers('https://down.example/a', failing)).toBe(false);
    expect(await hubAnswers('https://down.example/b', failing)).toBe(false);
    expect(asked).toBe(1);
  });
});
