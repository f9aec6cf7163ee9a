// Watching that ends: the system's watcher may still tell of a change while it is told to stop.
import { expect, test, vi } from 'vitest';
import type { SourceId } from '../../../contract/domain.ts';
import { DEFAULT_RULES } from '../../../contract/domain.ts';
import { createSourceWatch } from '../../../main/engines/library/watchSources.ts';
import type { SourceRecord } from '../../../main/library/sources.ts';
import { sleep } from '../../support/processes.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

type Listener = (error: Error | null, events: readonly { readonly path: string }[]) => void;
const told = vi.hoisted(() => ({ listener: null as Listener | null, whileEnding: null as (() => void) | null }));
vi.mock('@parcel/watcher', () => ({
  default: {
    subscribe: async (_root: string, listener: Listener) => {
      told.listener = listener;
      return { unsubscribe: async () => told.whileEnding?.() };
    },
  },
}));

test.each([
  ['a change', (root: string) => told.listener!(null, [{ path: `${root}/a.md` }])],
  ['a failure', () => told.listener!(new Error('events were dropped'), [])],
])('%s that is told of while the watching ends reaches nobody: the library is closed by then', async (_name, tell) => {
  const root = temporaryFolder();
  const source: SourceRecord = { id: 's' as SourceId, kind: 'folder', path: root, name: 'files', available: true, rootIdentity: null, rules: DEFAULT_RULES, held: null };
  const changed: string[] = [];
  const watch = createSourceWatch({ sources: () => [source], ownFolders: [], onChange: (id) => void changed.push(id), onState: () => undefined, onProblem: () => undefined });
  await watch.sync();
  await expect.poll(() => watch.isWatching(source.id)).toBe(true);
  told.whileEnding = () => tell(root);
  changed.length = 0;
  await watch.close();
  await sleep(700);
  expect(changed).toEqual([]);
});
