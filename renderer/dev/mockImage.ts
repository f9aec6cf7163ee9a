// Makes a scan for the mock library, and knows where every line of it stands. Development only.
// In: lines. Out: a PNG, the text that OCR would make of it, and `locate` for ranges of that text.
const LINES = ['Inventory of the cellar', '', 'One bicycle, blue, with a basket.', 'Two ladders of three metres each.', 'The key to the cellar has the number nineteen.'];
/** In points; drawn at twice that. */
const PAGE = { width: 420, height: 300, left: 40, top: 50, lineHeight: 26, size: 15 } as const;

export interface MockImage {
  readonly text: string;
  readonly width: number;
  readonly height: number;
  png(): Uint8Array<ArrayBuffer>;
  locate(start: number, end: number): { page: number; x: number; y: number; width: number; height: number }[];
}

export function makeImage(): MockImage {
  const starts = LINES.map((_, at) => LINES.slice(0, at).reduce((sum, line) => sum + line.length + 1, 0));
  const context = (scale: number): CanvasRenderingContext2D => {
    const canvas = Object.assign(document.createElement('canvas'), { width: PAGE.width * scale, height: PAGE.height * scale });
    const drawing = canvas.getContext('2d')!;
    drawing.scale(scale, scale);
    drawing.font = `${PAGE.size}px serif`;
    return drawing;
  };
  const baseline = (line: number): number => PAGE.top + line * PAGE.lineHeight;
  return {
    text: LINES.join('\n'),
    width: PAGE.width,
    height: PAGE.height,
    png: () => {
      const drawing = context(2);
      drawing.fillStyle = '#f7f5ee';
      drawing.fillRect(0, 0, PAGE.width, PAGE.height);
      drawing.fillStyle = '#222222';
      LINES.forEach((line, at) => drawing.fillText(line, PAGE.left, baseline(at)));
      return Uint8Array.from(atob(drawing.canvas.toDataURL('image/png').split(',')[1] ?? ''), (char) => char.charCodeAt(0));
    },
    locate: (start, end) =>
      LINES.flatMap((line, at) => {
        const from = Math.max(0, start - starts[at]!);
        const to = Math.min(line.length, end - starts[at]!);
        if (to <= from) return [];
        const measure = (text: string): number => context(1).measureText(text).width;
        return [{ page: 1, x: PAGE.left + measure(line.slice(0, from)), y: baseline(at) - PAGE.size, width: measure(line.slice(from, to)), height: PAGE.size * 1.3 }];
      }),
  };
}
