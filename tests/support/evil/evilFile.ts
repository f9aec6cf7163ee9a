// A file that means harm, and how reading it may end.
import type { DocumentKind, FileReason } from '../../../contract/domain.ts';

export interface EvilFile {
  readonly name: string;
  /** The reader that gets it, where there is one for its kind. */
  readonly kind: DocumentKind;
  readonly content: string | Buffer;
  /** Any of these; `indexed` where the harmless part of it is read. */
  readonly ends: readonly (FileReason | 'indexed')[];
}

/** How a file that is broken rather than large may end. */
export const BROKEN = ['indexed', 'damaged', 'no-text', 'binary-content', 'empty', 'pages-unread', 'pages-are-images', 'ocr-off', 'members-unread', 'password-protected', 'needs-program'] as const;
