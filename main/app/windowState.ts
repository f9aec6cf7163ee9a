// What the window remembers between starts: where it was, and the theme, so that the first paint has the right
// colour before any setting is read. In and out: one small file, replaced as a whole or not at all.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const MIN_WIDTH = 480;
export const MIN_HEIGHT = 420;
export const DEFAULT_SIZE = { width: 1240, height: 800 } as const;

const windowState = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(MIN_WIDTH), height: z.int().min(MIN_HEIGHT) }).nullable(),
  maximized: z.boolean(),
  theme: z.enum(['system', 'light', 'dark']),
});
export type WindowState = z.infer<typeof windowState>;

const FIRST_START: WindowState = { bounds: null, maximized: false, theme: 'system' };

/** A missing or damaged file means a first start: nothing of value is lost. */
export function readWindowState(file: string): WindowState {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return FIRST_START;
  }
}

/** Synchronous, since it also runs while the app quits. Throws what the file system throws. */
export function writeWindowState(file: string, state: WindowState): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

/** How much of the window must still be on a screen for a person to find and move it, in pixels. */
const MIN_VISIBLE = { width: 120, height: 60 } as const;

/** The remembered place, or null when that screen is gone. */
export function visibleBounds(bounds: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle | null {
  if (bounds === null) return null;
  const found = workAreas.some((area) => {
    const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
    const height = Math.min(bounds.y + bounds.height, area.y + area.height) - Math.max(bounds.y, area.y);
    return width >= MIN_VISIBLE.width && height >= MIN_VISIBLE.height;
  });
  return found ? bounds : null;
}
