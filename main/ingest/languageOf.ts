// The language that a document is in, by the statistics of its letters. In goes its text, out an ISO 639-1 code, or
// null where it can't be told: code, numbers, a few words, a language that isn't known.
import type { DocumentKind } from '../../contract/domain.ts';

/** Over the whole text: a title page may be in another language than the book. The detector looks at no more of each. */
const SAMPLES = 5;
const SAMPLE_LENGTH = 1_000;
/** Fewer letters than this are a name or a number; a letter of Chinese says as much as a word elsewhere. */
const LEAST_LETTERS = 40;
const LEAST_HAN_LETTERS = 10;

export async function languageOf(text: string, kind: DocumentKind): Promise<string | null> {
  const samples = kind === 'code' ? [] : samplesOf(text).filter(isEnough);
  if (samples.length === 0) return null;
  // Its tables take a tenth of a second to load, and are wanted when something is read, not at the start.
  const { eld } = await import('eld/extrasmall');
  const votes = new Map<string, number>();
  for (const sample of samples) {
    const found = eld.detect(sample);
    if (found.language !== '' && found.isReliable()) votes.set(found.language, (votes.get(found.language) ?? 0) + 1);
  }
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function isEnough(sample: string): boolean {
  const letters = sample.replaceAll(/\P{L}/gu, '');
  return letters.length >= LEAST_LETTERS || (letters.length >= LEAST_HAN_LETTERS && /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letters));
}

function samplesOf(text: string): string[] {
  if (text.length <= SAMPLES * SAMPLE_LENGTH) return Array.from({ length: Math.ceil(text.length / SAMPLE_LENGTH) }, (_, at) => text.slice(at * SAMPLE_LENGTH, (at + 1) * SAMPLE_LENGTH));
  const step = (text.length - SAMPLE_LENGTH) / (SAMPLES - 1);
  return Array.from({ length: SAMPLES }, (_, at) => text.slice(Math.floor(at * step), Math.floor(at * step) + SAMPLE_LENGTH));
}
