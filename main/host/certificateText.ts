// A certificate of erasure as a text that people read, and can print or file. In: the certificate, the names where they
// are wanted. Out: plain text with lines.
import type { Certificate, ErasureCheck, ErasureRow } from '../../contract/erasure.ts';
import type { Language, Translate } from '../../contract/messages/index.ts';
import { hashOfJson } from '../canonicalJson.ts';

export interface NamedErasure {
  readonly row: ErasureRow;
  /** Empty where they are not known any more. */
  readonly names: readonly string[];
}

export function certificateText(certificate: Certificate, names: readonly string[] | null, { t, language }: { readonly t: Translate; readonly language: Language }): string {
  const { id, library, begunMs, finishedMs, erased, checks, lookedFor, resumed, backups } = certificate;
  const time = (ms: number): string => new Date(ms).toLocaleString(language, { dateStyle: 'long', timeStyle: 'long' });
  const lines = [
    t('certificate.title'),
    '',
    t('certificate.number', { id }),
    t('certificate.library', { library }),
    t('certificate.begun', { time: time(begunMs) }),
    t('certificate.finished', { time: time(finishedMs) }),
    '',
    t('certificate.what'),
    ...counted(erased, t),
    t(`certificate.quotes.${erased.quotes}`),
    '',
    t('certificate.checked'),
    ...checks.map((check) => checkLine(check, t)),
    resumed ? t('certificate.resumed') : t('certificate.lookedFor', { ...lookedFor, numbers: lookedFor.vectors }),
    t(isClean(certificate) ? 'certificate.clean' : 'certificate.notClean'),
    '',
    backups.length === 0 ? t('certificate.noBackups') : t('certificate.backups'),
    ...backups.map(({ name, madeMs }) => `- ${name}, ${time(madeMs)}`),
    ...(names === null ? [] : ['', t('certificate.names'), ...names.map((name) => `- ${name.replaceAll('\n', ' › ')}`)]),
    '',
    t('certificate.limits'),
    t('certificate.hash', { hash: hashOfJson(certificate) }),
  ];
  return `${lines.join('\n')}\n`;
}

export const isClean = ({ checks }: Pick<Certificate, 'checks'>): boolean => checks.every(({ found }) => found === 0);

function counted(erased: Certificate['erased'], t: Translate): string[] {
  return (['files', 'members', 'texts', 'passages', 'pages', 'answers', 'names'] as const).filter((what) => what === 'files' || erased[what] > 0).map((what) => `- ${t(`certificate.count.${what}`, { count: erased[what] })}`);
}

function checkLine({ store, how, files, bytes, found }: ErasureCheck, t: Translate): string {
  const megabytes = Math.round(bytes / 100_000) / 10;
  return `- ${t(`certificate.store.${store}`)}: ${t(`certificate.how.${how}`, { count: files, megabytes })}, ${t('certificate.found', { count: found })}`;
}
