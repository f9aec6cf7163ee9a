// What is said of many questions from the scores of each: means, areas, quantiles, with their 95 % intervals. Pure functions.

export const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length);

export type Interval = readonly [low: number, high: number];

/** The normal distribution's 97.5th percentile. */
const Z = 1.96;

/** 95 % interval of a mean, by the normal approximation. */
export function meanInterval95(values: readonly number[]): Interval {
  const average = mean(values);
  if (values.length < 2) return [average, average];
  const half = Z * Math.sqrt(variance(values) / values.length);
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

/** Of a sample; 0 for fewer than two. */
export function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const average = mean(values);
  return values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1);
}

export interface Area {
  /** The chance that a positive is scored above a negative; a tie counts half. */
  readonly area: number;
  readonly interval95: Interval;
  /** For each positive the share of negatives below it, for each negative the share of positives above it. */
  readonly placements: { readonly positives: readonly number[]; readonly negatives: readonly number[] };
}

/** Area under the ROC curve with the variance of DeLong, DeLong and Clarke-Pearson (1988); null when one side is empty. */
export function areaUnderRoc(positives: readonly number[], negatives: readonly number[]): Area | null {
  if (positives.length === 0 || negatives.length === 0) return null;
  const [ascendingPositives, ascendingNegatives] = [positives.toSorted((a, b) => a - b), negatives.toSorted((a, b) => a - b)];
  const placements = {
    positives: positives.map((score) => shareBelow(ascendingNegatives, score)),
    negatives: negatives.map((score) => 1 - shareBelow(ascendingPositives, score)),
  };
  const area = mean(placements.positives);
  const half = Z * Math.sqrt(variance(placements.positives) / positives.length + variance(placements.negatives) / negatives.length);
  return { area, interval95: [area - half, area + half], placements };
}

/** Those equal to the score count half. */
function shareBelow(ascending: readonly number[], score: number): number {
  const countWhile = (holds: (value: number) => boolean): number => {
    let [low, high] = [0, ascending.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(ascending[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (countWhile((value) => value < score) + countWhile((value) => value <= score)) / (2 * ascending.length);
}

/** A quantile with the order statistics around it that hold it in 95 of 100 samples, whatever the distribution. */
export function quantile(values: readonly number[], share: number): { readonly value: number; readonly interval95: Interval } | null {
  if (values.length === 0) return null;
  const ascending = values.toSorted((a, b) => a - b);
  const n = ascending.length;
  const at = (rank: number): number => ascending[Math.max(0, Math.min(n - 1, Math.floor(rank)))]!;
  const half = Z * Math.sqrt(n * share * (1 - share));
  return { value: at(n * share), interval95: [at(n * share - half), at(Math.ceil(n * share + half))] };
}

export interface PairedDifference {
  readonly difference: number;
  readonly interval95: Interval;
  readonly pairs: number;
}

/**
 * Of the means of two runs over the same questions. `step` is what one question can change at most where scores are
 * yes or no: the interval is widened by it (continuity correction), since the normal approximation is too narrow for few changes.
 */
export function pairedMeans(now: readonly number[], before: readonly number[], step = 0): PairedDifference {
  const differences = now.map((score, at) => score - before[at]!);
  return around(mean(differences), Math.sqrt(variance(differences) / differences.length), step, differences.length);
}

/** Of two shares that count alike, as `balanced` has them. */
export function pairedBalanced(now: readonly [readonly number[], readonly number[]], before: readonly [readonly number[], readonly number[]]): PairedDifference {
  const [first, second] = [pairedMeans(now[0], before[0]), pairedMeans(now[1], before[1])];
  const error = 0.5 * Math.hypot(standardError(now[0], before[0]), standardError(now[1], before[1]));
  return around((first.difference + second.difference) / 2, error, 0.5 / Math.min(first.pairs, second.pairs), first.pairs + second.pairs);
}

/** Of two areas over the same positives and negatives (DeLong). */
export function pairedAreas(now: Area, before: Area): PairedDifference {
  const error = Math.hypot(standardError(now.placements.positives, before.placements.positives), standardError(now.placements.negatives, before.placements.negatives));
  return around(now.area - before.area, error, 0, now.placements.positives.length + now.placements.negatives.length);
}

function standardError(now: readonly number[], before: readonly number[]): number {
  return Math.sqrt(variance(now.map((score, at) => score - before[at]!)) / now.length);
}

function around(difference: number, error: number, step: number, pairs: number): PairedDifference {
  const half = Z * error + step;
  return { difference, interval95: [difference - half, difference + half], pairs };
}
