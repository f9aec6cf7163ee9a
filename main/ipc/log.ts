// What the shell needs of a log, and how an error is written there. Invariant: nothing of a document, a question
// or a file name reaches the log through an error: outside development only codes, names and stack frames do.
import { AppError } from '../../contract/errors.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, event: string, data?: Readonly<Record<string, unknown>>) => void;

const MAX_FRAMES = 12;

/** `detailed` adds the messages, which may quote what a parser or SQLite was reading. */
export function errorForLog(error: unknown, detailed: boolean): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const systemCode = (error as { code?: unknown }).code;
  return {
    name: error.name,
    ...(typeof systemCode === 'string' ? { code: systemCode } : {}),
    ...(error instanceof AppError && Object.keys(error.data).length > 0 && detailed ? { data: error.data } : {}),
    frames: framesOf(error),
    ...(cause === undefined ? {} : { cause: { name: cause.name, frames: framesOf(cause), ...(detailed ? { message: cause.message } : {}) } }),
    ...(detailed ? { message: error.message } : {}),
  };
}

/** An error of an engine carries its own stack inside the message. */
function framesOf(error: Error): string[] {
  return `${error.stack ?? ''}\n${error.message}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line, index, all) => line.startsWith('at ') && all.indexOf(line) === index)
    .slice(0, MAX_FRAMES);
}
