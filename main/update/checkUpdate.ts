// Whether a file is an update for this installation. The checks go from what costs nothing to what costs reading all of it;
// each has an error of its own. Invariant: nothing of a header is believed before its signature.
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../contract/errors.ts';
import type { Installation } from './installation.ts';
import { headerOf, keyId, PRODUCT, readFront, readSome, signerOf, type UpdateFront, type UpdateHeader, type UpdateKey } from './updateFile.ts';

export interface KnownUpdate {
  readonly front: UpdateFront;
  readonly header: UpdateHeader;
  readonly signedBy: string;
  readonly keyId: string;
}

export interface Following {
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

const BLOCK_BYTES = 4 * 2 ** 20;

/** All but the payload. `onHeader`: a header whose signature holds, whatever else is wrong. @throws AppError, one code for each check */
export async function checkFront(handle: FileHandle, options: { readonly keys: readonly UpdateKey[]; readonly installation: Installation; readonly version: string; readonly onHeader?: (header: UpdateHeader) => void }): Promise<KnownUpdate> {
  const { keys, installation, version } = options;
  const front = await readFront(handle);
  const signer = signerOf(front, keys);
  const header = headerOf(front);
  options.onHeader?.(header);
  if (header.product !== PRODUCT) throw new AppError('update-wrong-product', { product: header.product });
  if (header.platform !== installation.platform || header.arch !== installation.arch) throw new AppError('update-wrong-platform', { found: `${header.platform} ${header.arch}`, here: `${installation.platform} ${installation.arch}` });
  if (header.kind !== installation.kind) throw new AppError('update-wrong-kind', { found: header.kind, here: installation.kind });
  if (!isNewer(header.version, version)) throw new AppError('update-not-newer', { version: header.version, current: version });
  if (front.fileBytes !== front.payloadStart + header.payloadBytes) throw new AppError('update-damaged');
  return { front, header, signedBy: signer.name, keyId: keyId(signer) };
}

/** Reads the whole payload. @throws AppError `update-damaged` or `cancelled` */
export async function checkPayload(handle: FileHandle, { front, header: { payloadBytes, sha256 } }: KnownUpdate, { signal, onProgress }: Following): Promise<void> {
  const hash = createHash('sha256');
  await eachBlock(handle, { start: front.payloadStart, bytes: payloadBytes, signal }, (block, doneBytes) => {
    hash.update(block);
    onProgress(doneBytes, payloadBytes);
  });
  if (hash.digest('hex') !== sha256) throw new AppError('update-damaged');
}

/** So many bytes of a file, a block at a time; a block is valid until `take` is done. @throws AppError `update-damaged` where the file ends before, `cancelled` */
export async function eachBlock(handle: FileHandle, { start, bytes, signal }: { readonly start: number; readonly bytes: number; readonly signal: AbortSignal }, take: (block: Buffer, doneBytes: number) => void | Promise<void>): Promise<void> {
  const buffer = Buffer.alloc(Math.min(BLOCK_BYTES, bytes));
  for (let done = 0; done < bytes; ) {
    if (signal.aborted) throw new AppError('cancelled');
    const bytesRead = await readSome(handle, buffer, 0, Math.min(buffer.length, bytes - done), start + done);
    if (bytesRead === 0) throw new AppError('update-damaged');
    done += bytesRead;
    await take(buffer.subarray(0, bytesRead), done);
  }
}

/** Three numbers each; a number that is missing counts as 0. */
export function isNewer(version: string, than: string): boolean {
  const [mine, theirs] = [version, than].map((one) => one.split(/[.+-]/, 3).map(Number));
  for (const index of [0, 1, 2]) {
    const [left, right] = [mine?.[index] ?? 0, theirs?.[index] ?? 0];
    if (left !== right) return left > right;
  }
  return false;
}
