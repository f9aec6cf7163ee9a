// The encoding of a PDF's standard fonts, as a string of bytes: what makePdf writes.
const FROM_0X80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

export const toWindows1252 = (text: string): string =>
  [...text].map((letter) => (FROM_0X80.includes(letter) ? String.fromCharCode(0x80 + FROM_0X80.indexOf(letter)) : letter)).join('');
