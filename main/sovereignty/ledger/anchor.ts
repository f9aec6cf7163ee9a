// How far a chain was, noted outside of where it is kept: found again at the next opening, a chain that ends before its
// anchor was cut or put back. Written after the commit, so a chain may be ahead of its anchor, and never behind.
// In and out: a sealed point in `<chain>.anchor` of the user data folder.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { SealedPoint } from './chain.ts';
import { replaceFile } from '../../files/replaceFile.ts';

/** As it is kept: sealed, always. */
export const anchorPoint = z.strictObject({ sequence: z.number().int().nonnegative(), hash: z.string().regex(/^[0-9a-f]{64}$/), seal: z.string().regex(/^[0-9a-f]{64}$/) });

const fileOf = (ledgerDir: string, chain: string): string => path.join(ledgerDir, `${chain}.anchor`);

/** Null when there is none, or nothing that can be read as one. */
export function readAnchor(ledgerDir: string, chain: string): SealedPoint | null {
  try {
    return anchorPoint.parse(JSON.parse(readFileSync(fileOf(ledgerDir, chain), 'utf8')));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

export function writeAnchor(ledgerDir: string, chain: string, point: SealedPoint): void {
  replaceFile(fileOf(ledgerDir, chain), `${JSON.stringify(point)}\n`);
}
