// States of a sequence on the disk, so that what every prompt begins with is not read again after a restart. In: a
// sequence that holds exactly these tokens; out: the same sequence in a later process. Only the program's own system
// prompts come here, never text of documents or of people. A file's name carries the hash of its content: what the
// native reader would not survive (a damaged file, one of another model) never gets to it.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LlamaContextSequence, Token } from 'node-llama-cpp';

export interface SavedStates {
  holds(tokens: readonly Token[]): Promise<boolean>;
  /** False when there is none; the sequence is empty then, or as it was. */
  restore(sequence: LlamaContextSequence, tokens: readonly Token[]): Promise<boolean>;
  /** Never throws: a state that could not be kept is read anew next time, and stderr says why. */
  keep(sequence: LlamaContextSequence, tokens: readonly Token[]): Promise<void>;
}

/** 28 kB a token with Qwen 1.5B, so a system prompt is about 4 MB; the longest unused ones make way. */
const FOLDER_BYTES = 64 * 2 ** 20;
/** Writing one takes a second. */
const LEFT_BEHIND_MS = 10 * 60_000;
const OURS = /^[\da-f]{32}-[\da-f]{32}\.state$/;

/** `identity`: whatever a state depends on beside its tokens (the model's file, the library's version). */
export function savedStates(folder: string, identity: readonly string[]): SavedStates {
  const keyOf = (tokens: readonly Token[]): string => hash(JSON.stringify([...identity, process.platform, process.arch, tokens]));

  async function named(key: string): Promise<string[]> {
    const names = await readdir(folder).catch(() => []);
    return names.filter((name) => OURS.test(name) && name.startsWith(`${key}-`));
  }

  return {
    holds: async (tokens) => (await named(keyOf(tokens))).length > 0,
    restore: async (sequence, tokens) => {
      for (const name of await named(keyOf(tokens))) {
        const file = path.join(folder, name);
        if (await isWhole(file)) {
          await sequence.loadStateFromFile(file, { acceptRisk: true }).catch(() => sequence.clearHistory());
          if (same(sequence.contextTokens, tokens)) return true;
          await sequence.clearHistory();
        }
        await rm(file, { force: true });
      }
      return false;
    },
    keep: async (sequence, tokens) => {
      const key = keyOf(tokens);
      if (!same(sequence.contextTokens, tokens) || (await named(key)).length > 0) return;
      const unfinished = path.join(folder, `${randomUUID()}.part`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const { fileSize } = await sequence.saveStateToFile(unfinished);
        await makeRoom(folder, fileSize);
        if (fileSize <= FOLDER_BYTES) await rename(unfinished, path.join(folder, `${key}-${hash(await readFile(unfinished))}.state`));
      } catch (error) {
        process.stderr.write(`state not kept: ${String((error as NodeJS.ErrnoException).code ?? error)}\n`);
      } finally {
        await rm(unfinished, { force: true }).catch(() => undefined);
      }
    },
  };
}

async function isWhole(file: string): Promise<boolean> {
  return path.basename(file, '.state').endsWith(`-${hash(await readFile(file).catch(() => ''))}`);
}

async function makeRoom(folder: string, bytes: number): Promise<void> {
  const files = await Promise.all(
    (await readdir(folder)).filter((name) => OURS.test(name)).map(async (name) => ({ file: path.join(folder, name), stats: await stat(path.join(folder, name)) })),
  );
  // Of a process that was killed while it wrote.
  for (const name of (await readdir(folder)).filter((entry) => entry.endsWith('.part'))) {
    const stats = await stat(path.join(folder, name)).catch(() => null);
    if (stats !== null && Date.now() - stats.mtimeMs > LEFT_BEHIND_MS) await rm(path.join(folder, name), { force: true });
  }
  let left = FOLDER_BYTES - bytes;
  for (const { file, stats } of files.toSorted((a, b) => b.stats.mtimeMs - a.stats.mtimeMs)) {
    left -= stats.size;
    if (left < 0) await rm(file, { force: true });
  }
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

function same(a: readonly Token[], b: readonly Token[]): boolean {
  return a.length === b.length && a.every((token, index) => token === b[index]);
}
