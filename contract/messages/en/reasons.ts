// Why a file was not read, in plain words: `reason.<code>` for every code of FILE_REASONS.
import type { FileReason } from '../../domain.ts';

export const enReasons = {
  'reason.unsupported-type': 'Freehold can’t read this kind of file',
  'reason.too-large': 'The file is too large to read',
  'reason.empty': 'The file is empty',
  'reason.binary-content': 'It holds binary data, not text',
  'reason.no-text': 'There is no text in it',
  'reason.password-protected': 'It is protected by a password',
  'reason.damaged': 'The file is damaged',
  'reason.no-permission': 'You may not open this file',
  'reason.vanished': 'The file was moved or deleted',
  'reason.timeout': 'Reading took too long and was stopped',
  'reason.parser-crashed': 'The reader stopped while reading it',
  'reason.too-much-text': 'There is more text in it than Freehold can hold',
  'reason.read-error': 'The disk reported an error while reading it',
  'reason.too-much-memory': 'Reading it took too much memory and was stopped',
  'reason.ocr-off': 'Its text is in images, and reading images is turned off',
  'reason.pages-unread': 'Some of its pages could not be read',
  'reason.pages-are-images': 'Some of its pages are images, and reading images is turned off',
  'reason.members-unread': 'Some of the files in it could not be read',
  'reason.nested-too-deep': 'It lies too deep in other archives',
  'reason.needs-program': 'Reading this old format takes a program that is not installed',
  'reason.online-only': 'The file is online only; it is not on this computer',
  'reason.excluded': 'The rules of this folder leave it out',
  'reason.cancelled-by-you': 'You stopped before it was read',
  'reason.older-than-kept': 'Older than you keep files',
} as const satisfies Record<`reason.${FileReason}`, string>;
