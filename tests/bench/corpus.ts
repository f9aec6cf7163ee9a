// Real text to measure with, from the evaluation data; the same for every part of the benchmark.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface BenchText {
  readonly title: string;
  readonly text: string;
}

export interface BenchCorpus {
  readonly texts: readonly BenchText[];
  readonly questions: readonly string[];
}

/** Null when there is no data to measure with. */
export function readCorpus(dataDir: string, limit: number): BenchCorpus | null {
  const irDir = path.join(dataDir, 'ir');
  if (!existsSync(irDir)) return null;
  const texts: BenchText[] = [];
  const questions: string[] = [];
  for (const name of readdirSync(irDir).sort()) {
    const corpus = path.join(irDir, name, 'corpus.jsonl');
    if (!existsSync(corpus)) continue;
    for (const line of linesOf(corpus)) {
      const { title, text } = JSON.parse(line) as { title?: string; text: string };
      if (text.trim() !== '' && texts.length < limit) texts.push({ title: title ?? '', text });
    }
    for (const line of linesOf(path.join(irDir, name, 'queries.jsonl'))) questions.push((JSON.parse(line) as { text: string }).text);
  }
  return texts.length === 0 ? null : { texts, questions };
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '');
}

/** Mulberry32: a small seeded generator, so that every run perturbs alike. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
