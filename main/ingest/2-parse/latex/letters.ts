// What LaTeX's commands for letters and signs stand for: `\"u` and `\v{s}` (a letter with a mark), `\ss`, `\ldots`.

/** Commands that put a mark on the letter behind them, as a combining character. */
const MARKS: Readonly<Record<string, string>> = {
  "'": '\u0301', '`': '\u0300', '^': '\u0302', '"': '\u0308', '~': '\u0303', '=': '\u0304', '.': '\u0307',
  c: '\u0327', v: '\u030c', H: '\u030b', r: '\u030a', k: '\u0328', u: '\u0306', d: '\u0323', b: '\u0331', t: '\u0361',
};

/** Commands that stand for characters. */
const SIGNS: Readonly<Record<string, string>> = {
  ss: 'ß', SS: 'ẞ', ae: 'æ', AE: 'Æ', oe: 'œ', OE: 'Œ', aa: 'å', AA: 'Å', o: 'ø', O: 'Ø', l: 'ł', L: 'Ł', i: 'ı', j: 'ȷ', dh: 'ð', DH: 'Ð', th: 'þ', TH: 'Þ', ng: 'ŋ', dj: 'đ', DJ: 'Đ',
  ldots: '…', dots: '…', textellipsis: '…', textendash: '–', textemdash: '—', textquotedblleft: '“', textquotedblright: '”', textquoteleft: '‘', textquoteright: '’',
  glqq: '„', grqq: '“', glq: '‚', grq: '‘', flqq: '«', frqq: '»', guillemotleft: '«', guillemotright: '»', textquotesingle: "'", textquotedbl: '"',
  S: '§', P: '¶', dag: '†', ddag: '‡', copyright: '©', textcopyright: '©', textregistered: '®', texttrademark: '™', pounds: '£', textsterling: '£', euro: '€', texteuro: '€', EUR: '€', texteur: '€',
  textdegree: '°', degree: '°', textmu: 'µ', textonehalf: '½', texttimes: '×', textbullet: '•', textasciitilde: '~', textasciicircum: '^', textbackslash: '\\', textunderscore: '_', textbar: '|',
  textless: '<', textgreater: '>', textbraceleft: '{', textbraceright: '}', textdollar: '$', slash: '/', LaTeX: 'LaTeX', TeX: 'TeX', LaTeXe: 'LaTeX2e', BibTeX: 'BibTeX',
  '&': '&', '%': '%', '$': '$', '#': '#', _: '_', '{': '{', '}': '}', ' ': ' ', '\n': ' ', ',': ' ', ';': ' ', ':': ' ', '!': '', '-': '', '/': '', '@': '', '>': ' ', quad: ' ', qquad: ' ', space: ' ', enspace: ' ', thinspace: ' ', nobreakspace: ' ',
};

export const signOf = (command: string): string | null => (Object.hasOwn(SIGNS, command) ? SIGNS[command]! : null);

/** The letter that a marking command and what stands behind it make, and how much of `rest` that takes; null for other commands. */
export function markedLetter(command: string, rest: string): { readonly letter: string; readonly length: number } | null {
  if (!Object.hasOwn(MARKS, command)) return null;
  // A command of a letter needs a brace or a space before its letter: `\cc` would be another one.
  const match = /^\s*(?:\{\s*(?:\\([ij])\s*|(\p{L}?))\s*\}|\\([ij])(?![a-zA-Z])\s?|(\p{L}))/u.exec(rest);
  if (match === null) return { letter: '', length: 0 };
  const [whole, dotless, inBraces, bareDotless, bare] = match;
  const letter = dotless ?? bareDotless ?? inBraces ?? bare ?? '';
  return { letter: letter === '' ? '' : `${letter}${MARKS[command]!}`.normalize('NFC'), length: whole.length };
}
