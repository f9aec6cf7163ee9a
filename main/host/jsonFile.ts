// A small JSON file that is read once, checked, and written whole: to a temporary name, synced, renamed. A file that
// does not parse is set aside as `*.damaged` and the defaults apply; nothing of it is guessed at.
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';

export interface JsonFile<Value> {
  read(): Value;
  write(value: Value): void;
}

export function createJsonFile<Schema extends z.ZodType>(file: string, schema: Schema, fallback: z.output<Schema>): JsonFile<z.output<Schema>> {
  let value: z.output<Schema> | null = null;

  function setAside(): void {
    try {
      renameSync(file, `${file}.damaged`);
    } catch {
      // In a folder that can't be written the defaults apply all the same.
    }
  }

  function load(): z.output<Schema> {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return fallback;
      throw error;
    }
    try {
      const stored: unknown = JSON.parse(text);
      // What an older version didn't write yet has its default.
      return schema.parse(isRecord(stored) && isRecord(fallback) ? { ...fallback, ...stored } : stored);
    } catch {
      setAside();
      return fallback;
    }
  }

  return {
    read: () => (value ??= load()),
    write: (next) => {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      const temporary = `${file}.${process.pid}.tmp`;
      const descriptor = openSync(temporary, 'w', 0o600);
      try {
        writeSync(descriptor, JSON.stringify(next, null, 2));
        fsyncSync(descriptor);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      } finally {
        closeSync(descriptor);
      }
      renameSync(temporary, file);
      value = next;
    },
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
