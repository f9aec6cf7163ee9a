// `freehold repair`: a library that can't be read is set aside, and made anew from its sources. 0 when it can be used.
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { repairedText } from '../../contract/messages/repairedText.ts';
import type { Translate } from '../../contract/messages/index.ts';
import type { Host } from '../host/createHost.ts';
import { DATABASE_FILE } from '../library/databaseFile.ts';
import { setAsideFrom } from '../library/setAside.ts';
import { dim, print } from './output.ts';

export async function repair(libraryDir: string, json: boolean, host: Host, t: Translate, { unlock, read }: { readonly unlock: () => Promise<void>; readonly read: () => Promise<void> }): Promise<number> {
  const opening = host.openLibrary(libraryDir, { remember: false }).then(({ status }) => (status === 'locked' ? unlock() : undefined));
  const damaged = await opening.then(
    () => false,
    (error: unknown) => {
      if (error instanceof AppError && error.code === 'library-damaged') return true;
      throw error;
    },
  );
  const kept = damaged ? await host.rebuildLibrary({ remember: false }) : null;
  if (json) print({ damaged, kept });
  else process.stdout.write(`${kept === null ? t('repair.cli.nothing') : repairedText(kept, t)}\n`);
  if (kept === null) return 0;
  const aside = setAsideFrom(path.join(libraryDir, DATABASE_FILE)).at(-1);
  if (aside !== undefined && !json) process.stdout.write(`${dim(t('repair.cli.aside', { path: aside }))}\n`);
  await read();
  return 0;
}
