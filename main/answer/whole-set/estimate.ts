// What a question to every file will cost, before anything is read. In: the files and how fast the model was lately.
// Out: files, tokens, seconds. An estimate: what a file's note will be is not known.
import type { WholeSetEstimate } from '../../../contract/domain.ts';
import type { WholeSetKind } from '../../../contract/wholeSet.ts';
import { FILE_TOKENS } from './passagesOfFile.ts';
import type { FilesInScope, FileToRead } from './filesInScope.ts';

export interface Speed {
  readonly readPerSecond: number;
  readonly writtenPerSecond: number;
}

/** The default model on a two-core laptop. */
export const USUAL_SPEED: Speed = { readPerSecond: 60, writtenPerSecond: 20 };

/** Beside the passages: the file's name and the question. The instructions stay in the model's memory. */
const AROUND_TOKENS = 60;
const NOTE_TOKENS = 30;
const NOTES_A_SUMMARY = 22;

export const tokensToRead = ({ tokens }: FileToRead): number => (tokens === 0 ? 0 : AROUND_TOKENS + Math.min(tokens, FILE_TOKENS));

export const secondsToRead = (file: FileToRead, speed: Speed): number => (file.tokens === 0 ? 0 : tokensToRead(file) / speed.readPerSecond + NOTE_TOKENS / speed.writtenPerSecond);

export function estimate(kind: WholeSetKind, { files, toRead, copies, unread }: FilesInScope, isKept: (file: FileToRead) => boolean, speed: Speed): WholeSetEstimate {
  const open = toRead.filter((file) => !isKept(file));
  const summaries = kind === 'summarise' ? Math.ceil(toRead.length / NOTES_A_SUMMARY) : 0;
  const summarySeconds = summaries * (900 / speed.readPerSecond + 150 / speed.writtenPerSecond);
  return {
    kind,
    files,
    toRead: toRead.length,
    kept: toRead.length - open.length,
    copies,
    unread: unread.length,
    tokens: open.reduce((sum, file) => sum + tokensToRead(file), 0),
    seconds: Math.round(open.reduce((sum, file) => sum + secondsToRead(file, speed), summarySeconds)),
  };
}
