// The account: groups add up to all files, each line has the step that helps, and shows its own files in the list.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FILE_REASONS } from '../../../contract/domain.ts';
import { accountGroups, filterOf, type AccountRow } from '../../../renderer/features/library/account.ts';
import { canRetry } from '../../../renderer/features/library/retry.ts';
import { faultOf, patternsOf } from '../../../renderer/features/library/rules.ts';

const STATES = ['indexed', 'partly', 'waiting', 'reading', 'skipped', 'failed'] as const;
const rows = fc.uniqueArray(
  fc.record({ state: fc.constantFrom(...STATES), reason: fc.constantFrom(null, ...FILE_REASONS), count: fc.integer({ min: 1, max: 9_999 }) }),
  { selector: ({ state, reason }) => `${state}:${reason}` },
);

test('no file is lost between the rows, the groups and their lines', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const groups = accountGroups(given);
      expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(given.reduce((sum, row) => sum + row.count, 0));
      for (const group of groups) {
        const own = given.filter((row) => row.state === group.state);
        expect(group.lines.map((line) => line.reason).sort()).toEqual(own.flatMap((row) => row.reason ?? []).sort());
      }
    }),
  );
});

test('each reason has the button that helps, and none has one that does nothing', () => {
  const given: AccountRow[] = [
    { state: 'skipped', reason: 'excluded', count: 1 },
    { state: 'skipped', reason: 'unsupported-type', count: 40 },
    { state: 'skipped', reason: 'ocr-off', count: 3 },
    { state: 'skipped', reason: 'password-protected', count: 2 },
    { state: 'failed', reason: 'timeout', count: 1 },
    { state: 'partly', reason: 'pages-are-images', count: 5 },
    { state: 'partly', reason: 'members-unread', count: 2 },
    { state: 'partly', reason: 'damaged', count: 1 },
  ];
  const fixes = accountGroups(given).map(({ state, lines }) => [state, lines.map(({ reason, fix }) => `${reason}: ${fix}`)]);
  expect(fixes).toEqual([
    ['partly', ['pages-are-images: ocr', 'members-unread: members', 'damaged: null']],
    ['skipped', ['unsupported-type: null', 'ocr-off: ocr', 'password-protected: password', 'excluded: rules']],
    ['failed', ['timeout: retry']],
  ]);
});

test('a line shows the files that it counts', () => {
  expect(STATES.map(filterOf)).toEqual([
    { filter: 'indexed', state: null },
    { filter: 'partly', state: null },
    { filter: 'waiting', state: 'waiting' },
    { filter: 'waiting', state: 'reading' },
    { filter: 'unread', state: 'skipped' },
    { filter: 'unread', state: 'failed' },
  ]);
});

test('only what another try can change is tried again', () => {
  expect(canRetry({ state: 'failed', reason: 'timeout' })).toBe(true);
  for (const reason of ['unsupported-type', 'excluded', 'password-protected'] as const) expect(canRetry({ state: 'skipped', reason })).toBe(false);
  expect(canRetry({ state: 'indexed', reason: 'pages-unread' })).toBe(false);
});

test('patterns are lines, and too many or too long ones are refused before they are sent', () => {
  expect(patternsOf('  *.pdf \n\n drafts/\r\n')).toEqual(['*.pdf', 'drafts/']);
  expect(faultOf(['a'])).toBeNull();
  expect(faultOf(new Array<string>(201).fill('a'))).toBe('too-many');
  expect(faultOf(['x'.repeat(501)])).toBe('too-long');
});
