// The one place where it is decided whether a model may be downloaded: the seal, and what an administrator allows, by the
// same rule as for a model that is here. Asked before a download begins, before each connection, and once more when the hub
// has told the hash of a model that is known by its name alone: nothing of a model that is not allowed is fetched.
import { AppError } from '../../../contract/errors.ts';
import { allowsModel, namesHashes, type Policy } from '../../sovereignty/policy.ts';
import type { Offer } from '../catalog.ts';
import type { HubFacts } from './hubFacts.ts';

export interface DownloadRules {
  /** The person's switch. */
  readonly sealed: () => boolean;
  /** An administrator's: sealed whatever the switch says. */
  readonly forcedSealed: boolean;
  /** An administrator's. */
  readonly policy: Pick<Policy, 'models'>;
}

type Offered = Pick<Offer, 'id' | 'files'>;

export const isSealed = (rules: DownloadRules): boolean => rules.forcedSealed || rules.sealed();

/** True also where only the hub can tell the hash, and an administrator allows some by their hash. */
export function isModelAllowed({ policy }: DownloadRules, offer: Offered, hub: Pick<HubFacts, 'kept'>): boolean {
  const sha256 = hashOf(offer, hub);
  return allowsModel(policy, { id: offer.id, sha256 }) || (sha256 === null && namesHashes(policy));
}

/** @throws AppError `download-sealed`, `download-not-allowed` */
export function checkMayDownload(rules: DownloadRules, offer: Offered, hub: Pick<HubFacts, 'kept'>): void {
  if (isSealed(rules)) throw new AppError('download-sealed');
  if (!isModelAllowed(rules, offer, hub)) throw new AppError('download-not-allowed');
}

/** Of its largest file, which is what a model that is here is known by. */
function hashOf({ files }: Offered, hub: Pick<HubFacts, 'kept'>): string | null {
  const largest = files.toSorted((a, b) => b.bytes - a.bytes)[0]!;
  return largest.sha256 ?? hub.kept(largest)?.sha256 ?? null;
}
