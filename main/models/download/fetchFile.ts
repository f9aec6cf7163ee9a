// Brings one file of known size and hash here. In: its address and what must come out. Out: the file under its name; until
// it was checked it is `<name>.part`. Invariants: not a byte beyond the stated size is written; what is there already is
// asked for again only if the host has another file by now (If-Range); a file of another hash never gets its name.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../../contract/errors.ts';
import { hashFile } from '../../files/hashFile.ts';
import type { FileFacts } from './hubFacts.ts';
import { ask, type Asked, type WayOut } from './wayOut.ts';

export interface Wanted {
  readonly url: string;
  /** Where it goes. */
  readonly target: string;
  readonly facts: FileFacts;
}

/** What the host called the version that the part is of. */
export interface KeptTag {
  read(): string | null;
  write(etag: string | null): void;
}

export interface FetchOptions extends Asked {
  readonly tag: KeptTag;
  /** Bytes that are here, of this file. */
  readonly onProgress: (bytes: number) => void;
  /** Told when all is here and is being read again. */
  readonly onChecking?: () => void;
  /** Waits before further attempts; when none of them brought a byte, it fails. */
  readonly backOffMs?: readonly number[];
}

const BACK_OFF_MS = [1_000, 2_000, 5_000, 15_000, 30_000];
/** Against a host that always sends a little and never all. */
const MAX_ATTEMPTS = 500;
/** May be over at the next attempt. */
const PASSING: ReadonlySet<string> = new Set(['download-unreachable', 'download-stalled', 'download-garbled']);

/** @returns the SHA-256 @throws AppError `download-…`, `cancelled` */
export async function fetchFile(wanted: Wanted, wayOut: WayOut, options: FetchOptions): Promise<string> {
  const part = `${wanted.target}.part`;
  await mkdir(path.dirname(part), { recursive: true, mode: 0o700 });
  const backOffMs = options.backOffMs ?? BACK_OFF_MS;
  let failures = 0;
  for (let attempt = 0; ; attempt += 1) {
    const had = await sizeOf(part);
    if (had === wanted.facts.bytes) break;
    if (had > wanted.facts.bytes) await startAgain(part, options);
    try {
      await fetchRest(wanted, part, wayOut, options);
    } catch (error) {
      // One that delivers a little each time is slow, not broken.
      if ((await sizeOf(part)) > had) failures = 0;
      if (!mayPass(error) || failures >= backOffMs.length || attempt >= MAX_ATTEMPTS) throw error;
      await wait(backOffMs[failures]!, undefined, { signal: options.signal }).catch(() => {
        throw new AppError('cancelled');
      });
      failures += 1;
    }
  }
  options.onProgress(wanted.facts.bytes);
  options.onChecking?.();
  return check(wanted, part, options.signal);
}

const mayPass = (error: unknown): boolean => error instanceof AppError && (PASSING.has(error.code) || (error.code === 'download-refused' && (Number(error.data['status']) >= 500 || error.data['status'] === 429)));

async function fetchRest({ url, facts }: Wanted, part: string, wayOut: WayOut, options: FetchOptions): Promise<void> {
  const etag = options.tag.read();
  // Without its tag nobody knows what the part is of.
  if (etag === null) await startAgain(part, options);
  const from = await sizeOf(part);
  const headers = from > 0 && etag !== null ? { Range: `bytes=${from}-`, 'If-Range': etag } : {};
  await ask(new URL(url), wayOut, { ...options, headers: { ...headers } }, async (response) => {
    const goesOn = response.statusCode === 206;
    if (response.statusCode === 416 || (goesOn && !continues(response, from, etag))) {
      await startAgain(part, options);
      throw new AppError('download-garbled', { host: new URL(url).host });
    }
    checkLength(response, facts.bytes, goesOn ? from : 0);
    if (!goesOn) await startAgain(part, options);
    options.tag.write(strongTag(response));
    await using handle = await open(part, goesOn ? 'a' : 'w', 0o600);
    const received = await write(response, handle, goesOn ? from : 0, facts.bytes, options.onProgress);
    await handle.sync();
    // A host that closes early without a word: what it sent is kept, and the rest is asked for.
    if (received < facts.bytes) throw new AppError('download-unreachable', { host: new URL(url).host });
  });
}

async function write(response: IncomingMessage, handle: FileHandle, from: number, total: number, onProgress: (bytes: number) => void): Promise<number> {
  let position = from;
  for await (const block of response as AsyncIterable<Buffer>) {
    if (position + block.length > total) throw new AppError('download-wrong-size', { expected: total });
    // A full disk may take a part of it before it refuses the rest.
    for (let written = 0; written < block.length; ) written += (await handle.write(block, written)).bytesWritten;
    position += block.length;
    onProgress(position);
  }
  return position;
}

/** The rest that was asked for, of the same version. */
function continues({ headers }: IncomingMessage, from: number, etag: string | null): boolean {
  const start = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(headers['content-range'] ?? '')?.[1];
  return start === String(from) && (headers.etag === undefined || headers.etag === etag);
}

/** Null where the host gives none that says: the same bytes. */
function strongTag({ headers: { etag } }: IncomingMessage): string | null {
  return etag !== undefined && /^"[\x21\x23-\x7e]{1,200}"$/.test(etag) ? etag : null;
}

/** A host that states another size has another file. */
function checkLength({ headers }: IncomingMessage, total: number, from: number): void {
  const stated = headers['content-length'];
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') throw new AppError('download-wrong-size', { expected: total });
  if (stated !== undefined && Number(stated) !== total - from) throw new AppError('download-wrong-size', { expected: total, stated: Number(stated) + from });
}

async function check({ target, facts }: Wanted, part: string, signal: AbortSignal): Promise<string> {
  const sha256 = await hashFile(part, signal).catch((error: unknown) => {
    throw signal.aborted ? new AppError('cancelled') : error;
  });
  const right = facts.sha256 === null ? (await gitBlob(part, facts.bytes, signal)) === facts.gitBlob : sha256 === facts.sha256;
  if (!right) {
    // Out of the way at once; it goes with the rest of the download when the person was told.
    await rename(part, `${target}.refused`);
    throw new AppError('download-wrong-hash', { expected: facts.sha256 ?? facts.gitBlob, found: sha256 });
  }
  await rename(part, target);
  return sha256;
}

async function gitBlob(file: string, bytes: number, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha1').update(`blob ${bytes}\0`);
  await using handle = await open(file);
  for await (const block of handle.createReadStream({ signal, autoClose: false })) hash.update(block as Buffer);
  return hash.digest('hex');
}

async function startAgain(part: string, { tag, onProgress }: Pick<FetchOptions, 'tag' | 'onProgress'>): Promise<void> {
  await rm(part, { force: true });
  tag.write(null);
  onProgress(0);
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}
