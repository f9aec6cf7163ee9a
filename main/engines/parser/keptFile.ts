// The file that a page or a place was last asked of, kept for the next one: a scan of 300 pages is not read 300 times.
// Invariant: what is handed out is the version that was asked for.
import { stat } from 'node:fs/promises';
import { AppError } from '../../../contract/errors.ts';
import { openPdf, type OpenPdf } from '../../ingest/2-parse/pdf/pdfium.ts';
import type { SourceFileReader, WhichFile } from './readSourceFile.ts';

interface Options {
  readonly password?: string | null;
  /** Trusts size and time of the file, where nothing worse comes of it than work done in vain. */
  readonly trustTime?: boolean;
}

export interface KeptFile {
  /** @throws AppError `file-gone`, `no-permission`, or `file-changed` when the file isn't that version any more */
  bytes(which: WhichFile, versionHash: string, options?: Options): Promise<Uint8Array>;
  /** The same, opened; null when it is no PDF that can be opened. */
  pdf(which: WhichFile, versionHash: string, options?: Options): Promise<OpenPdf | null>;
  /** Without closing anything, for what can't be used any more. */
  forget(): void;
}

export function createKeptFile(files: SourceFileReader): KeptFile {
  let kept: { readonly place: string; readonly hash: string; readonly stamp: string; /** Null once they lie in PDFium's memory. */ bytes: Uint8Array | null; pdf: OpenPdf | null } | null = null;

  async function read(which: WhichFile, versionHash: string, { trustTime = false }: Options): Promise<NonNullable<typeof kept>> {
    const place = `${which.path}\0${which.member ?? ''}`;
    const stamp = await stampOf(which.path);
    if (trustTime && kept !== null && kept.place === place && kept.hash === versionHash && stamp !== null && kept.stamp === stamp) return kept;
    // Read each time, though it is kept: a mark on a page that has changed would be a lie.
    const file = await files.read(which);
    if (!file.ok) throw new AppError(file.reason === 'no-permission' ? 'no-permission' : 'file-gone');
    if (file.hash !== versionHash) throw new AppError('file-changed');
    if (kept !== null && kept.hash === versionHash) return kept;
    kept?.pdf?.close();
    kept = { place, hash: versionHash, stamp: stamp ?? '', bytes: file.bytes, pdf: null };
    return kept;
  }

  return {
    bytes: async (which, versionHash, options = {}) => {
      const { bytes } = await read(which, versionHash, options);
      if (bytes === null) throw new AppError('page-not-shown');
      return bytes;
    },
    pdf: async (which, versionHash, options = {}) => {
      const file = await read(which, versionHash, options);
      if (file.pdf !== null || file.bytes === null) return file.pdf;
      const opened = await openPdf(file.bytes, options.password ?? null);
      if (!opened.ok) return null;
      file.pdf = opened.pdf;
      file.bytes = null;
      return opened.pdf;
    },
    forget: () => (kept = null),
  };
}

async function stampOf(path: string): Promise<string | null> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${size}:${mtimeMs}:${ino}`;
  } catch {
    return null;
  }
}
