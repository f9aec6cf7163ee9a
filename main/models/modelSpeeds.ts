// How fast the installed models were when somebody had it measured. Kept by what a figure depends on: the bytes of the
// model, and the threads.
import path from 'node:path';
import { z } from 'zod';
import { measured } from '../../contract/catalog.ts';
import { createJsonFile } from '../files/jsonFile.ts';

export type Measured = z.infer<typeof measured>;

export interface ModelSpeeds {
  of(sha256: string | null, threads: number): Measured | null;
  keep(sha256: string, figures: Measured): void;
}

export function createModelSpeeds(userDataDir: string): ModelSpeeds {
  const file = createJsonFile(path.join(userDataDir, 'model-speeds.json'), z.record(z.string(), measured), {});
  const key = (sha256: string, threads: number): string => `${sha256} ${threads}`;
  return {
    of: (sha256, threads) => (sha256 === null ? null : (file.read()[key(sha256, threads)] ?? null)),
    keep: (sha256, figures) => file.write({ ...file.read(), [key(sha256, figures.threads)]: figures }),
  };
}
