// What rules say of single paths of a source, as the walk would: the folders above first, with their .gitignore files.
// Reads these files; each folder is judged once.
import type { RuleReason, SourceRules } from '../../../contract/domain.ts';
import path from 'node:path';
import { classifyFile } from './classifyFile.ts';
import { readGitignore } from './gitignoreFile.ts';
import { compileRules, type GitignoreScope, type Judgement } from './rules.ts';

export interface RuleVerdict extends Judgement {
  readonly read: boolean;
}

export interface Explainer {
  /** @param place below the root, with `/`; it need not be there */
  explain(place: string, isFolder: boolean): Promise<RuleVerdict>;
}

interface KnownFolder {
  readonly leftOut: Judgement | null;
  readonly scopes: readonly GitignoreScope[];
}

export function createExplainer(rootPath: string, rules: SourceRules): Explainer {
  const compiled = compileRules(rootPath, rules);
  const folders = new Map<string, Promise<KnownFolder>>();

  function folderOf(place: string): Promise<KnownFolder> {
    const known = folders.get(place) ?? judgeFolder(place);
    folders.set(place, known);
    return known;
  }

  async function judgeFolder(place: string): Promise<KnownFolder> {
    const above: KnownFolder = place === '' ? { leftOut: null, scopes: [] } : await folderOf(parentOf(place));
    const leftOut = above.leftOut ?? (place === '' ? null : compiled.leavesOut(place, true, above.scopes));
    const own = leftOut === null && rules.gitignore ? await readGitignore(path.join(rootPath, ...place.split('/')), place) : null;
    return { leftOut, scopes: own === null ? above.scopes : [...above.scopes, own] };
  }

  return {
    explain: async (place, isFolder) => {
      const above = isFolder ? await folderOf(place) : await folderOf(parentOf(place));
      const leftOut = above.leftOut ?? (isFolder ? null : compiled.leavesOut(place, false, above.scopes));
      if (leftOut !== null) return { read: false, ...leftOut };
      if (!isFolder && classifyFile(path.posix.basename(place), 1).kind === null) return { read: false, because: 'unsupported-type', pattern: null };
      return { read: true, because: 'included', pattern: isFolder ? null : compiled.includedBy(place) };
    },
  };
}

function parentOf(place: string): string {
  const slash = place.lastIndexOf('/');
  return slash === -1 ? '' : place.slice(0, slash);
}

/** True for what a rule, and not the file's type, keeps from being read. */
export function isLeftOut({ read, because }: { readonly read: boolean; readonly because: RuleReason }): boolean {
  return !read && because !== 'unsupported-type';
}
