// A figure of the check of an installation in words: `92 %`, `1.4 s`, `31 ms`; and the range that is expected. Free
// of schemas, which the window does not load.
import type { CheckedFigure } from '../selfTest.ts';
import type { Translate } from './index.ts';

export const isAsExpected = ({ value, expected }: CheckedFigure): boolean => expected === null || (value >= expected.from && value <= expected.to);

const percent = (share: number): number => Math.round(share * 100);

export function checkedValue({ name, value }: CheckedFigure, t: Translate): string {
  if (name === 'searchMs') return t('selfTest.milliseconds', { ms: Math.round(value) });
  if (name === 'readSeconds' || name === 'answerSeconds') return t('selfTest.seconds', { seconds: Math.round(value * 10) / 10 });
  return t('selfTest.share', { percent: percent(value) });
}

export function expectedRange({ expected }: CheckedFigure, t: Translate): string {
  return expected === null ? t('selfTest.asFast') : t('selfTest.range', { from: percent(expected.from), to: percent(expected.to) });
}
