// Which articles of a question file the refusal threshold is calibrated on and which it is reported on, and which of
// each are left out of the library so that their questions have no answer there. By the title's hash alone: an article
// keeps its part in every file, and neither the calibration nor the evaluation can choose.
import { createHash } from 'node:crypto';

export type Part = 'calibration' | 'report';

/** Nothing of a `report` article may be looked at when a threshold or a weight is chosen. */
export function partOf(title: string): Part {
  return titleHash(title)[0]! % 2 === 1 ? 'calibration' : 'report';
}

/** True for articles that are missing in the library of the set "the article isn't there"; independent of the part. */
export function isLeftOut(title: string): boolean {
  return titleHash(title)[1]! % 2 === 1;
}

function titleHash(title: string): Buffer {
  return createHash('sha256').update(title).digest();
}
