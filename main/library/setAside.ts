// What is damaged is set aside under another name beside its place, never deleted: `vectors` becomes `vectors.damaged-1`.
// Invariants: a name is never taken twice; of what can be made anew only the newest few are kept, and erasing takes all.
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

/** Derived data of that many damages is kept, for whoever wants to find out what happened. */
const KEPT = 2;

/** Everything that was set aside from this place, oldest first. */
export function setAsideFrom(place: string): string[] {
  const prefix = `${path.basename(place)}.damaged-`;
  const folder = path.dirname(place);
  if (!existsSync(folder)) return [];
  const numbers = readdirSync(folder).flatMap((name) => (name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)) ? Number(name.slice(prefix.length)) : []));
  return numbers.toSorted((a, b) => a - b).map((number) => path.join(folder, `${prefix}${number}`));
}

/** The next free name for what is set aside from this place. */
export function nextAside(place: string): string {
  const last = setAsideFrom(place).at(-1);
  return `${place}.damaged-${last === undefined ? 1 : Number(last.slice(last.lastIndexOf('-') + 1)) + 1}`;
}

/** Sets a derived folder aside, if it holds anything; the oldest such go. */
export function setDerivedAside(place: string): void {
  if (!existsSync(place) || isEmptyFolder(place)) return;
  renameSync(place, nextAside(place));
  for (const old of setAsideFrom(place).slice(0, -KEPT)) rmSync(old, { recursive: true, force: true });
}

function isEmptyFolder(place: string): boolean {
  return statSync(place).isDirectory() && readdirSync(place).length === 0;
}

/** Takes all of it off the disk: nothing that was forgotten may stay in it. */
export function eraseSetAside(place: string): void {
  for (const aside of setAsideFrom(place)) rmSync(aside, { recursive: true, force: true });
}
