// Texts on which a careless pattern or a loop in a loop takes quadratic time or worse, for readers of text.
const TIMES = 100_000;

export function killers(): ReadonlyMap<string, string> {
  const pieces = [' ', '\n', '\t', '\t \n', 'a', 'aA', '-', '=', '#', '*', '_', '`', '~', '|', '| ', '+-', '[', ']', '![', '](', '(', '{', '}', '<', '>', '<a', '<!--', '<![CDATA[', '<p ', '&', '&#', '&amp', '"', '""', '",', "'", ',', ';', ':', '::\n', '.. ', '\\', '\\{', '\\begin{a}', '$', '$$', '%\n', '#+', '* ', '** ', '- ', '1. ', '> ', '=?', '=?utf-8?Q?', '?=', '=\r\n', 'a@', '--b\r\n', 'A: ', 'A:\n ', 'From ', '\nFrom a\n', 'http://', '\u0301', 'e\u0301', '\u200b', '\u202e', '\u{e0041}', '漢', '0', '1,', '1.', '\\par', "\\'e4", '\\u1?'];
  const texts = pieces.map((piece) => [JSON.stringify(piece), piece.repeat(Math.ceil(TIMES / piece.length))] as const);
  const closed = ['{', '[', '(', '<', '"', '`', '*', '$', '/*', '<!--', '\\begin{a}'].map((piece) => [`${JSON.stringify(piece)} and an end`, `${piece.repeat(TIMES / 2)}\n\nend\n${'x '.repeat(1_000)}`] as const);
  return new Map([...texts, ...closed]);
}
