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

/** SQuAD's own: lower case, ASCII punctuation deleted (not spaced), whole-word articles taken out, single spaces. */
export function normalizeAnswer(text: string): string {
  return text
    .toLowerCase()
    .replace(/[!-/:-@[-`{-~]/gu, '')
    .replace(/(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** A model's answer without its `[n]`; no part of what it says. Gold answers and documents keep their brackets. */
export const withoutMarkers = (answer: string): string => answer.replace(/\s*\[\d{1,2}\]/gu, '');

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

export type Interval = readonly [low: number, high: number];

/** The normal distribution's 97.5th percentile. */
const Z = 1.96;

/** 95 % interval of a mean, by the normal approximation. */
export function meanInterval95(values: readonly number[]): Interval {
  const average = mean(values);
  if (values.length < 2) return [average, average];
  const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1);
  const half = Z * Math.sqrt(variance / values.length);
  return [average - half, average + half];
}

/** 95 % interval of a share of yes (1) and no (0), by Wilson's score: right for few questions and near 0 and 1, too. */
export function shareInterval95(values: readonly number[]): Interval {
  const n = values.length;
  if (n === 0) return [0, 1];
  const share = mean(values);
  const centre = (share + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2))) / (1 + Z ** 2 / n);
  return [centre - half, centre + half];
}

/** Mean of two shares that count alike however many each is of, with its 95 % interval; null when one is of nothing. */
export function balanced(first: readonly number[], second: readonly number[]): { readonly share: number; readonly interval95: Interval } | null {
  if (first.length === 0 || second.length === 0) return null;
  const [p, q] = [mean(first), mean(second)];
  const half = Z * 0.5 * Math.sqrt((p * (1 - p)) / first.length + (q * (1 - q)) / second.length);
  return { share: (p + q) / 2, interval95: [(p + q) / 2 - half, (p + q) / 2 + half] };
}
