// Puts lines together to blocks, for plain-text formats whose canonical text is the file's own. The reader of a format
// says what each line is; lines of a kind that follow each other without a break are one block.
import type { Block } from '../../../contract/domain.ts';
import type { Line } from './lines.ts';

export interface LineBlocks {
  /** The line goes on with the block in hand if that is of its kind, else it begins one. */
  add(kind: Exclude<Block['kind'], 'heading'>, line: Line): void;
  heading(level: number, start: number, end: number): void;
  /** What comes next belongs to another block. */
  close(): void;
  finish(): readonly Block[];
}

export function createLineBlocks(): LineBlocks {
  const blocks: Block[] = [];
  let open: { kind: Exclude<Block['kind'], 'heading'>; start: number; end: number } | null = null;
  const close = (): void => {
    if (open !== null) blocks.push(open);
    open = null;
  };
  return {
    add: (kind, { start, end }) => {
      if (open?.kind !== kind) {
        close();
        open = { kind, start, end };
      } else open.end = end;
    },
    heading: (level, start, end) => {
      close();
      blocks.push({ kind: 'heading', start, end, level });
    },
    close,
    finish: () => {
      close();
      return blocks;
    },
  };
}
