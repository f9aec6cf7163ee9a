// What could be kept of a damaged library, in one sentence, for the window and the terminal.
import type { Translate } from './index.ts';

export function repairedText({ sources, conversations }: { readonly sources: number; readonly conversations: number }, t: Translate): string {
  return sources === 0 ? t('repair.noSources') : t('repair.done', { sources: t('repair.sources', { count: sources }), count: conversations });
}
