// `freehold repair`: a library that can't be read is set aside, and made anew from its sources. 0 when it can be used.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { repairedText } from '../../contract/messages/repairedText.ts';
import { DATABASE_FILE } from '../library/databaseFile.ts';
import { setAsideFrom } from '../library/setAside.ts';
import type { CommonOptions, Workplace } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { dim, print } from './output.ts';
import { finishReading } from './readFiles.ts';

export async function repair({ common: { json } }: { readonly common: CommonOptions }, { host, libraryDir, unlock, t, signal }: Workplace): Promise<number> {
  if (!existsSync(libraryDir)) throw new AppError('path-not-found', { path: libraryDir });
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
  if (kept === null) return EXIT.ok;
  const aside = setAsideFrom(path.join(libraryDir, DATABASE_FILE)).at(-1);
  if (aside !== undefined && !json) process.stdout.write(`${dim(t('repair.cli.aside', { path: aside }))}\n`);
  await finishReading(host, t, signal);
  return EXIT.ok;
}
