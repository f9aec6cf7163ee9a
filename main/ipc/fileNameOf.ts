// A question as the name of a file, in letters that every system takes. Null when nothing of it is left.
const MAX_LENGTH = 60;

export function fileNameOf(question: string): string | null {
  const plain = question.replace(/[\p{C}\p{Z}\s\\/:*?"<>|]+/gu, ' ').replace(/^[\s.]+/u, '');
  const short = plain.length <= MAX_LENGTH ? plain : plain.slice(0, Math.max(plain.lastIndexOf(' ', MAX_LENGTH), MAX_LENGTH >> 1));
  // Windows takes no name that ends in a dot or a space; half a character is none.
  const name = short.toWellFormed().replace(/[\s.\uFFFD]+$/u, '');
  return name === '' ? null : name;
}
