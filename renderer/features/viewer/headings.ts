// Splits Markdown text into heading lines and the rest, so that headings can be drawn heavier. No character is
// added or lost: the offsets of marks stay true.

export interface TextPart {
  readonly text: string;
  readonly heading: boolean;
}

export function splitHeadings(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(/^#{1,6} [^\n]+/gm)) {
    if (match.index > at) parts.push({ text: text.slice(at, match.index), heading: false });
    at = match.index + match[0].length;
    parts.push({ text: match[0], heading: true });
  }
  if (at < text.length) parts.push({ text: text.slice(at), heading: false });
  return parts;
}
