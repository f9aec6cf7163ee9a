// The routes of the embedder: how it goes, what a change would take, the change itself.
import { AppError } from '../../../contract/errors.ts';
import { loadEmbedder } from '../../ingest/4-embed/embedder.ts';
import type { EmbedderSpec } from '../../models/embedderSpec.ts';
import type { Service } from '../rpc/protocol.ts';
import { estimateVectors } from './embedderSpeed.ts';
import type { OpenedLibrary } from './openedLibrary.ts';
import type { LibraryProtocol } from './protocol.ts';
import type { Scheduler } from './scheduler.ts';

type EmbedderRoute = Extract<keyof LibraryProtocol, `embedder.${string}`>;

export function createEmbedderRoutes({ current, during }: OpenedLibrary, context: { readonly scheduler: Scheduler; readonly threads: () => number; readonly onChange: () => void }): Pick<Service<LibraryProtocol>, EmbedderRoute> {
  const load = (spec: EmbedderSpec): ReturnType<typeof loadEmbedder> =>
    loadEmbedder(spec, { threads: context.threads() }).catch((cause: unknown) => {
      throw new AppError('model-load-failed', { model: spec.id }, { cause });
    });

  return {
    'embedder.state': async () => current().embedderState(),
    'embedder.estimate': ({ embedder: spec }, { signal }) =>
      during(signal, async ({ embedders }, closing) => {
        const embedder = await load(spec);
        try {
          return await estimateVectors(embedder, embedders, { signal: closing, turn: context.scheduler.backgroundTurn });
        } finally {
          await embedder.dispose();
        }
      }),
    'embedder.choose': ({ embedder: spec }, { signal }) =>
      during(signal, async ({ semantic, embedders }) => {
        if (semantic !== null) {
          semantic.rebuild.choose(spec);
          semantic.ingest.wake();
          context.onChange();
          return { reopen: false };
        }
        // Nobody can search by meaning meanwhile; that it can be used at all is seen before the old vectors go.
        await (await load(spec)).dispose();
        embedders.activate(spec);
        return { reopen: true };
      }),
    'embedder.cancel': async () => {
      const { semantic } = current();
      semantic?.rebuild.cancel();
      semantic?.ingest.wake();
      context.onChange();
      return {};
    },
  };
}
