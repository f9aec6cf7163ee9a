// Names of files that every system takes, made from any text: a document's name, a conversation's title. Invariant: one
// part of a path, never a path; no two of one folder differ in case or in how their accents are written alone.

const MAX_UNITS = 80;
const MAX_BYTES = 200;
/** Windows takes none of these, whatever follows their first dot. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])$/iu;

/** @param ending with its dot; `used` has what the folder holds already, and gets the new one */
export function safeName(wanted: string, ending: string, used: Set<string>): string {
  const plain = plainName(wanted);
  for (let copy = 1; ; copy += 1) {
    const name = `${plain}${copy === 1 ? '' : ` (${copy})`}${ending}`;
    // As APFS and NTFS compare names: `STRASSE`, `straße` and `Strasse` are one.
    const key = name.normalize('NFD').toUpperCase().toLowerCase();
    if (used.has(key)) continue;
    used.add(key);
    return name;
  }
}

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
