// Which sources are searched, whatever was ticked and forgotten before.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DocumentId, Scope, SourceId } from '../../../contract/domain.ts';
import { sameScope, scopeAmong, toggled } from '../../../renderer/features/scope/scope.ts';

const ids = (...names: string[]): SourceId[] => names as SourceId[];
const there = ids('a', 'b', 'c');

describe('scopeAmong', () => {
  test('a forgotten source drops out; all left is everywhere, none left is nowhere', () => {
    expect(scopeAmong(there, null)).toBeNull();
    expect(scopeAmong(there, { sources: ids('c', 'gone', 'a') })).toEqual({ sources: ['a', 'c'] });
    expect(scopeAmong(there, { sources: ids('gone') })).toEqual({ sources: ['gone'] });
    expect(scopeAmong(there, { sources: ids('a', 'b', 'c') })).toBeNull();
  });

  test('what else it is limited to stays', () => {
    const documents = ['x'] as readonly string[] as readonly DocumentId[];
    expect(scopeAmong(there, { documents })).toEqual({ documents });
    expect(scopeAmong(there, { sources: ids('gone', 'b'), documents })).toEqual({ sources: ['b'], documents });
    expect(scopeAmong(there, { sources: ids('gone'), documents })).toEqual({ sources: ['gone'], documents });
  });
});

describe('toggled', () => {
  test('the last ticked source can not be unticked', () => {
    expect(toggled(there, { sources: ids('b') }, 'b' as SourceId)).toBeNull();
    expect(toggled(ids('a'), null, 'a' as SourceId)).toBeNull();
  });

  test('from a scope that is gone, a box that is ticked is where is searched', () => {
    expect(toggled(there, { sources: ids('gone') }, 'b' as SourceId)).toEqual({ scope: { sources: ['b'] } });
  });

  test('the boxes always say what is searched', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...there)), (clicks) => {
        const boxes = new Set(there);
        let scope: Scope | null = null;
        for (const id of clicks) {
          const change = toggled(there, scope, id);
          if (change === null) {
            expect([...boxes]).toEqual([id]);
            continue;
          }
          scope = change.scope;
          if (!boxes.delete(id)) boxes.add(id);
          expect(new Set(scope?.sources ?? there)).toEqual(boxes);
        }
      }),
    );
  });
});

test('scopes are the same in whatever order their places are named, and differ by any of them', () => {
  const folder = (name: string) => ({ sourceId: 'a' as SourceId, folder: name });
  expect(sameScope({ sources: ids('a', 'b'), kinds: ['pdf'], folders: [folder('x'), folder('y')] }, { folders: [folder('y'), folder('x')], kinds: ['pdf'], sources: ids('b', 'a') })).toBe(true);
  expect(sameScope({ sources: ids('a') }, { sources: ids('a'), kinds: ['pdf'] })).toBe(false);
  expect(sameScope({ afterMs: 1 }, { afterMs: 2 })).toBe(false);
  expect(sameScope(null, null)).toBe(true);
  expect(sameScope(null, { tags: ['Tax'] })).toBe(false);
});
