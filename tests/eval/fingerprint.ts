// What made something, as one hash: names and contents of files and of whole folders.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

export function fingerprint(places: readonly string[]): string {
  const hash = createHash('sha256');
  for (const place of places) {
    const names = statSync(place).isDirectory() ? readdirSync(place, { recursive: true, encoding: 'utf8' }).sort() : [''];
    for (const name of names) {
      const file = path.join(place, name);
      if (!statSync(file).isFile()) continue;
      const bytes = readFileSync(file);
      hash.update(`${name}\0${bytes.length}\0`).update(bytes);
    }
  }
  return hash.digest('hex');
}
