// The secret of a chain: 32 random bytes in a file of the user data folder, never in the library, a log or an export.
// From it come the key that seals heads and the one that hides names. In: the ledger's folder and a chain's id.
// Invariant: a key that is there is never written over.
import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeSynced } from '../../files/replaceFile.ts';
import { syncFolder } from '../../files/syncFiles.ts';

export interface LedgerKeys {
  readonly seal: Buffer;
  /** Keyed hash of a path, a question, a file's bytes; the same for the same name within a chain. */
  subjectOf(what: 'name' | 'content', value: string): string;
}

const KEY_BYTES = 32;
/** Bits of a keyed hash that are kept: chance meetings need 2^64 names. */
const SUBJECT_BYTES = 16;

/** Of a library, which may be a stranger's: files are named by it, and those of the installation's own ledger must not be. */
export const isLibraryChain = (chain: string): boolean => /^[\w-]{1,100}$/u.test(chain) && chain !== 'installation';

const fileOf = (ledgerDir: string, chain: string): string => path.join(ledgerDir, `${chain}.key`);

/** Null when there is none, or it is no key. */
export function readKeys(ledgerDir: string, chain: string): LedgerKeys | null {
  const secret = readSecret(ledgerDir, chain);
  return secret === null ? null : derive(Buffer.from(secret, 'hex'));
}

/** For a backup. 64 hexadecimal digits; null when there is none. */
export function readSecret(ledgerDir: string, chain: string): string | null {
  let text: string;
  try {
    text = readFileSync(fileOf(ledgerDir, chain), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return /^[0-9a-f]{64}$/.test(text) ? text : null;
}

/** Makes a key that is on the disk when this returns; another process that was quicker has made it then. */
export function makeKeys(ledgerDir: string, chain: string): LedgerKeys {
  writeSecret(ledgerDir, chain, randomBytes(KEY_BYTES).toString('hex'));
  return readKeys(ledgerDir, chain) ?? setAside(ledgerDir, chain);
}

/** One that is there stays. */
export function writeSecret(ledgerDir: string, chain: string, secret: string): void {
  mkdirSync(ledgerDir, { recursive: true, mode: 0o700 });
  const file = fileOf(ledgerDir, chain);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeSynced(temporary, `${secret}\n`);
    // Fails where there is one already, unlike a rename.
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  syncFolder(ledgerDir);
}

/** A file in the key's place that is no key. */
function setAside(ledgerDir: string, chain: string): LedgerKeys {
  const file = fileOf(ledgerDir, chain);
  linkSync(file, `${file}.damaged-${Date.now()}`);
  rmSync(file);
  return makeKeys(ledgerDir, chain);
}

function derive(secret: Buffer): LedgerKeys {
  const subkey = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `freehold ledger 1 ${purpose}`, KEY_BYTES));
  const names = subkey('names');
  return {
    seal: subkey('seal'),
    subjectOf: (what, value) => createHmac('sha256', names).update(`${what}\n${value}`).digest('hex').slice(0, SUBJECT_BYTES * 2),
  };
}
