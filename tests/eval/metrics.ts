// The measures of one question, as defined in TREC and SQuAD. Pure functions.

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

/** 1 over the rank of the first relevant document, 0 when there is none in the list; null when nothing is relevant. */
export function reciprocalRank(ranked: readonly string[], judgments: Judgments): number | null {
  if (![...judgments.values()].some((gain) => gain > 0)) return null;
  const rank = ranked.findIndex((id) => (judgments.get(id) ?? 0) > 0);
  return rank < 0 ? 0 : 1 / (rank + 1);
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
