// What kept a file from being written, as an error that people understand; anything else stays as it is.
import { AppError } from '../../contract/errors.ts';

/** @returns AppError `no-permission`, `path-not-found` or `disk-full`, or `cause` itself */
export function writeFault(cause: unknown, path: string): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'EISDIR') return new AppError('no-permission', { path }, { cause });
  if (code === 'ENOENT' || code === 'ENOTDIR') return new AppError('path-not-found', { path }, { cause });
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('disk-full', { path }, { cause });
  return cause;
}
