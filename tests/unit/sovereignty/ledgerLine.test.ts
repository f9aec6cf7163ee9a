// Every entry that can be in a ledger has its words, in both languages, and none of them leaves a placeholder open.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ledgerEvent } from '../../../contract/ledger.ts';
import { LEDGER_KINDS } from '../../../contract/ledgerKinds.ts';
import { ledgerLine, WORDED_BY, type WordedEntry } from '../../../contract/ledgerLine.ts';
import { LANGUAGES, messagesFor } from '../../../contract/messages/index.ts';

const EXAMPLE: Readonly<Record<string, string | number | boolean>> = { reason: 'damaged', bytes: 10, model: 'a model', promptTokens: 3, replyTokens: 4, ms: 5, entries: 6, names: 7, certificate: 'ab', files: 8, answers: 9, found: 0, quotes: 'kept', months: 12, scope: 'library', count: 2, by: 'window', scheme: 'https:', host: 'a host', purpose: 'download', sha256: 'cd', library: 'an id', version: '1.0', installation: 'an id', sequence: 3, hash: 'ef', from: 'a file', before: 1, anchored: 5, why: 'cut', what: 'image', as: 'folder', general: false, content: 'ab', outcome: 'refused', libraries: 1, parts: 'models' };

function examples(): WordedEntry[] {
  return ledgerEvent.options.flatMap((option): WordedEntry[] => {
    const { kind, facts } = option.shape;
    const names = Object.keys(facts.shape);
    const example = Object.fromEntries(names.map((name) => [name, EXAMPLE[name] ?? null]));
    const by = WORDED_BY[kind.value];
    if (by === undefined) return [{ kind: kind.value, facts: example }];
    const worded: unknown = (facts.shape as Record<string, unknown>)[by];
    const values = worded instanceof z.ZodEnum ? (worded.options as string[]) : [true, false];
    return values.map((value) => ({ kind: kind.value, facts: { ...example, [by]: value } }));
  });
}

test.each(LANGUAGES)('every entry has its words in %s', (language) => {
  const t = messagesFor(language);
  const lines = examples().map((entry) => [entry.kind, ledgerLine(entry, t)] as const);
  expect(lines.filter(([kind, line]) => line === kind || /\{\w+\}/.test(line))).toEqual([]);
  expect(new Set(lines.map(([kind]) => kind))).toEqual(new Set(Object.values(LEDGER_KINDS).flat()));
});

test('what was removed is named by its parts, whichever they are', () => {
  const line = (libraries: number, parts: string): string => ledgerLine({ kind: 'data.removed', facts: { libraries, parts } }, messagesFor('en'));
  expect(line(1, '')).toBe('Removed what Freehold kept: 1 library');
  expect(line(0, 'settings, models')).toBe('Removed what Freehold kept: Settings, Downloaded models and languages');
  expect(line(2, 'settings')).toBe('Removed what Freehold kept: 2 libraries, Settings');
});
