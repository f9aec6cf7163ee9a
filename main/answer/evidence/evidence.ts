// How likely the passages answer the question: a logistic regression over the features of the retrieval, and over the
// model's own opinion where it was calibrated. Out: 0..1, comparable between questions. One threshold decides.
import type { Evidence } from '../../../contract/domain.ts';
import { EMBEDDERS, MODELS, STRONG, THRESHOLD, WITHOUT_EMBEDDER, type Coefficients } from './coefficients.ts';
import type { ModelFeatures } from './askModel.ts';
import type { RetrievalFeatures } from './retrievalFeatures.ts';

/** Before any model is asked, or when there is none. @param embedderId whose cosines they are; null without any */
export function evidenceOfPassages(features: RetrievalFeatures, embedderId: string | null): Evidence {
  return evidence((embedderId === null ? undefined : EMBEDDERS[embedderId]) ?? WITHOUT_EMBEDDER, features);
}

/** True for a model whose opinion was calibrated; of another one the passages alone count. */
export const isCalibrated = (modelId: string): boolean => MODELS[modelId] !== undefined;

/** With the model's opinion, which adds to what the passages say. */
export function evidenceWithOpinion(modelId: string, passages: Evidence, opinion: ModelFeatures): Evidence {
  const coefficients = MODELS[modelId];
  return coefficients === undefined ? passages : evidence(coefficients, { ...opinion, passages: logit(passages.score) });
}

export const isEnough = ({ score, threshold }: Evidence): boolean => score >= threshold;
export const isStrong = ({ score }: Evidence): boolean => score >= STRONG;

function evidence({ bias, weights }: Coefficients, features: Readonly<Record<string, number>>): Evidence {
  const odds = Object.entries(weights).reduce((sum, [name, weight]) => sum + weight * features[name]!, bias);
  return { score: 1 / (1 + Math.exp(-odds)), threshold: THRESHOLD };
}

export const logit = (share: number): number => Math.log(share / (1 - share));
