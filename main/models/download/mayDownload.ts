// The one place where it is decided whether a model may be downloaded: the seal, and what an administrator allows. Asked
// before a download begins and again before each connection.
import { AppError } from '../../../contract/errors.ts';

export interface DownloadRules {
  /** The person's switch. */
  readonly sealed: () => boolean;
  /** An administrator's: sealed whatever the switch says. */
  readonly forcedSealed: boolean;
  /** Null: every model of the catalog. */
  readonly allowedModels: readonly string[] | null;
}

export const isSealed = (rules: DownloadRules): boolean => rules.forcedSealed || rules.sealed();

export const isModelAllowed = (rules: DownloadRules, modelId: string): boolean => rules.allowedModels === null || rules.allowedModels.includes(modelId);

/** @throws AppError `download-sealed`, `download-not-allowed` */
export function checkMayDownload(rules: DownloadRules, modelId: string): void {
  if (isSealed(rules)) throw new AppError('download-sealed');
  if (!isModelAllowed(rules, modelId)) throw new AppError('download-not-allowed');
}
