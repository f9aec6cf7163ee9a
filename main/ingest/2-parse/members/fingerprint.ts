// What tells that a member's bytes are still those that were listed: the hash of all of them where listing takes them
// out anyway, the check sum that an archive keeps of each entry where it does not.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const checkSumOf = ({ crc, sizeBytes }: { readonly crc: number; readonly sizeBytes: number }): string => `${crc.toString(16)}:${sizeBytes}`;

export function hasFingerprint(bytes: Uint8Array, hash: string, fingerprint: string): boolean {
  return fingerprint === (fingerprint.includes(':') ? checkSumOf({ crc: crc32(bytes), sizeBytes: bytes.length }) : hash);
}
