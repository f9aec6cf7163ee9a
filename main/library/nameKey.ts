// Names as they are compared: case and accents make no difference, nor does the space around them.
import { withoutMarks } from './fullTextWords.ts';

export const keyOf = (name: string): string => withoutMarks(name).toLowerCase().trim();
