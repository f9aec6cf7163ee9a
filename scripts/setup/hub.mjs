// @ts-check
// Model files from the hub where they are published.
// In: a catalog's hub source. Out: its files, hash-checked, in the given folder.
// Invariant: bytes that arrived are kept across interruptions and never fetched twice.

import { createWriteStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { SetupError } from './errors.mjs';
import { refuse, verifySha256 } from './verify.mjs';

/** @typedef {{ path: string, url: string, bytes: number, sha256: string }} HubFile */

const probeMs = 4_000;
const stallMs = 30_000;
const attempts = 5;

/** @type {Map<string, Promise<boolean>>} */
const reachable = new Map();

/** Asks each host once a run. @param {string} url @param {typeof fetch} [fetcher] @returns {Promise<boolean>} */
export function hubAnswers(url, fetcher = fetch) {
  const { origin } = new URL(url);
  const known = reachable.get(origin);
  if (known) return known;
  const answer = fetcher(url, { method: 'HEAD', signal: AbortSignal.timeout(probeMs) }).then((response) => response.ok, () => false);
  reachable.set(origin, answer);
  return answer;
}

/**
 * @param {HubFile} file
 * @param {string} folder
 * @param {(bytes: number) => void} onBytes of this file, so far
 * @param {typeof fetch} [fetcher]
 */
export async function fetchHubFile(file, folder, onBytes, fetcher = fetch) {
  const target = join(folder, file.path);
  const partial = `${target}.partial`;
  await mkdir(dirname(target), { recursive: true });
  let have = await bytesOf(partial);
  for (let attempt = 1; have < file.bytes; attempt += 1) {
    onBytes(have);
    try {
      await appendFrom(file.url, have, partial, onBytes, fetcher);
    } catch (error) {
      if (error instanceof SetupError || attempt >= attempts) throw error;
    }
    const now = await bytesOf(partial);
    if (now <= have && attempt >= attempts) throw new SetupError(`${file.path} stopped arriving from the model hub.`, { remedy: 'Run the same command again: it goes on where it stopped.' });
    have = now;
  }
  if (have !== file.bytes) await refuse(partial, `${file.bytes} bytes`, `${have} bytes`, file.url);
  await verifySha256(partial, file.sha256, file.url);
  await rename(partial, target);
}

/** @param {string} url @param {number} have @param {string} partial @param {(bytes: number) => void} onBytes @param {typeof fetch} fetcher */
async function appendFrom(url, have, partial, onBytes, fetcher) {
  const stalled = new AbortController();
  let timer = setTimeout(() => stalled.abort(), stallMs);
  try {
    const response = await fetcher(url, { headers: have ? { range: `bytes=${have}-` } : {}, signal: stalled.signal });
    if (!response.ok || !response.body) throw new SetupError(`The model hub answered ${response.status} for ${url}.`);
    // A server that ignores the range sends the whole file: start over rather than append it.
    const resumed = have > 0 && response.status === 206;
    let bytes = resumed ? have : 0;
    const counted = async function* (/** @type {AsyncIterable<Buffer>} */ source) {
      for await (const chunk of source) {
        clearTimeout(timer);
        timer = setTimeout(() => stalled.abort(), stallMs);
        onBytes((bytes += chunk.length));
        yield chunk;
      }
    };
    const body = Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (response.body));
    await pipeline(body, counted, createWriteStream(partial, { flags: resumed ? 'a' : 'w' }));
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} path */
function bytesOf(path) {
  return stat(path).then((found) => found.size, () => 0);
}
