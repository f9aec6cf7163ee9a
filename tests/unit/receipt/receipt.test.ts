// A receipt: written and read back it is the same, whatever is altered in it is told, and its hashes are those of anybody
// who writes canonical JSON.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../main/canonicalJson.ts';
import { makeReceipt, receiptText } from '../../../main/answer/receipt/makeReceipt.ts';
import { readReceipt } from '../../../main/answer/receipt/readReceipt.ts';
import type { Receipt } from '../../../main/answer/receipt/receipt.ts';
import { quotesOnly } from '../../../main/library/forgetInAnswers.ts';
import { generalAnswer, LEASE, practiceAnswer } from '../../support/practiceAnswer.ts';

const facts = { documents: [{ id: 'd1', sha256: 'ab'.repeat(32), name: 'Lease.md', kind: 'markdown' as const, sizeBytes: 84, folder: 'papers', inside: null, encoding: null, ocr: null }], app: { version: '1.2.3', platform: 'linux x64' }, modelSha256: null, modelName: 'Script', nowMs: Date.UTC(2026, 10, 24, 18) };

async function written(receipt: Receipt): Promise<string> {
  let text = '';
  for await (const piece of receiptText(receipt)) text += piece;
  return text;
}

const change = (receipt: Receipt, edit: (copy: Record<string, object>) => void): string => {
  const copy = structuredClone(receipt) as unknown as Record<string, object>;
  edit(copy);
  return JSON.stringify(copy);
};

test('written and read back, it is the same and unaltered, in whatever order its fields stand', async () => {
  const receipt = makeReceipt(practiceAnswer(), facts);
  expect(readReceipt(await written(receipt))).toEqual({ receipt, altered: [] });
  const reversed = (value: unknown): unknown => (Array.isArray(value) ? value.map(reversed) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).reverse().map(([name, member]) => [name, reversed(member)])) : value);
  expect(readReceipt(JSON.stringify(reversed(receipt))).altered).toEqual([]);
});

test('it says truthfully what wrote the answer: no seed and no chance at temperature 0', () => {
  const { sampling, model, engine, prompt, passages, standaloneQuestion } = makeReceipt(practiceAnswer({ searchedQuestion: 'When does the lease of Elm Street end?' }), facts);
  expect(sampling).toEqual({ temperature: 0, seed: null, maxTokens: 220 });
  expect(model).toEqual({ id: 'script', name: 'Script', sha256: 'cd'.repeat(32), sizeBytes: 7, quantisation: 'Q4_K_M' });
  expect(engine).toEqual({ node: '24.0.0', nodeLlamaCpp: '3.0.0', llamaCpp: 'b1', threads: 2, contextTokens: 4_096 });
  expect(prompt!.sha256).toBe(createHash('sha256').update(canonicalJson(prompt!.messages)).digest('hex'));
  expect(passages[0]!.textSha256).toBe(createHash('sha256').update(LEASE).digest('hex'));
  expect(standaloneQuestion).toBe('When does the lease of Elm Street end?');
});

test('a passage that was forgotten has no hash, and the prompt that held its words is gone', () => {
  const receipt = makeReceipt(quotesOnly(practiceAnswer(), () => true), facts);
  expect([receipt.passages[0]!.textSha256, receipt.prompt!.messages, receipt.reply]).toEqual([null, null, null]);
  expect(receipt.prompt!.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('the switch and the prompt of the model’s own knowledge are told; without the switch nothing is', () => {
  expect(makeReceipt(practiceAnswer(), facts)).not.toHaveProperty('general');
  expect(makeReceipt(practiceAnswer({ general: null }), facts).general).toBeNull();
  const { general, model, engine, output, prompt } = makeReceipt(generalAnswer(), facts);
  expect(general).toMatchObject({ output: 'Paris.', reply: 'Paris.', sampling: { temperature: 0, seed: null, maxTokens: 220 } });
  expect(general!.prompt!.sha256).toBe(createHash('sha256').update(canonicalJson(general!.prompt!.messages)).digest('hex'));
  expect([output, prompt, model!.sha256, engine!.threads]).toEqual(['', null, 'cd'.repeat(32), 2]);
  // Nothing of a file is in it, so forgetting one leaves it.
  expect(makeReceipt(quotesOnly(generalAnswer(), () => true), facts).general).toEqual(general);
});

test('whatever is altered is named: any field, one more, one less, and the hashes themselves', () => {
  const receipt = makeReceipt(practiceAnswer(), facts);
  const names = Object.keys(receipt).filter((name) => !['integrity', 'format', 'version'].includes(name));
  for (const name of names) {
    const tampered = { ...receipt, note: undefined, [name]: flip(receipt[name as keyof Receipt]) };
    const text = JSON.stringify(tampered);
    // What makes it no receipt any more is refused instead.
    const altered = (() => {
      try {
        return readReceipt(text).altered;
      } catch (error) {
        return [`refused: ${(error as { code: string }).code}`];
      }
    })();
    expect([[name], ['refused: receipt-invalid']], name).toContainEqual(altered);
  }
  expect(readReceipt(change(receipt, (copy) => ((copy['sentences'] as Receipt['sentences'])[0]!.citations[0]!.quote = 'ends on 31 March 2028'))).altered).toEqual(['sentences']);
  expect(readReceipt(change(receipt, (copy) => Object.assign(copy, { note: 'added' }))).altered).toEqual(['note']);
  expect(readReceipt(change(receipt, (copy) => Object.assign(copy['integrity']!, { whole: '0'.repeat(64) }))).altered).toEqual(['integrity']);
});

/** The smallest change that still looks alike: one letter of the first text in it, or another number. */
function flip(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? 'x' : `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`;
  if (typeof value === 'number') return value + 1;
  if (value === null) return ['x'];
  if (Array.isArray(value)) return [flip(value[0]), ...value.slice(1)];
  const [[name, first], ...rest] = Object.entries(value as object) as [[string, unknown], ...[string, unknown][]];
  return Object.fromEntries([[name, flip(first)], ...rest]);
}

test.each(['', 'not JSON', '{}', '[]', JSON.stringify({ format: 'freehold-receipt', version: 2 })])('%s is no receipt', (text) => {
  expect(() => readReceipt(text)).toThrowError(expect.objectContaining({ code: 'receipt-invalid' }));
});

test('canonical JSON: equal values have one text, different ones have two, and it reads back', () => {
  expect(canonicalJson({ b: 1, a: [true, null, 'ü\u2028"'], 'a\u0000': 1e21, é: -0 })).toBe('{"a":[true,null,"ü\u2028\\""],"a\\u0000":1e+21,"b":1,"é":0}');
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
