// The streamed form of stage 5: text goes through as it comes, except that a marker the model writes is held until it
// is whole and then replaced by the proven one for the sentence before it. What a person reads while the answer
// grows is what the finished answer will say.
import type { RankedPassage } from '../../../contract/domain.ts';
import { citeAnswer, markersOf, NO_PLACE } from './citeAnswer.ts';

export interface CitedStream {
  /** Takes a piece of the model's text; returns what may be shown now. */
  push(piece: string): string;
  /** What was still held. */
  end(): string;
}

/** White space and markers at the end of the text, the last one perhaps unfinished. */
const HELD = /(?:\s*\[\d{1,2}\][,;.]*)*\s*(?:\[\d{0,2})?$/u;
const MARKERS = /(?:\s*\[\d{1,2}\](?:\s*[,;](?=\s*\[))?)+/u;
const ENDS_CITED = /\[\d{1,2}\][\s.,;]*$/u;
const MARKER = /\[\d{1,2}\]/u;

export function createCitedStream(passages: readonly RankedPassage[]): CitedStream {
  let raw = '';
  let passed = 0;

  /** The markers of the last sentence of a text, as the finished answer has them. */
  function provenFor(text: string): string {
    return markersOf(citeAnswer(text, passages, NO_PLACE).sentences.at(-1)?.citations ?? []);
  }

  function advance(to: number): string {
    let shown = '';
    let rest = raw.slice(passed, to);
    for (let match = MARKERS.exec(rest); match !== null; match = MARKERS.exec(rest)) {
      const before = raw.slice(0, passed + match.index + match[0].length);
      shown += rest.slice(0, match.index) + provenFor(before);
      passed += match.index + match[0].length;
      rest = raw.slice(passed, to);
    }
    passed = to;
    return shown + rest;
  }

  return {
    push: (piece) => {
      raw += piece;
      const held = HELD.exec(raw.slice(passed))?.[0] ?? '';
      return advance(raw.length - held.length);
    },
    end: () => {
      const held = raw.slice(passed);
      if (MARKER.test(held)) return advance(raw.length);
      // The model may have forgotten to say where its last sentence is from; the passages say it all the same.
      return ENDS_CITED.test(raw) ? '' : provenFor(raw);
    },
  };
}
