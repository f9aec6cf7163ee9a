// Logistic regression with an L2 penalty on standardised features, by gradient descent. Pure functions; few features and
// a few hundred rows, so simplicity wins over speed.

export interface Example {
  readonly features: Readonly<Record<string, number>>;
  readonly positive: boolean;
}

export interface Fitted {
  readonly bias: number;
  /** For features as they are, not standardised. */
  readonly weights: Readonly<Record<string, number>>;
}

const STEPS = 3_000;
const RATE = 0.5;

/** Both classes count alike, however many examples each has. `penalty` is per feature, against a mean loss. */
export function fitLogistic(examples: readonly Example[], names: readonly string[], penalty: number): Fitted {
  const positives = examples.filter(({ positive }) => positive).length;
  const importance = examples.map(({ positive }) => 0.5 / (positive ? positives : examples.length - positives));
  const mean = names.map((name) => average(examples.map(({ features }) => features[name]!)));
  const deviation = names.map((name, at) => Math.sqrt(average(examples.map(({ features }) => (features[name]! - mean[at]!) ** 2))) || 1);
  const rows = examples.map(({ features }) => names.map((name, at) => (features[name]! - mean[at]!) / deviation[at]!));
  const weights = names.map(() => 0);
  let bias = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = names.map((_, at) => penalty * weights[at]!);
    let biasGradient = 0;
    rows.forEach((row, index) => {
      const error = importance[index]! * (sigmoid(bias + dot(weights, row)) - (examples[index]!.positive ? 1 : 0));
      biasGradient += error;
      row.forEach((value, at) => (gradient[at]! += error * value));
    });
    bias -= RATE * biasGradient;
    gradient.forEach((value, at) => (weights[at]! -= RATE * value));
  }
  const own = weights.map((weight, at) => weight / deviation[at]!);
  return { bias: bias - dot(own, mean), weights: Object.fromEntries(names.map((name, at) => [name, own[at]!])) };
}

export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

export function predict({ bias, weights }: Fitted, features: Readonly<Record<string, number>>): number {
  return sigmoid(bias + Object.entries(weights).reduce((sum, [name, weight]) => sum + weight * features[name]!, 0));
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
