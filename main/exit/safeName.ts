// Names of files that every system takes, made from any text: a document's name, a conversation's title. Invariant: one
// part of a path, never a path; no two of one folder differ in case or in how their accents are written alone.

const MAX_UNITS = 80;
const MAX_BYTES = 200;
/** Windows takes none of these, whatever follows their first dot. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])$/iu;

/** Names of one folder. */
export interface Names {
  /** One that the folder does not have yet. @param ending with its dot */
  next(wanted: string, ending: string): string;
}

export function createNames(): Names {
  const used = new Set<string>();
  /** Of each name, which copy to try next: thousands may be called the same. */
  const copies = new Map<string, number>();
  return {
    next: (wanted, ending) => {
      const plain = plainName(wanted);
      const first = folded(`${plain}${ending}`);
      for (let copy = copies.get(first) ?? 1; ; copy += 1) {
        const name = `${plain}${copy === 1 ? '' : ` (${copy})`}${ending}`;
        if (used.has(folded(name))) continue;
        used.add(folded(name));
        copies.set(first, copy + 1);
        return name;
      }
    },
  };
}

/** As APFS and NTFS compare names: `STRASSE`, `STRAẞE`, `straße` and `Strasse` are one. */
const folded = (name: string): string => name.normalize('NFD').toLowerCase().toUpperCase().toLowerCase();

function plainName(wanted: string): string {
  const letters = wanted
    .toWellFormed()
    .normalize('NFC')
    // Controls, marks that turn the direction of writing, and what a path or a shell is made of.
    .replace(/[\p{C}\uFFFD\\/:*?"<>|]/gu, '_')
    .replace(/[\s\u2028\u2029]+/gu, ' ')
    .replace(/^[\s.]+/u, '_');
  const short = cut(letters).replace(/[\s.]+$/u, '');
  if (short === '') return '_';
  return RESERVED.test(short.split('.')[0]!.trimEnd()) ? `_${short}` : short;
}

/** Whole characters only. */
function cut(name: string): string {
  let kept = '';
  for (const character of name) {
    if (kept.length + character.length > MAX_UNITS || Buffer.byteLength(kept + character) > MAX_BYTES) break;
    kept += character;
  }
  return kept;
}
