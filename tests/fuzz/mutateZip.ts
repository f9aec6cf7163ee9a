// Mutations inside an archive: entries are inflated, changed and packed again with right lengths and checksums, so that
// the reader behind the archive gets to see them. Or the set of entries is changed.
import { readZip } from '../../main/ingest/2-parse/readZip.ts';
import { makeZip, type ZipEntrySpec } from '../unit/parse/fixtures/makeZip.ts';
import { below, mutate, pick, type Material, type Random } from './mutate.ts';

const LIMITS = { maxEntries: 1_000, maxEntryBytes: 8 * 1024 * 1024, maxTotalBytes: 32 * 1024 * 1024 };
const ODD_NAMES = ['../../etc/passwd', '/etc/passwd', 'C:\\windows\\win.ini', 'a\0b.xml', '', './', 'x'.repeat(5_000), '\u202egpj.exe'];

/** Half of the time the archive is changed as any other bytes; so is one that can't be opened. */
export function mutateZip(bytes: Buffer, random: Random, material: Material): Buffer {
  if (random() < 0.3) return mutate(bytes, random, material);
  const archive = readZip(bytes, () => true, LIMITS);
  if (!archive.ok || archive.entries.size === 0) return mutate(bytes, random, material);
  const entries: ZipEntrySpec[] = Array.from(archive.entries, ([name, content]) => ({ name, content }));
  const at = below(random, entries.length);
  const entry = entries[at]!;
  switch (below(random, 10)) {
    case 0:
      entries.splice(at, 1);
      break;
    case 1:
      entries.push({ ...entry, content: mutate(Buffer.from(entry.content), random, material) });
      break;
    case 2:
      entries[at] = { ...entry, name: pick(random, ODD_NAMES) };
      break;
    case 3:
      entries[at] = { ...entry, content: pick(random, entries).content };
      break;
    case 4:
      entries[at] = { ...entry, claimedBytes: pick(random, [0, 1, 0xffffffff]) };
      break;
    default:
      entries[at] = { ...entry, content: mutate(Buffer.from(entry.content), random, material) };
  }
  return makeZip(entries);
}
