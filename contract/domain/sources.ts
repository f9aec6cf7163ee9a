// Files before anybody has read their content, what became of each, and the rules by which they are found.

/** What a reader can be had for; `unsupported` files are listed with their reason, never dropped. */
export const DOCUMENT_KINDS = [
  'text',
  'markdown',
  'html',
  'pdf',
  'docx',
  'csv',
  'code',
  'doc',
  'odt',
  'rtf',
  'pptx',
  'ppt',
  'odp',
  'xlsx',
  'xls',
  'ods',
  'epub',
  'mhtml',
  'org',
  'rst',
  'latex',
  'eml',
  'msg',
  'mbox',
  'zip',
  'image',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** A file as the scan found it, before anybody read its content. */
export interface SourceFile {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** The reader for this file, or why there is none. */
  readonly kind: DocumentKind | null;
  readonly skip?: FileReason;
}

/** Why a file was not (or only partly) read. Codes are in `FILE_REASONS`; the words are in the message catalogue. */
export const FILE_REASONS = [
  'unsupported-type',
  'too-large',
  'empty',
  'binary-content',
  'no-text',
  'password-protected',
  'damaged',
  'no-permission',
  'vanished',
  'timeout',
  'parser-crashed',
  'too-much-text',
  'read-error',
  'too-much-memory',
  /** There is text in it as an image only, and OCR is off. */
  'ocr-off',
  /** Partly: some pages are damaged, or OCR made nothing of them. */
  'pages-unread',
  /** Partly: some pages are images, and OCR is off. */
  'pages-are-images',
  /** Partly: an archive or a message of whose files some were not read. */
  'members-unread',
  'nested-too-deep',
  /** An old format that takes a program which is not installed here. */
  'needs-program',
  'online-only',
  'excluded',
  'cancelled-by-you',
  /** Changed before the time for which files are kept. */
  'older-than-kept',
] as const;
export type FileReason = (typeof FILE_REASONS)[number];

/** Which files of a folder are read. Patterns are those of a .gitignore, relative to the folder that was added. */
export interface SourceRules {
  /** Only files that one of these names; empty for every file. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** The folder's own `.gitignore` files count, wherever they lie in it. */
  readonly gitignore: boolean;
  /** Files and folders whose name begins with a dot are read too. */
  readonly hidden: boolean;
}

export const DEFAULT_RULES: SourceRules = { include: [], exclude: [], gitignore: true, hidden: false };

/** Why a path of a source is read or not. `never`: a place that no rule can switch on. */
export const RULE_REASONS = ['included', 'not-included', 'excluded', 'gitignore', 'hidden', 'never', 'unsupported-type'] as const;
export type RuleReason = (typeof RULE_REASONS)[number];

/** The safety brake: so many files of a source were not found again, and none is dropped before the person says so. */
export interface HeldFiles {
  readonly gone: number;
  readonly of: number;
  /** The person has answered: they stay listed until they are found again. */
  readonly kept: boolean;
}

/** waiting -> reading -> indexed | skipped | failed; a retry puts it back to waiting. */
export const DOCUMENT_STATES = ['waiting', 'reading', 'indexed', 'skipped', 'failed'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

/** What a search could see, in files on the disk: seen = indexed + skipped + failed + waiting, always. */
export interface Coverage {
  readonly seen: number;
  readonly indexed: number;
  /** Of the indexed: those of which only a part was read. Absent in answers of earlier versions. */
  readonly partly?: number;
  readonly skipped: number;
  readonly failed: number;
  readonly waiting: number;
}

export interface IngestProgress {
  /** `idle` when nothing waits; `scanning` while folders are walked. */
  readonly state: 'idle' | 'scanning' | 'running' | 'paused' | 'yielding';
  readonly done: number;
  readonly total: number;
  /** Files a minute over the last minute of work; null while unknown. */
  readonly filesPerMinute: number | null;
  readonly secondsLeft: number | null;
  readonly currentFile: string | null;
  /** 1-based page of the file that is read by OCR, and how many it has. */
  readonly currentPage?: number;
  readonly pages?: number;
  /** Why indexing stopped by itself (e.g. `disk-full`), a code of the error catalogue; null while all is well. */
  readonly problem: string | null;
}
