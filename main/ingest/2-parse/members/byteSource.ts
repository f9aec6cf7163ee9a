// Bytes that are read where they are wanted: of a file of any size, or of what was taken out of another file.
import type { FileHandle } from 'node:fs/promises';

export interface ByteSource {
  readonly sizeBytes: number;
  /** Fewer bytes than asked for at the end, none beyond it. The bytes are not to be changed. */
  read(offset: number, length: number): Promise<Buffer>;
}

export function sourceOfFile(file: FileHandle, sizeBytes: number): ByteSource {
  return {
    sizeBytes,
    read: async (offset, length) => {
      const wanted = Math.max(0, Math.min(length, sizeBytes - offset));
      const bytes = Buffer.allocUnsafe(wanted);
      let read = 0;
      while (read < wanted) {
        const { bytesRead } = await file.read(bytes, read, wanted - read, offset + read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      return bytes.subarray(0, read);
    },
  };
}

export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return { sizeBytes: all.length, read: async (offset, length) => all.subarray(offset, offset + length) };
}
