// Writes a file from its pieces, one after the other, onto the disk for good. In: where to, for its owner alone; what comes.
import { open } from 'node:fs/promises';

/** @param onWritten after each piece; when it throws, nothing more is written */
export async function writePieces(file: string, pieces: AsyncIterable<Buffer>, onWritten: (piece: Buffer) => void): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    for await (const piece of pieces) {
      await handle.writeFile(piece);
      onWritten(piece);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}
