// A small JSON file that is read once, checked, and written whole: to a temporary name, synced, renamed; the copy before
// it is kept beside it. A file that does not parse is set aside as `*.damaged`, and the copy before it applies, or the
// defaults; nothing of it is guessed at. Invariant: reading never fails, whatever the file is like.
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { replaceFile } from './replaceFile.ts';
import { writeFault } from './writeFault.ts';

export interface JsonFile<Value> {
  read(): Value;
  /** @throws AppError `no-permission` or `disk-full`; the file is as it was then */
  write(value: Value): void;
}

/** A write takes milliseconds: a temporary file of that age belongs to a process that was killed. */
const LEFT_BEHIND_MS = 60_000;

export function createJsonFile<Schema extends z.ZodType>(file: string, schema: Schema, fallback: z.output<Schema>): JsonFile<z.output<Schema>> {
  let value: z.output<Schema> | null = null;
  const previous = `${file}.previous`;

  function load(): z.output<Schema> {
    removeLeftovers(file);
    const text = readText(file);
    // Whoever takes the file away wants the defaults.
    if (text === null) return fallback;
    return parse(text) ?? (setAside(file), parse(readText(previous)) ?? fallback);
  }

  /** Null when it can't be read, or is not what is kept here. */
  function parse(text: string | Error | null): z.output<Schema> | null {
    if (typeof text !== 'string') return null;
    try {
      const stored: unknown = JSON.parse(text);
      // What an older version didn't write yet has its default.
      return schema.parse(isRecord(stored) && isRecord(fallback) ? { ...fallback, ...stored } : stored);
    } catch {
      return null;
    }
  }

  function write(next: z.output<Schema>): void {
    value ??= load();
    replaceFile(file, JSON.stringify(next, null, 2), {
      beforeRename: () => {
        if (typeof readText(file) === 'string') copyFileSync(file, previous);
      },
    });
    value = next;
  }

  return {
    read: () => (value ??= load()),
    write: (next) => {
      try {
        write(next);
      } catch (cause) {
        throw writeFault(cause, file);
      }
    },
  };
}

/** Null when there is no file; the error when it can't be read. */
function readText(file: string): string | Error | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : (error as Error);
  }
}

function setAside(file: string): void {
  try {
    renameSync(file, `${file}.damaged`);
  } catch {
    // In a folder that can't be written the other copies apply all the same.
  }
}

function removeLeftovers(file: string): void {
  const [folder, name] = [path.dirname(file), path.basename(file)];
  try {
    for (const entry of readdirSync(folder)) {
      const place = path.join(folder, entry);
      if (entry.startsWith(`${name}.`) && /\.\d+\.tmp$/.test(entry) && Date.now() - statSync(place).mtimeMs > LEFT_BEHIND_MS) rmSync(place, { force: true, recursive: true });
    }
  } catch {
    // There is no such folder yet, or it is another's.
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
