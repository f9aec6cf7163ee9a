// The embedder is used as its manifest says: prefixes, pooling, dimensions, and what is longer than it reads. With the real
// model; what comes out is compared with what follows from the model's definition.
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { chunkDocument } from '../../../main/ingest/3-chunk/chunkDocument.ts';
import { loadEmbedder, type Embedder } from '../../../main/ingest/4-embed/embedder.ts';
import type { EmbedderSpec } from '../../../main/models/embedderSpec.ts';
import { miniLm } from '../../support/embedders.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const NONE = { question: '', passage: '' };
const E5 = { question: 'query: ', passage: 'passage: ' };
const TEXT = 'The lease ends on 31 March 2027.';

async function load(changes: Partial<EmbedderSpec> = {}): Promise<Embedder> {
  const embedder = await loadEmbedder({ ...miniLm, ...changes }, { threads: 2 });
  onTestFinished(() => embedder.dispose());
  return embedder;
}

const cosine = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
const one = async (embedder: Embedder, text: string, kind: 'question' | 'passage' = 'passage'): Promise<Float32Array> => (await embedder.embed([text], kind))[0]!;

describe('prefixes', () => {
  test('a question and a passage each have their own in front of them', async () => {
    const [plain, prefixed] = [await load({ prefixes: NONE }), await load({ prefixes: E5 })];
    expect(cosine(await one(prefixed, TEXT, 'question'), await one(plain, `query: ${TEXT}`))).toBeCloseTo(1, 5);
    expect(cosine(await one(prefixed, TEXT, 'passage'), await one(plain, `passage: ${TEXT}`))).toBeCloseTo(1, 5);
    expect(cosine(await one(prefixed, TEXT, 'question'), await one(prefixed, TEXT, 'passage'))).toBeLessThan(0.999);
  });

  test('chunks leave room for it: the longest one is read whole', async () => {
    const [plain, prefixed] = [await load({ prefixes: NONE, maxTokens: 100 }), await load({ prefixes: E5, maxTokens: 100 })];
    expect(plain.maxTokens - prefixed.maxTokens).toBe(plain.countTokens('passage: '));
    const text = Array.from({ length: 200 }, (_, at) => `Clause ${at} names the tenant of room ${at * 7}.`).join(' ');
    const longest = chunkDocument({ title: 'T', text, blocks: [{ kind: 'paragraph', start: 0, end: text.length }], pageStarts: null }, prefixed).toSorted((a, b) => b.tokens - a.tokens)[0]!;
    const whole = `passage: ${longest.header}\n${longest.text}`;
    expect(longest.tokens).toBeGreaterThan(80);
    expect(plain.countTokens(whole) + 2).toBeLessThanOrEqual(100);
    // Read at once: the same as a model that would read more.
    expect(cosine(await one(prefixed, `${longest.header}\n${longest.text}`), await one(await load({ maxTokens: 256 }), whole))).toBeCloseTo(1, 4);
  });
});

test('another pooling is another vector, of unit length and of its own text in a batch', async () => {
  const [mean, cls] = [await load(), await load({ pooling: 'cls' })];
  const [a, b] = [await one(mean, TEXT), await one(cls, TEXT)];
  expect(cosine(a, b)).toBeLessThan(0.99);
  expect([cosine(a, a), cosine(b, b)]).toEqual([expect.closeTo(1, 5), expect.closeTo(1, 5)]);
  // Of texts in one batch, whose first token stands at different places of the output.
  const [first, second] = await cls.embed(['Short.', TEXT], 'passage');
  expect(cosine(second!, b)).toBeGreaterThan(0.98);
  expect(cosine(first!, b)).toBeLessThan(0.95);
});

test('fewer dimensions are the first ones, of unit length again; more than the model has are refused', async () => {
  const [all, few] = [await one(await load(), TEXT), await one(await load({ dimensions: 100 }), TEXT)];
  expect(few).toHaveLength(100);
  const length = Math.sqrt(cosine(all.slice(0, 100), all.slice(0, 100)));
  few.forEach((value, at) => expect(value).toBeCloseTo(all[at]! / length, 5));
  await expect(load({ dimensions: 385 })).rejects.toMatchObject({ code: 'embedder-missing' });
});

test('a text that is longer than the model reads is embedded in pieces, every one of which counts', async () => {
  const embedder = await load({ maxTokens: 64 });
  const filler = (subject: string): string => Array.from({ length: 30 }, (_, at) => `The ${subject} number ${at} is described in some words.`).join(' ');
  const [beginning, ending] = [filler('bicycle'), filler('volcano')];
  const whole = await one(embedder, `${beginning} ${ending}`);
  const [aboutBeginning, aboutEnding] = [await one(embedder, 'bicycle'), await one(embedder, 'volcano')];
  const onlyBeginning = await one(embedder, beginning);
  expect(cosine(whole, whole)).toBeCloseTo(1, 5);
  expect(cosine(whole, aboutEnding)).toBeGreaterThan(cosine(onlyBeginning, aboutEnding) + 0.1);
  expect(cosine(whole, aboutBeginning)).toBeGreaterThan(cosine(await one(embedder, ending), aboutBeginning) + 0.1);
  // Without a space to cut at, and in pairs of code units.
  expect(await one(embedder, '😀'.repeat(500))).toHaveLength(384);
  // Beside short ones, which stay as they are.
  const [short] = await embedder.embed([TEXT, `${beginning} ${ending}`], 'passage');
  expect(cosine(short!, await one(embedder, TEXT))).toBeCloseTo(1, 4);
});

test('two folders are loaded at once, each with its own files; files that are no model are refused', async () => {
  const dir = temporaryFolder();
  const broken = path.join(dir, 'broken');
  cpSync(miniLm.modelDir, broken, { recursive: true });
  writeFileSync(path.join(broken, 'onnx', 'model_quantized.onnx'), 'rubbish');
  const [good, bad] = await Promise.allSettled([load(), load({ modelDir: broken, id: 'broken' })]);
  expect([good.status, bad.status]).toEqual(['fulfilled', 'rejected']);
  expect(bad).toMatchObject({ reason: { code: 'embedder-missing', data: { model: 'broken' } } });
});
