// One catalogue of errors. An AppError carries a code and data; the words for people are in the message
// catalogue under `error.<code>`, with cause and remedy. Anything else that is thrown becomes `internal`.

export const ERROR_CODES = [
  'internal',
  'bad-request',
  'cancelled',
  'library-not-open',
  'library-in-use',
  'library-damaged',
  'library-newer',
  'library-foreign',
  'library-locked',
  'library-exists',
  'passphrase-wrong',
  'passphrase-wait',
  'passphrase-needed',
  'passphrase-short',
  'passphrase-differs',
  'keys-damaged',
  'keys-missing',
  'keychain-unavailable',
  'disk-full',
  'path-not-found',
  'no-permission',
  'not-a-folder',
  'folder-in-source',
  'token-expired',
  'not-found',
  'name-taken',
  'question-empty',
  'question-too-long',
  'engine-crashed',
  'engine-unavailable',
  'engine-altered',
  'model-missing',
  'model-invalid',
  'model-load-failed',
  'embedder-missing',
  'embedder-invalid',
  'file-changed',
  'file-gone',
  'quote-not-placed',
  'page-not-shown',
  'language-file-invalid',
  'receipt-invalid',
  'receipt-not-replayable',
  'not-printed',
  'ledger-invalid',
  'backup-unknown',
  'backup-damaged',
  'backup-place',
  'backup-busy',
  'file-too-large',
  'exit-busy',
  'folder-not-empty',
  'download-sealed',
  'download-not-allowed',
  'policy-invalid',
  'model-not-allowed',
  'folder-not-allowed',
  'download-unreachable',
  'download-untrusted',
  'download-refused',
  'download-garbled',
  'download-stalled',
  'download-redirected',
  'download-wrong-size',
  'download-wrong-hash',
  'download-changed',
  'download-no-room',
  'update-invalid',
  'update-untrusted',
  'update-wrong-product',
  'update-wrong-platform',
  'update-wrong-kind',
  'update-not-newer',
  'update-damaged',
  'update-unreadable',
  'update-no-keys',
  'update-forbidden',
  'update-not-here',
  'update-busy',
  'update-not-writable',
  'app-running',
  'removal-cut-off',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Plain values for the message's placeholders; never document text. */
export type ErrorData = Readonly<Record<string, string | number | boolean | null>>;

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly data: ErrorData;

  constructor(code: ErrorCode, data: ErrorData = {}, options?: { cause?: unknown }) {
    super(code, options);
    this.name = 'AppError';
    this.code = code;
    this.data = data;
  }
}

/** The form in which an error crosses a process boundary. */
export interface WireError {
  readonly code: ErrorCode;
  readonly data: ErrorData;
  /** For the log only; never shown to a person. */
  readonly detail?: string;
}

export function toWireError(error: unknown): WireError {
  if (error instanceof AppError) {
    return { code: error.code, data: error.data, ...(error.cause instanceof Error ? { detail: error.cause.message } : {}) };
  }
  if (error instanceof Error && error.name === 'AbortError') return { code: 'cancelled', data: {} };
  const detail = error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error);
  return { code: isDiskFull(detail) ? 'disk-full' : isDamaged(detail) ? 'library-damaged' : 'internal', data: {}, detail };
}

/** As SQLite words it, in whatever query it comes upon the damage. */
const isDamaged = (detail: string): boolean => /database disk image is malformed|file is not a database/i.test(detail);

/** As Node, SQLite and LanceDB word it; a quota that is used up counts. */
export function isDiskFull(detail: string): boolean {
  return /ENOSPC|EDQUOT|SQLITE_FULL|database or disk is full|no space left on device|quota exceeded|os error (28|122)\b/i.test(detail);
}

export function fromWireError(wire: WireError): AppError {
  return new AppError(wire.code, wire.data, wire.detail === undefined ? undefined : { cause: new Error(wire.detail) });
}
