// What a person's rules, the folder's own .gitignore files and the places that are never indexed say of one entry of a
// source. Patterns everywhere are those of a .gitignore. Invariant: what is judged lies in folders that were judged
// and read; nothing is opened here.
import ignore, { type Ignore } from 'ignore';
import type { RuleReason, SourceRules } from '../../../contract/domain.ts';
import { namesOf, neverIndexed } from './neverIndexed.ts';

/** A .gitignore and the folder that it counts for, below the root with `/`, '' for the root. */
export interface GitignoreScope {
  readonly folder: string;
  readonly patterns: Ignore;
}

export interface Judgement {
  readonly because: RuleReason;
  /** The pattern that decided; null where none did. */
  readonly pattern: string | null;
}

export interface CompiledRules {
  readonly gitignore: boolean;
  /**
   * Null for what is read as far as the rules go.
   * @param place below the root, with `/` @param scopes of the folders above, outermost first
   */
  leavesOut(place: string, isFolder: boolean, scopes: readonly GitignoreScope[]): Judgement | null;
  /** The pattern that includes a file; null where everything is included. */
  includedBy(file: string): string | null;
}

/** As the file systems of these do. */
const GIT_IGNORES_CASE = process.platform === 'win32' || process.platform === 'darwin';

/** @param rootPath absolute */
export function compileRules(rootPath: string, rules: SourceRules): CompiledRules {
  const rootNames = namesOf(rootPath);
  const exclude = rules.exclude.length > 0 ? ignore().add([...rules.exclude]) : null;
  const include = rules.include.length > 0 ? ignore().add([...rules.include]) : null;

  function leavesOut(place: string, isFolder: boolean, scopes: readonly GitignoreScope[]): Judgement | null {
    const names = place.split('/');
    const never = neverIndexed([...rootNames, ...names]);
    if (never !== null) return { because: 'never', pattern: never };
    if (!rules.hidden && names.at(-1)!.startsWith('.')) return { because: 'hidden', pattern: null };
    const tested = isFolder ? `${place}/` : place;
    const excluded = exclude?.test(tested).rule;
    if (excluded !== undefined) return { because: 'excluded', pattern: excluded.pattern };
    const ignored = rules.gitignore ? ignoredBy(tested, scopes) : null;
    if (ignored !== null) return { because: 'gitignore', pattern: ignored };
    if (!isFolder && include !== null && !include.ignores(place)) return { because: 'not-included', pattern: null };
    return null;
  }

  return { gitignore: rules.gitignore, leavesOut, includedBy: (file) => include?.test(file).rule?.pattern ?? null };
}

/** @param text of the .gitignore */
export function gitignoreScope(folder: string, text: string): GitignoreScope {
  return { folder, patterns: ignore({ ignorecase: GIT_IGNORES_CASE }).add(text) };
}

/** The innermost file that has a word on it decides. */
function ignoredBy(tested: string, scopes: readonly GitignoreScope[]): string | null {
  for (const { folder, patterns } of scopes.toReversed()) {
    const { ignored, unignored, rule } = patterns.test(folder === '' ? tested : tested.slice(folder.length + 1));
    if (ignored) return rule!.pattern;
    if (unignored) return null;
  }
  return null;
}
