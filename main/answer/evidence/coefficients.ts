// The coefficients of the evidence gate, as `npm run calibrate` printed them: logistic regressions with an L2 penalty on
// the calibration articles of SQuAD 2.0's development set (tests/eval/split.ts), both classes weighed alike. Unanswerable are
// questions whose article is not in the library, and SQuAD's own. How they do on other articles: docs/adr/0006.
export interface Coefficients {
  readonly bias: number;
  readonly weights: Readonly<Record<string, number>>;
}

/** By the id of the embedder whose cosines they were fitted on: those of another one are on another scale. */
export const EMBEDDERS: Readonly<Record<string, Coefficients>> = {
  'all-minilm-l6-v2-int8': { bias: -5.957, weights: { cosine: 3.861, sentence: 1.592, passage: 1.203, known: 0.089, names: 2.297 } },
};

/** For a library that is searched by words alone, or with an embedder that was not calibrated. */
export const WITHOUT_EMBEDDER: Coefficients = { bias: -5.01, weights: { sentence: 2.027, passage: 1.482, known: 0.462, names: 2.509 } };

/**
 * By the id of a model in the catalog; for any other model the passages alone count. None has any: on articles that were
 * not calibrated on, the opinion of the model that ships adds nothing (docs/adr/0006).
 */
export const MODELS: Readonly<Record<string, Coefficients>> = {};

/** More than nine of ten answerable questions are above it: a refusal that is wrong costs a person more than a marked answer. */
export const THRESHOLD = 0.3;
/** Above it the passages answer likelier than not. */
export const STRONG = 0.5;
