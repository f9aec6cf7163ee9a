// The saved report of "Prove it", as Markdown that reads as plain text, too. In: the rows, when, and on what. Out: text.
import type { Translate } from '../../contract/messages/index.ts';
import type { ProofRow } from '../../contract/proof.ts';

export function proofReport(rows: readonly ProofRow[], { t, at, about }: { readonly t: Translate; readonly at: Date; readonly about: { readonly version: string; readonly platform: string; readonly electron: string } }): string {
  const lines = rows.map(({ place, attempt, outcome, counted }) => `| ${t(`proof.place.${place}`)} | ${t(`proof.attempt.${attempt}`)} | ${t(`proof.outcome.${outcome}`)} | ${counted === null ? '–' : t(counted ? 'proof.counted' : 'proof.notCounted')} |`);
  const left = rows.filter(({ outcome }) => outcome === 'left').length;
  return [
    `# ${t('proof.reportTitle')}`,
    '',
    `${at.toISOString()} · Freehold ${about.version} · Electron ${about.electron} · ${about.platform}`,
    '',
    left === 0 ? t('proof.allStopped', { count: rows.filter(({ outcome }) => outcome === 'stopped').length }) : t('proof.someLeft', { count: left }),
    '',
    `| ${t('proof.place')} | ${t('proof.attempt')} | ${t('proof.outcome')} | ${t('proof.counter')} |`,
    '| --- | --- | --- | --- |',
    ...lines,
    '',
    t('proof.limits'),
    '',
  ].join('\n');
}
