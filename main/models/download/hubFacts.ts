// What the hub publishes of a file: its size and its hash, asked over TLS before the download. In: the files of an offer
// whose hash does not ship with Freehold, and what was kept of an earlier time. Out: size and hash of each. Invariant: a
// hash that was kept once is never replaced: another one is an error, since the file behind the name was exchanged.
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../contract/errors.ts';
import { createJsonFile } from '../../files/jsonFile.ts';
import type { HubFile } from '../catalog.ts';
import { ask, type Asked, type WayOut } from './wayOut.ts';

/** Large files have a SHA-256 at the hub; small ones lie in its git, which knows them by the hash of git. */
export interface FileFacts {
  readonly bytes: number;
  readonly sha256: string | null;
  /** SHA-1 over `blob <size>\0` and the bytes; of a file without a SHA-256. */
  readonly gitBlob: string | null;
}

const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));
const treeEntry = z.object({ type: z.string(), path: z.string(), size: z.number().int().nonnegative(), oid: hex(40), lfs: z.object({ oid: hex(64), size: z.number().int().nonnegative() }).optional() });
const kept = z.object({ bytes: z.number(), sha256: z.string().nullable(), gitBlob: z.string().nullable() });

/** A listing of a repository of thousands of files; those of the catalog have a few dozen. */
const MAX_LISTING_BYTES = 4 * 1024 * 1024;
const RESOLVE = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/;

export interface HubFacts {
  /** What the hub told at an earlier download; null when it was never asked. */
  kept(file: HubFile): FileFacts | null;
  /** @throws AppError `download-changed`, `download-refused`, and those of `ask` */
  of(file: HubFile, wayOut: WayOut, asked: Asked): Promise<FileFacts>;
}

export function createHubFacts(userDataDir: string): HubFacts {
  const file = createJsonFile(path.join(userDataDir, 'model-pins.json'), z.record(z.string(), kept), {});

  return {
    kept: ({ url }) => file.read()[url] ?? null,
    of: async (wanted, wayOut, asked) => {
      if (wanted.sha256 !== undefined) return { bytes: wanted.bytes, sha256: wanted.sha256, gitBlob: null };
      const published = await listed(wanted, wayOut, asked);
      const before = file.read()[wanted.url];
      if (before === undefined) file.write({ ...file.read(), [wanted.url]: published });
      else if (before.sha256 !== published.sha256 || before.gitBlob !== published.gitBlob || before.bytes !== published.bytes) {
        throw new AppError('download-changed', { file: wanted.path, was: (before.sha256 ?? before.gitBlob ?? '').slice(0, 12), is: (published.sha256 ?? published.gitBlob ?? '').slice(0, 12) });
      }
      return published;
    },
  };
}

/** Account and name of the repository that a file is in, its revision and its path there. */
export function placeAtHub(address: string): { readonly repository: string; readonly revision: string; readonly path: string } {
  const [, repository, revision, name] = RESOLVE.exec(new URL(address).pathname) ?? [];
  if (repository === undefined || revision === undefined || name === undefined) throw new AppError('internal', { address });
  return { repository, revision, path: decodeURIComponent(name) };
}

async function listed(wanted: HubFile, wayOut: WayOut, asked: Asked): Promise<FileFacts> {
  const { repository, revision, path: name } = placeAtHub(wanted.url);
  const folder = path.posix.dirname(name);
  const { host, origin } = new URL(wanted.url);
  const address = new URL(`/api/models/${repository}/tree/${revision}${folder === '.' ? '' : `/${folder}`}`, origin);
  const entries = await ask(address, wayOut, asked, async (response) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of response as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > MAX_LISTING_BYTES) throw new AppError('download-garbled', { host });
      parts.push(part);
    }
    return parseListing(Buffer.concat(parts).toString('utf8'), host);
  });
  const found = entries.find((entry) => entry.type === 'file' && entry.path === name);
  if (found === undefined) throw new AppError('download-refused', { host, status: 404 });
  const size = found.lfs?.size ?? found.size;
  return { bytes: size, sha256: found.lfs?.oid ?? null, gitBlob: found.lfs === undefined ? found.oid : null };
}

function parseListing(text: string, host: string): z.infer<typeof treeEntry>[] {
  try {
    return z.array(treeEntry).parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('download-garbled', { host }, { cause });
  }
}
