// A library's key in the hands of SQLite: ChaCha20-Poly1305 for every page, of the file and of its write-ahead log.
// In: 32 random bytes, as they are (`raw:`), so that no passphrase and no text of the key ever comes near a statement.
import type Database from 'better-sqlite3-multiple-ciphers';

const CIPHER = 'chacha20';
const RAW = Buffer.from('raw:', 'latin1');

/** To be called before anything else is asked of the database. */
export function useKey(db: Database.Database, key: Uint8Array): void {
  db.pragma(`cipher = '${CIPHER}'`);
  withRaw(key, (raw) => db.key(raw));
}

/** Attaches a database under its own key, or as a plain one. */
export function attachKeyed(db: Database.Database, file: string, name: string, key: Uint8Array | null): void {
  const attach = db.prepare(`ATTACH ? AS ${name} KEY ?`);
  if (key === null) attach.run(file, '');
  else withRaw(key, (raw) => attach.run(file, raw));
}

function withRaw(key: Uint8Array, use: (raw: Buffer) => void): void {
  const raw = Buffer.concat([RAW, key]);
  try {
    use(raw);
  } finally {
    raw.fill(0);
  }
}
