// Files that a command adds, or that wait, are read before it goes on. Progress on stderr.
import { stat } from 'node:fs/promises';
import type { SourceId } from '../../contract/domain.ts';
import { AppError } from '../../contract/errors.ts';
import type { Translate } from '../../contract/messages/index.ts';
import type { Host } from '../host/createHost.ts';
import { isEngineFailure } from '../host/engines.ts';
import { withShareLine } from './output.ts';

/** Adds what is not there yet and reads it. Returns the items' sources. */
export async function addAndRead(folders: readonly string[], host: Host, t: Translate, signal: AbortSignal): Promise<SourceId[]> {
  const items = await Promise.all(
    folders.map(async (folder) => {
      const found = await stat(folder).catch((cause: unknown) => {
        throw new AppError('path-not-found', { path: folder }, { cause });
      });
      return { path: folder, kind: found.isDirectory() ? ('folder' as const) : ('file' as const) };
    }),
  );
  await host.addPaths(items);
  // Whoever adds files wants them read, whatever was paused before.
  await host.handlers['ingest.resume']({}, { signal });
  await finishReading(host, t, signal);
  const sources = await host.handlers['source.list']({}, { signal });
  return sources.filter(({ location }) => folders.includes(location)).map(({ id }) => id);
}

export async function finishReading(host: Host, t: Translate, signal: AbortSignal): Promise<void> {
  await withShareLine((line) => host.engines.library.call('ingest.finished', {}, { signal, onEvent: ({ done, total }) => line.show(t('cli.indexing', { done, total }), done, total) }));
  const { problem } = await host.handlers['ingest.progress']({}, { signal });
  if (problem !== null) throw new AppError(problem as 'internal');
}

/** What is read already can be asked, whatever keeps the rest from being read. */
export async function readWhatWaits(host: Host, t: Translate, signal: AbortSignal): Promise<void> {
  try {
    await finishReading(host, t, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError) || isEngineFailure(error)) throw error;
    process.stderr.write(`${t('cli.notAllRead', { reason: t(`error.${error.code}.title` as never, error.data) })}\n`);
  }
}
