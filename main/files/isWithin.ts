// Whether a place is a folder or lies in it, by the paths alone: whoever minds links has them resolved before.
import path from 'node:path';

export function isWithin(place: string, folder: string): boolean {
  const below = path.relative(folder, place);
  return below === '' || !(below === '..' || below.startsWith(`..${path.sep}`) || path.isAbsolute(below));
}
