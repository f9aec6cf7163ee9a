// The routes that work with what is in the open library: sources and their files, questions, receipts. Most are the
// engine's own, handed through. Invariant: damage that any of them meets closes the library.
import { AppError } from '../../../contract/errors.ts';
import { LIBRARY_ROUTES, type LibraryRoute } from '../../engines/library/protocol.ts';
import type { ModelShelf } from '../../models/modelShelf.ts';
import { checkFolders, type Policy } from '../../sovereignty/policy.ts';
import type { Engines } from '../engines.ts';
import type { CoreHandlers } from '../handlers.ts';
import type { HostPaths } from '../hostOptions.ts';
import { languageFit } from '../languageFit.ts';
import type { PickedPath } from '../pathTokens.ts';
import type { Receipts } from '../receipts/createReceipts.ts';
import { copySampleLibrary } from '../sampleLibrary.ts';
import type { OpenLibrary } from './openLibrary.ts';

type AddedPaths = { added: number; alreadyThere: number };

export function createLibraryHandlers(options: {
  readonly engines: Pick<Engines, 'library' | 'parserWorker'>;
  readonly library: Pick<OpenLibrary, 'lost' | 'embedder'>;
  readonly receipts: Pick<Receipts, 'verifyAnswer'>;
  readonly shelf: Pick<ModelShelf, 'languagesOf'>;
  readonly policy: Policy;
  readonly paths: Pick<HostPaths, 'sampleLibraryDir' | 'userDataDir'>;
  readonly tokens: { take(token: string): PickedPath };
  readonly warmModel: () => void;
}): {
  addPaths(items: readonly PickedPath[]): Promise<AddedPaths>;
  /** Whether a question is in progress. */
  answering(): boolean;
  readonly handlers: Pick<CoreHandlers, LibraryRoute | 'library.languages' | 'source.add' | 'source.addSample' | 'answer.ask' | 'answer.wholeSet' | 'answer.verify'>;
} {
  const { engines, library, receipts, shelf, policy, paths, tokens } = options;

  /** Damage is found by whoever reads there first, a question or a list. */
  function loseDamaged(error: unknown): never {
    if (error instanceof AppError && error.code === 'library-damaged') library.lost(error.code);
    throw error;
  }

  const fromLibrary = Object.fromEntries(
    LIBRARY_ROUTES.map((name) => [name, (input: never, { signal }: { signal: AbortSignal }) => engines.library.call(name, input, { signal }).catch(loseDamaged)]),
  ) as unknown as Pick<CoreHandlers, LibraryRoute>;

  async function addPaths(items: readonly PickedPath[]): Promise<AddedPaths> {
    checkFolders(policy, items.map(({ path: place }) => place));
    return addAllowed(items);
  }

  async function addAllowed(items: readonly PickedPath[]): Promise<AddedPaths> {
    const result = await engines.library.call('source.addPaths', { items: [...items] });
    options.warmModel();
    return result;
  }

  let answering = 0;
  /** The parser worker keeps still while a question has the cores. */
  async function whileAnswering(work: () => Promise<unknown>): Promise<void> {
    const release = engines.parserWorker.hold();
    answering += 1;
    try {
      await work();
    } finally {
      answering -= 1;
      release();
    }
  }

  return {
    addPaths,
    answering: () => answering > 0,
    handlers: {
      ...fromLibrary,
      'library.languages': async () => languageFit(await engines.library.call('library.languageCounts', {}), shelf.languagesOf(library.embedder()?.activeId ?? null)),
      'source.add': ({ tokens: picked }) => addPaths(picked.map((token) => tokens.take(token))),
      // Freehold's own files, which an administrator installed with it.
      'source.addSample': () => addAllowed([{ path: copySampleLibrary(paths.sampleLibraryDir, paths.userDataDir), kind: 'folder' }]),
      'answer.ask': (input, { signal, emit }) => whileAnswering(() => engines.library.call('answer.ask', input, { signal, onEvent: emit })),
      'answer.wholeSet': (input, { signal, emit }) => whileAnswering(() => engines.library.call('answer.wholeSet', input, { signal, onEvent: emit })),
      'answer.verify': ({ answerId }, { signal }) => receipts.verifyAnswer(answerId, signal),
    },
  };
}
