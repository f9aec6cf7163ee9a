// `freehold export --to FOLDER`: everything in the library as Markdown, JSON lines and Parquet, in a new folder. It waits
// for nothing: what is not read yet is listed as such.
import type { Translate } from '../../contract/messages/index.ts';
import type { Host } from '../host/createHost.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { dim, print, withShareLine } from './output.ts';

export async function exportEverything(request: { readonly to: string; readonly common: CommonOptions }, host: Pick<Host, 'exit' | 'handlers'>, t: Translate, signal: AbortSignal): Promise<number> {
  const { json } = request.common;
  const { encrypted } = await host.handlers['library.state']({}, { signal });
  if (encrypted && !json) process.stderr.write(`${t('exit.encrypted')}\n`);
  const counts = await withShareLine((line) => host.exit.write(request.to, { signal, onProgress: ({ done, total }) => line.show(t('exit.cli.progress', { done, total }), done, total) }));
  if (json) print({ folder: request.to, counts });
  else process.stdout.write(`${t('exit.written', { count: counts.documents, name: request.to })}\n${dim(t('exit.more', counts))}\n`);
  return EXIT.ok;
}
