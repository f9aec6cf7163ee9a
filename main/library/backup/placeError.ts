// What went wrong with a file beside a library, a backup, as an error that people understand.
import { AppError } from '../../../contract/errors.ts';
import { openError } from '../openDatabase.ts';

/** A stick that was pulled, a file system that takes no large files, and all that a database can throw. */
export function placeError(cause: unknown, path: string): unknown {
  const code = (cause as { code?: unknown }).code;
  if (code === 'EIO' || code === 'ENXIO' || code === 'ENODEV') return new AppError('path-not-found', { path }, { cause });
  if (code === 'EFBIG') return new AppError('file-too-large', { path }, { cause });
  return openError(cause, path);
}
