// Reads one of the person's files, or a file inside of it: whole, or only as far as its list of files takes.
// Invariant: hash and bytes belong together, and are a member's own where one is asked for.
import type { FileReason } from '../../../contract/domain.ts';
import { sourceOfBytes, sourceOfFile, type ByteSource } from '../../ingest/2-parse/members/byteSource.ts';
import { hashOf } from '../../ingest/2-parse/members/fingerprint.ts';
import { createMemberReader } from '../../ingest/2-parse/members/memberReader.ts';
import { stepsOf } from '../../ingest/2-parse/members/memberSteps.ts';
import { openSourceFile, readFault, type FileRefusal } from './openSourceFile.ts';

/** Whatever the scan's limits were: a file that grew since is not read into memory. */
const MAX_BYTES = 128 * 1024 * 1024;

export interface WhichFile {
  readonly path: string;
  /** See memberSteps.ts; undefined for the file itself. */
  readonly member?: string;
}

export interface FileContent {
  readonly ok: true;
  readonly bytes: Uint8Array;
  /** SHA-256 of `bytes`, lower-case hex. */
  readonly hash: string;
}

export interface SourceFileReader {
  read(which: WhichFile): Promise<FileContent | FileRefusal>;
  /** Hands over a source of bytes instead of the bytes: for files that are too large to be held, and are listed only. */
  withSource<Result>(which: WhichFile, use: (source: ByteSource) => Promise<Result>): Promise<Result | FileRefusal>;
}

export function createSourceFileReader(): SourceFileReader {
  const members = createMemberReader();

  async function memberBytes(member: string, source: ByteSource, identity: string): Promise<Uint8Array | FileReason> {
    const way = stepsOf(member);
    return way === null ? 'nested-too-deep' : members.read({ source, identity }, way);
  }

  async function open<Result>({ path, member }: WhichFile, use: (source: ByteSource) => Promise<Result>): Promise<Result | FileRefusal> {
    const opened = await openSourceFile(path);
    if (!opened.ok) return opened;
    try {
      const source = sourceOfFile(opened.file, opened.sizeBytes);
      if (member === undefined) return await use(source);
      const bytes = await memberBytes(member, source, opened.identity);
      return typeof bytes === 'string' ? { ok: false, reason: bytes, sizeBytes: 0 } : await use(sourceOfBytes(bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      return { ok: false, reason: readFault(error), sizeBytes: opened.sizeBytes };
    } finally {
      await opened.file.close();
    }
  }

  return {
    read: (which) =>
      open(which, async (source): Promise<FileContent | FileRefusal> => {
        if (source.sizeBytes > MAX_BYTES) return { ok: false, reason: 'too-large', sizeBytes: source.sizeBytes };
        // A file that shrinks meanwhile gives less; one that grows is read as far as it went at the start.
        const bytes = await source.read(0, source.sizeBytes);
        return { ok: true, bytes, hash: hashOf(bytes) };
      }),
    withSource: open,
  };
}
