// Names of an archive's entries to text. Old archives don't say in which encoding their names are; one is guessed for
// the whole archive, since a single name is too short to tell.

/** The upper half of code page 437, in which an archive's names are where nothing else is said or seen. */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

export type NameDecoder = (bytes: Buffer) => string;

/** @param names those of entries that don't say that they are UTF-8 */
export function nameDecoderFor(names: readonly Buffer[]): NameDecoder {
  const telling = Buffer.concat(names.filter((name) => name.some(isHigh)).flatMap((name) => [name, Buffer.from('\n')]));
  if (decodes(telling, 'utf-8') !== null) return (bytes) => bytes.toString('utf8');
  const encoding = encodingOf(telling);
  if (encoding === null) return fromCp437;
  const decoder = new TextDecoder(encoding);
  return (bytes) => decoder.decode(bytes);
}

const isHigh = (byte: number): boolean => byte >= 0x80;

function encodingOf(names: Buffer): string | null {
  const japanese = decodes(names, 'shift_jis');
  // Chinese read as Japanese comes out in half-width letters, which nobody names files in.
  if (japanese !== null && !/[\uff61-\uff9f]/.test(japanese) && isEastAsian(japanese)) return 'shift_jis';
  const high = names.filter(isHigh);
  const chinese = high.filter((byte) => byte >= 0xa1).length > high.length * 0.9 ? decodes(names, 'gb18030') : null;
  if (chinese !== null && isEastAsian(chinese)) return 'gb18030';
  const russian = high.every((byte) => byte <= 0xaf || (byte >= 0xe0 && byte <= 0xf1));
  return russian && shareBeside(Array.from(names, isHigh)) > 0.8 ? 'ibm866' : null;
}

/** Words of several such letters; an accented letter of Europe between plain ones comes out as a single one. */
function isEastAsian(text: string): boolean {
  return shareBeside(Array.from(text, (letter) => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letter))) > 0.6;
}

/** Of those that are, how many stand beside another one. */
function shareBeside(are: readonly boolean[]): number {
  const beside = are.filter((is, at) => is && (are[at - 1] === true || are[at + 1] === true));
  return beside.length / Math.max(1, are.filter(Boolean).length);
}

function fromCp437(bytes: Buffer): string {
  return Array.from(bytes, (byte) => (isHigh(byte) ? CP437[byte - 0x80] : String.fromCharCode(byte))).join('');
}

function decodes(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
