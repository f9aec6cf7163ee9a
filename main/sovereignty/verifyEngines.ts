// Proves, before an engine is started, that its files are those that were packaged. In: the manifest that the
// packaging wrote into the asar, and the folder in which the engines lie outside it. Out: a check by engine; throws
// `engine-altered`. Invariant: a file is read again only if its size, time or identity changed since the last check.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';

export const engineManifest = z.object({
  files: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string().length(64), engines: z.array(z.string()) })),
});
export type EngineManifest = z.infer<typeof engineManifest>;
type ManifestFile = EngineManifest['files'][number];

export type VerifyEngine = (engine: string) => Promise<void>;

/** Most files are small, so opening them is what takes the time. */
const FILES_AT_ONCE = 16;
const BLOCK_BYTES = 512 * 1024;

/** @param resourcesDir the folder that the manifest's paths start from */
export function createEngineVerifier(manifest: EngineManifest, resourcesDir: string): VerifyEngine {
  /** By path: what the file looked like when its hash was right. */
  const proven = new Map<string, string>();

  async function verifyFile(file: ManifestFile, engine: string): Promise<void> {
    const altered = (cause?: unknown): AppError => new AppError('engine-altered', { engine, file: file.path }, { cause });
    const absolute = path.join(resourcesDir, ...file.path.split('/'));
    const found = await stat(absolute, { bigint: true }).catch((cause: unknown) => {
      throw altered(cause);
    });
    const looks = `${found.dev} ${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`;
    if (proven.get(file.path) === looks) return;
    if (found.size !== BigInt(file.bytes) || (await sha256(absolute)) !== file.sha256) throw altered();
    proven.set(file.path, looks);
  }

  return async (engine) => {
    const files = manifest.files.filter((file) => file.engines.includes(engine));
    // A manifest that knows nothing of an engine proves nothing about it.
    if (files.length === 0) throw new AppError('engine-altered', { engine, file: '' });
    const waiting = files.toSorted((a, b) => b.bytes - a.bytes).values();
    await Promise.all(
      Array.from({ length: FILES_AT_ONCE }, async () => {
        for (const file of waiting) await verifyFile(file, engine);
      }),
    );
  };
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const block of createReadStream(file, { highWaterMark: BLOCK_BYTES })) hash.update(block as Buffer);
  return hash.digest('hex');
}
