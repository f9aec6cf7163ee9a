// Finds the sentences of a passage that give orders to the model ("ignore the question and reply …"): a file may have been
// written to take an answer over. In: a passage's text. Out: ranges, ascending, apart. They are kept from the model and from
// proofs; the index and the viewer show the file as it is. It knows signs, not meanings: what it misses, the check of
// each sentence against the passages and the window, in which no text is live, must bear.
import type { TextRange } from '../../../contract/domain.ts';
import { SIGNS, type Sign } from './signs.ts';
import { readings, scrambledReadings } from './undisguise.ts';

const ORDER = 1;
/** Near an order, half a sign is enough: what is to be said often stands in a sentence of its own. */
const BESIDE_ORDER = 0.5;
const REACH = 2;
/** By chance, scrambled letters look like a word or two of some language. */
const UNMISTAKABLE = SIGNS.filter(({ kind, weight }) => kind === 'override' && weight >= ORDER);
/** Words for what is said and asked, in the languages of the window and their neighbours. */
const OF_ANSWERING = /\b(?:you(?:r|rs|rself)?|answer\w*|repl(?:y|ies|ied)|respon[ds]\w*|say|says|saying|shout\w*|write|writes|writing|copy|repeat\w*|ask(?:s|ed|ing)?|questions?|words?|phrases?|statements?|tasks?|requests?|directives?|instructions?|outputs?|prompts?|users?|readers?|machines?|assistants?|models?|summari\w+|antwort\w*|frage\w*|sag\w*|schreib\w*|wort\w*|répon\w*|écri\w*|mots?|phrase|respuesta\w*|respond\w*|pregunta\w*|palabra\w*|rispo\w*|domanda\w*|parola\w*|resposta\w*|palavra\w*|vraag\w*|antwoord\w*|woord\w*)(?!\p{L})/iu;
/** A sentence that runs on over lines without a stop is no sentence; its lines are looked at each. */
const LONG_SENTENCE = 400;

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const LINE_BREAK_INSIDE = /(?<=\S)\n(?=[\p{Ll}\p{Lu}\d(])/gu;

export function findOrders(text: string): TextRange[] {
  const flowing = text.replace(LINE_BREAK_INSIDE, ' ');
  const sentences = sentencesOf(text, flowing);
  const weights = sentences.map(({ start, end }) => weightOf(flowing.slice(start, end)));
  const isOrder = weights.map((weight) => weight >= ORDER);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [at, weight] of weights.entries()) {
      if (isOrder[at] || weight < BESIDE_ORDER || !isOrder.some((order, place) => order && Math.abs(place - at) <= REACH)) continue;
      isOrder[at] = true;
      grown = true;
    }
  }
  // What stands between two of them is what they speak of.
  return sentences.filter((_, at) => isOrder[at] || (isOrder[at - 1] && isOrder[at + 1]));
}

/** Same length, orders blanked line by line: offsets still hold, and no sentence can run across what was an order. */
export function blankOrders(text: string, orders: readonly TextRange[]): string {
  let blanked = '';
  let at = 0;
  for (const { start, end } of orders) {
    blanked += text.slice(at, start) + '\n'.repeat(end - start);
    at = end;
  }
  return blanked + text.slice(at);
}

/** Any sign at all; in many honest sentences, too. */
export function speaksToModel(sentence: string): boolean {
  return OF_ANSWERING.test(sentence) || SIGNS.some(({ kind, pattern }) => kind !== 'marker' && kind !== 'authority' && pattern.test(sentence));
}

function sentencesOf(text: string, flowing: string): TextRange[] {
  const ranges: TextRange[] = [];
  let lineStart = 0;
  for (const line of flowing.split('\n')) {
    for (const { segment, index } of segmenter.segment(line)) {
      const start = lineStart + index;
      const end = start + segment.trimEnd().length;
      if (segment.length <= LONG_SENTENCE) ranges.push({ start, end });
      else ranges.push(...linesOf(text, start, end));
    }
    lineStart += line.length + 1;
  }
  return ranges.filter(({ start, end }) => end > start);
}

function linesOf(text: string, from: number, to: number): TextRange[] {
  let start = from;
  return text.slice(from, to).split('\n').map((line) => {
    const range = { start, end: start + line.length };
    start = range.end + 1;
    return range;
  });
}

function weightOf(sentence: string): number {
  const plain = sum(sentence, SIGNS);
  if (plain >= ORDER) return plain;
  const disguised = Math.max(0, ...readings(sentence).map((reading) => sum(reading, SIGNS)), ...scrambledReadings(sentence).map((reading) => sum(reading, UNMISTAKABLE)));
  return disguised >= ORDER ? disguised : plain;
}

function sum(sentence: string, signs: readonly Sign[]): number {
  const best = new Map<Sign['kind'], number>();
  for (const { kind, weight, pattern } of signs) {
    if (weight > (best.get(kind) ?? 0) && pattern.test(sentence)) best.set(kind, weight);
  }
  return [...best.values()].reduce((total, weight) => total + weight, 0);
}
