// What became of a cited file, in one sentence.
import type { ChangedSource } from '../../../contract/ask.ts';
import type { Translate } from '../../../contract/messages/index.ts';
import { formatDate } from '../../ui/text.svelte.ts';

export function changeText({ state, changedMs, readMs }: ChangedSource, t: Translate): string {
  const of = readMs === null ? t('changed.ofEarlier') : t('changed.ofVersion', { date: formatDate(readMs) });
  return `${state === 'gone' || changedMs === null ? t('changed.gone') : t('changed.on', { date: formatDate(changedMs) })} ${of}`;
}
