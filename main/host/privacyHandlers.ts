// The routes of the page Privacy that are no ledger's: the report, the proof, the administrator's policy. In: what the
// host knows of its parts. Invariant: a hash that is shown was taken from the file.
import type { AppEvent } from '../../contract/app.ts';
import { toWireError } from '../../contract/errors.ts';
import type { RouteOutput } from '../../contract/routes.ts';
import type { Log } from '../ipc/log.ts';
import type { ModelShelf } from '../models/modelShelf.ts';
import type { Policy } from '../sovereignty/policy.ts';
import type { Engines } from './engines.ts';
import type { CoreHandlers } from './handlers.ts';
import { proveOffline } from './proveOffline.ts';

export function createPrivacyHandlers(options: {
  readonly policy: Policy;
  readonly engines: Engines;
  readonly shelf: Pick<ModelShelf, 'rows' | 'hashOf'>;
  readonly models: () => RouteOutput<'model.list'>;
  readonly downloadConnections: () => number;
  readonly libraryLocation: () => string | null;
  readonly logDir: string;
  readonly emit: (event: AppEvent) => void;
  readonly log: Log;
  readonly closed: AbortSignal;
}): { readonly handlers: Pick<CoreHandlers, 'policy.get' | 'privacy.prove' | 'privacy.report'>; /** After `closed`. */ close(): Promise<void> } {
  const { policy, engines, shelf, emit, log, closed } = options;

  let hashing: Promise<void> | null = null;
  /** Takes the hashes of the models' files, one after the other; each is shown when it is there. */
  async function takeHashes(): Promise<void> {
    for (const { id, installed, sha256 } of shelf.rows(null)) {
      if (!installed || sha256 !== null || closed.aborted) continue;
      await shelf.hashOf(id, closed).then(
        () => emit({ type: 'models.changed' }),
        (error: unknown) => log('warn', 'model.not-hashed', { code: toWireError(error).code }),
      );
    }
  }

  return {
    handlers: {
      'policy.get': async () => ({ sealed: policy.sealed, models: policy.models?.length ?? null, folders: policy.folders === null ? null : [...policy.folders], updates: policy.updates }),
      'privacy.prove': () => proveOffline(engines),
      'privacy.report': async () => {
        hashing ??= takeHashes().finally(() => (hashing = null));
        return {
          blockedRequests: 0,
          allowedRequests: 0,
          blockedCalls: 0,
          downloadConnections: options.downloadConnections(),
          libraryLocation: options.libraryLocation(),
          logLocation: options.logDir,
          engines: engines.rows(),
          models: options.models(),
        };
      },
    },
    close: async () => void (await hashing),
  };
}
