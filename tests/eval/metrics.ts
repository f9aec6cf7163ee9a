// The measures of the evaluation, as defined in TREC and SQuAD. Pure functions.

/** Gains by document id; 0 and absent are the same. */
export type Judgments = ReadonlyMap<string, number>;

/** Discounted cumulative gain at `depth` over that of the ideal order; null when nothing is relevant. */
export function ndcg(ranked: readonly string[], judgments: Judgments, depth: number): number | null {
  const ideal = [...judgments.values()].filter((gain) => gain > 0).sort((a, b) => b - a).slice(0, depth);
  if (ideal.length === 0) return null;
  const discounted = (gains: readonly number[]): number => gains.reduce((sum, gain, rank) => sum + gain / Math.log2(rank + 2), 0);
  return discounted(ranked.slice(0, depth).map((id) => Math.max(0, judgments.get(id) ?? 0))) / discounted(ideal);
}

/** Share of the relevant documents among the first `depth`; null when nothing is relevant. */
export function recall(ranked: readonly string[], judgments: Judgments, depth: number): number | null {
  const relevant = [...judgments].filter(([, gain]) => gain > 0).map(([id]) => id);
  if (relevant.length === 0) return null;
  const seen = new Set(ranked.slice(0, depth));
  return relevant.filter((id) => seen.has(id)).length / relevant.length;
}

/** SQuAD's normalisation: lower case, no punctuation, no articles, single spaces. */
export function normalizeAnswer(text: string): string {
  return text
    .toLowerCase()
    .replace(/\[\d{1,2}\]/gu, ' ')
    .replace(/[\p{P}\p{S}]/gu, ' ')
    .replace(/\b(?:a|an|the)\b/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

export function exactMatch(answer: string, gold: readonly string[]): number {
  const given = normalizeAnswer(answer);
  return gold.some((candidate) => normalizeAnswer(candidate) === given) ? 1 : 0;
}

/** A gold answer stands in the given one, at word boundaries. */
export function contained(answer: string, gold: readonly string[]): number {
  const given = ` ${normalizeAnswer(answer)} `;
  return gold.some((candidate) => given.includes(` ${normalizeAnswer(candidate)} `)) ? 1 : 0;
}

/** Token F1 against the best gold answer. */
export function f1(answer: string, gold: readonly string[]): number {
  const given = normalizeAnswer(answer).split(' ').filter((word) => word !== '');
  return Math.max(0, ...gold.map((candidate) => tokenF1(given, normalizeAnswer(candidate).split(' ').filter((word) => word !== ''))));
}

function tokenF1(given: readonly string[], gold: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of gold) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of given) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    shared += 1;
  }
  if (shared === 0) return 0;
  const precision = shared / given.length;
  const recalled = shared / gold.length;
  return (2 * precision * recalled) / (precision + recalled);
}

export const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length);

/** 95 % interval of a mean, by the normal approximation; for shares of few questions it is wide, and that is the point. */
export function interval95(values: readonly number[]): [low: number, high: number] {
  const average = mean(values);
  if (values.length < 2) return [average, average];
  const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1);
  const half = 1.96 * Math.sqrt(variance / values.length);
  return [average - half, average + half];
}
