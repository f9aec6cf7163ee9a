// A library that is closed and opened again, many times, holds no more of the system's handles than before.
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SourceId } from '../../../contract/domain.ts';
import { DEFAULT_RULES } from '../../../contract/domain.ts';
import { createSourceWatch } from '../../../main/engines/library/watchSources.ts';
import type { SourceRecord } from '../../../main/library/sources.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const handles = (): number => readdirSync('/proc/self/fd').length;

test.skipIf(process.platform !== 'linux')('watching that ends and begins anew leaves no handle open', async () => {
  const source: SourceRecord = { id: 's' as SourceId, kind: 'folder', path: temporaryFolder(), name: 'files', available: true, rootIdentity: null, rules: DEFAULT_RULES, held: null };
  const options = { sources: () => [source], ownFolders: [], onChange: () => undefined, onState: () => undefined, onProblem: () => undefined };
  const once = async (): Promise<void> => {
    const watch = createSourceWatch(options);
    await watch.sync();
    await expect.poll(() => watch.isWatching(source.id)).toBe(true);
    await watch.close();
  };
  await once();
  const before = handles();
  for (let at = 0; at < 10; at += 1) await once();
  expect(handles() - before).toBeLessThanOrEqual(2);
});
