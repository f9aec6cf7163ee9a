// `freehold index`: folders or files are added to the library and read. 0 when they are, whatever could not be read of them.
import type { Translate } from '../../contract/messages/index.ts';
import type { Host } from '../host/createHost.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { coverageLine, dim, print } from './output.ts';
import { addAndRead } from './readFiles.ts';

export async function indexFolders({ folders, common: { json } }: { readonly folders: readonly string[]; readonly common: CommonOptions }, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
  const startedMs = performance.now();
  await addAndRead(folders, host, t, signal);
  const coverage = await host.handlers['document.coverage']({}, { signal });
  const unread = await listUnread(host, signal);
  if (json) {
    print({ coverage, unread, seconds: (performance.now() - startedMs) / 1000 });
    return EXIT.ok;
  }
  process.stdout.write(`${coverageLine(coverage, t)}\n`);
  for (const document of unread) process.stdout.write(`${dim(t('cli.unread', { name: document.name, reason: t(`reason.${document.reason}` as never) }))}\n`);
  return EXIT.ok;
}

async function listUnread(host: Host, signal: AbortSignal): Promise<{ name: string; folder: string; state: string; reason: string | null }[]> {
  const unread: { name: string; folder: string; state: string; reason: string | null }[] = [];
  for (const state of ['skipped', 'failed'] as const) {
    for (let offset = 0; ; offset += 500) {
      const { rows, total } = await host.handlers['document.list']({ sourceId: null, state, nameContains: '', offset, limit: 500 }, { signal });
      unread.push(...rows.map((row) => ({ name: row.name, folder: row.folder, state: row.state, reason: row.reason })));
      if (offset + rows.length >= total || rows.length === 0) break;
    }
  }
  return unread;
}
