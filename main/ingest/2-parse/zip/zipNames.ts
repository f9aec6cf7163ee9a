// Names of an archive's entries to text. Old archives don't say in which encoding their names are; one is guessed for
// the whole archive, since a single name is too short to tell.

/** The upper half of code page 437, in which an archive's names are where nothing else is said or seen. */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

export type NameDecoder = (bytes: Buffer) => string;

/** @param names those of entries that don't say that they are UTF-8 */
export function nameDecoderFor(names: readonly Buffer[]): NameDecoder {
  const telling = names.filter((name) => name.some((byte) => byte >= 0x80));
  const all = Buffer.concat(telling.flatMap((name) => [name, Buffer.from('\n')]));
  if (decodes(all, 'utf-8') !== null) return (bytes) => bytes.toString('utf8');
  if (!comesInRuns(telling)) return fromCp437;
  const japanese = decodes(all, 'shift_jis');
  // Chinese read as Japanese comes out in half-width letters, which nobody names files in.
  const encoding = japanese !== null && !/[\uff61-\uff9f]/.test(japanese) ? 'shift_jis' : decodes(all, 'gb18030') === null ? null : 'gb18030';
  if (encoding === null) return fromCp437;
  const decoder = new TextDecoder(encoding);
  return (bytes) => decoder.decode(bytes);
}

function fromCp437(bytes: Buffer): string {
  return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : CP437[byte - 0x80])).join('');
}

function decodes(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Letters of scripts that take two bytes stand side by side; accented ones of Europe stand alone among plain ones. */
function comesInRuns(names: readonly Buffer[]): boolean {
  let high = 0;
  let beside = 0;
  for (const name of names) {
    name.forEach((byte, at) => {
      if (byte < 0x80) return;
      high += 1;
      if ((name[at - 1] ?? 0) >= 0x80 || (name[at + 1] ?? 0) >= 0x80) beside += 1;
    });
  }
  return beside > high * 0.6;
}
