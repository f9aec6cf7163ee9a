// ZIP: every file in it is a member. Nothing is unpacked here; folders, hidden files and what macOS puts beside its
// files are left out, as they are in a folder on the disk.
import type { FileReason } from '../../../../contract/domain.ts';
import type { ByteSource } from '../members/byteSource.ts';
import { checkSumOf } from '../members/fingerprint.ts';
import { MAX_MEMBER_BYTES, type ListedMember } from '../members/listedMember.ts';
import { readZipDirectory, type ZipEntry } from '../zip/zipDirectory.ts';
import type { ContainerOutcome } from '../parseOutcome.ts';

const LEFT_OUT: ReadonlySet<string> = new Set(['__MACOSX', 'node_modules']);

export async function listZip(source: ByteSource): Promise<ContainerOutcome> {
  const directory = await readZipDirectory(source);
  if (!directory.ok) return directory;
  const members = directory.entries.filter(isListed).map(toMember);
  return members.length === 0 ? { ok: false, reason: 'empty' } : { ok: true, members };
}

function isListed({ kind, name }: ZipEntry): boolean {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return kind !== 'folder' && parts.length > 0 && !parts.some((part) => part.startsWith('.') || LEFT_OUT.has(part));
}

function toMember(entry: ZipEntry): ListedMember {
  const skip = skipOf(entry);
  return {
    step: ['zip', entry.name, entry.nth],
    name: entry.name,
    kind: null,
    ...(skip === null ? {} : { skip }),
    sizeBytes: entry.sizeBytes,
    modifiedMs: entry.modifiedMs,
    fingerprint: checkSumOf(entry),
  };
}

function skipOf(entry: ZipEntry): FileReason | null {
  if (entry.kind === 'link') return 'unsupported-type';
  if (entry.encrypted) return 'password-protected';
  return entry.sizeBytes > MAX_MEMBER_BYTES ? 'too-large' : null;
}
