// `freehold check`: the check of this installation in the terminal. Progress on stderr, figures on stdout; 0 when every
// figure is as expected.
import type { CheckedFigure } from '../../contract/selfTest.ts';
import { checkedValue, expectedRange, isAsExpected } from '../../contract/messages/checkedFigure.ts';
import type { Translate } from '../../contract/messages/index.ts';
import type { Host } from '../host/createHost.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { print, withShareLine } from './output.ts';

export async function check(request: { readonly quick: boolean; readonly answers: boolean; readonly common: CommonOptions }, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
  let figures: readonly CheckedFigure[] = [];
  await withShareLine((line) => host.handlers['selfTest.run']({ quick: request.quick, answers: request.answers && host.settings().modelId !== null }, {
    signal,
    emit: (event) => {
      if (event.type === 'figures') figures = event.figures;
      else line.show(`${t(`selfTest.${event.type}`)}: ${t('common.progress', { done: event.done, total: event.total })}`, event.done, event.total);
    },
  }));
  const asExpected = figures.every(isAsExpected);
  if (request.common.json) print({ asExpected, figures });
  else {
    for (const figure of figures) {
      const word = figure.expected === null ? '' : `  ${t(isAsExpected(figure) ? 'selfTest.ok' : 'selfTest.off')} (${expectedRange(figure, t)})`;
      process.stdout.write(`${t(`selfTest.name.${figure.name}`)}: ${checkedValue(figure, t)}${word}\n`);
    }
    process.stdout.write(`${t(asExpected ? 'selfTest.allWell' : 'selfTest.notAllWell')}\n`);
  }
  return asExpected ? EXIT.ok : EXIT.differs;
}
