// Counts tokens as WordPiece does in what matters here: whitespace is free, punctuation and CJK letters count one
// each, words a token for every four letters, and a "word" of more than 100 letters a single unknown token.
export function countTokens(text: string): number {
  let tokens = 0;
  for (const [word] of text.matchAll(/[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu)) {
    if (/[\u3400-\u9fff]/.test(word)) tokens += [...word].length;
    else tokens += word.length > 100 ? 1 : Math.ceil(word.length / 4);
  }
  return tokens;
}
