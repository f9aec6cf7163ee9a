// Saving a certificate of erasure: as JSON, or as a text that people read. Main asks where, and records that it did.
import { AppError } from '../../contract/errors.ts';
import type { Language } from '../../contract/messages/index.ts';
import { certificateText, type NamedErasure } from '../host/certificateText.ts';
import type { HostLedger } from '../host/ledger.ts';
import type { ShellHandlers } from '../host/handlers.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { pickSave, type SaveOptions } from './pickSave.ts';

interface ErasureHandlerOptions extends SaveOptions {
  readonly language: () => Language;
  readonly host: { readonly ledger: Pick<HostLedger, 'recordInLibrary'>; erasure(id: string, signal: AbortSignal): Promise<NamedErasure> };
}

export function createErasureHandlers(options: ErasureHandlerOptions): Pick<ShellHandlers, 'erasure.save'> {
  const { host, translate, language } = options;

  async function* pieces(text: string): AsyncGenerator<string> {
    yield text;
  }

  return {
    'erasure.save': async ({ id, as, names }, { signal }) => {
      const t = translate();
      const { row, names: known } = await host.erasure(id, signal);
      const { certificate } = row;
      if (certificate === null) throw new AppError('not-found');
      const wanted = names && known.length > 0 ? known : null;
      const filter = as === 'json' ? { name: 'JSON', extensions: ['json'] } : { name: t('certificate.textFile'), extensions: ['txt'] };
      const file = await pickSave({ title: t('certificate.saveTitle'), defaultPath: `${t('certificate.fileName')}.${filter.extensions[0]}`, filters: [filter] }, options);
      if (file === null) return { saved: false };
      await host.ledger.recordInLibrary({ kind: 'certificate.saved', facts: { certificate: id, names: wanted !== null } });
      await writeWhole(file, pieces(as === 'json' ? `${JSON.stringify({ ...certificate, ...(wanted === null ? {} : { names: wanted }) }, null, 2)}\n` : certificateText(certificate, wanted, { t, language: language() })));
      return { saved: true };
    },
  };
}
