// Tells changes in a folder that a scan would see from those that it would pass over (a browser's profile, a build's
// output): these come by the thousand, and nobody need look.
import path from 'node:path';
import type { SourceRules } from '../../../contract/domain.ts';
import { icloudName } from './onlineOnly.ts';
import { compileRules } from './rules.ts';

/** @param root,except absolute, without links in them @returns for an absolute path */
export function concernsSource(root: string, rules: SourceRules, except: readonly string[]): (changed: string) => boolean {
  const compiled = compileRules(root, rules);
  return (changed) => {
    if (except.some((folder) => changed === folder || changed.startsWith(folder + path.sep))) return false;
    const names = path.relative(root, changed).split(path.sep);
    for (let depth = 1; depth < names.length; depth += 1) if (compiled.leavesOut(names.slice(0, depth).join('/'), true, []) !== null) return false;
    const last = names.at(-1)!;
    if (last === '' || icloudName(last) !== null || (rules.gitignore && last === '.gitignore')) return true;
    // A file that a pattern leaves out is listed all the same. So is a hidden one, but programs make those by the thousand: the next scan is soon enough.
    const leftOut = compiled.leavesOut(names.join('/'), false, []);
    return leftOut === null || (leftOut.because !== 'never' && leftOut.because !== 'hidden');
  };
}
