// Undoes the disguises in which a sentence hides what it says from a program, though a model reads it: look-alike
// letters, digits for letters, letters apart, encodings. In: a sentence. Out: what else it may say; none when it is plain.

import { withoutHidden } from '../../hiddenText.ts';

const LOOK_ALIKE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x', і: 'i', ј: 'j', ѕ: 's', к: 'k', м: 'm', н: 'h', т: 't', в: 'b', ԁ: 'd', ɡ: 'g', ո: 'n', һ: 'h', ӏ: 'l',
    А: 'A', В: 'B', Е: 'E', К: 'K', М: 'M', Н: 'H', О: 'O', Р: 'P', С: 'C', Т: 'T', Х: 'X', У: 'Y', І: 'I',
    α: 'a', ε: 'e', ο: 'o', ρ: 'p', ν: 'v', ι: 'i', κ: 'k', τ: 't', υ: 'u', Α: 'A', Β: 'B', Ε: 'E', Ι: 'I', Κ: 'K', Ο: 'O', Ρ: 'P', Τ: 'T', ı: 'i', ⅼ: 'l',
  }),
); // prettier-ignore
const DIGIT_LETTERS: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i', '|': 'l' };

const MIXED_WORD = /[\p{L}\d@$!|]*(?:\p{L}[0134571@$!|]+\p{L}|[0134571@$|]\p{L}{2})[\p{L}\d@$!|]*/gu;
const APART = /(?<![\p{L}\p{N}])\p{L}(?:[ ._\-*·|/]\p{L}){4,}(?![\p{L}\p{N}])/gu;
/** Letters apart lose the spaces between words; these are what they are searched for. */
const RUN_TOGETHER = /(ignore|disregard|forget|override)(all|any|the|your|every)*(previous|prior|above|earlier|other|instructions?|rules|passages?|question)+|(reply|respond|answer|say|output|print|write)(only|with|exactly|the|word|just)+/giu;
const BASE64 = /(?<![\w+/=-])[A-Za-z\d+/_-]{16,}={0,2}(?![\w+/=-])/gu;
const HEX = /(?<!\w)(?:(?:0x|\\x)?[\da-f]{2}[ ,:]?){10,}(?!\w)/giu;
const ESCAPES = /(?:\\u[\da-f]{4}|&#x?[\da-f]{1,6};|%[\da-f]{2}){3,}/giu;
const BITS = /(?:[01]{8}\s?){8,}/gu;

export function readings(sentence: string): string[] {
  const plain = withoutHidden(sentence.normalize('NFKC')).text;
  const read = new Set<string>();
  const latin = Array.from(plain, (character) => LOOK_ALIKE.get(character) ?? character).join('');
  if (latin !== plain && /[a-z]/iu.test(plain)) read.add(latin);
  const lettered = plain.replace(MIXED_WORD, (word) => Array.from(word, (character) => DIGIT_LETTERS[character] ?? character).join(''));
  if (lettered !== plain) read.add(lettered);
  const joined = plain.replace(APART, (row) => row.replace(/[^\p{L}]/gu, ''));
  if (joined !== plain) read.add(joined.replace(RUN_TOGETHER, (row) => ` ${spaced(row)} `));
  for (const text of decoded(plain)) read.add(text);
  if (plain !== sentence) read.add(plain);
  return [...read];
}

/** As if each letter was moved by thirteen, or all of it was written backwards. */
export function scrambledReadings(sentence: string): string[] {
  return [sentence.replace(/[a-z]/giu, turned), [...sentence].toReversed().join('')];
}

function spaced(row: string): string {
  return row.replace(/(ignore|disregard|forget|override|all|any|the|your|every|previous|prior|above|earlier|other|instructions?|rules|passages?|question|reply|respond|answer|say|output|print|write|only|with|exactly|word|just)/giu, '$1 ').trim();
}

const turned = (letter: string): string => {
  const base = letter <= 'Z' ? 65 : 97;
  return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
};

function decoded(text: string): string[] {
  const found = [
    ...Array.from(text.matchAll(BASE64), ([row]) => Buffer.from(row, 'base64').toString('utf8')),
    ...Array.from(text.matchAll(HEX), ([row]) => Buffer.from(row.replace(/0x|\\x|[^\da-f]/giu, ''), 'hex').toString('utf8')),
    ...Array.from(text.matchAll(BITS), ([row]) => String.fromCharCode(...row.trim().split(/\s+/u).map((byte) => Number.parseInt(byte, 2)))),
  ];
  const unescaped = text.replace(ESCAPES, (row) => row.replace(/\\u([\da-f]{4})|&#x([\da-f]+);|%([\da-f]{2})|&#(\d+);/giu, (_, a?: string, b?: string, c?: string, d?: string) => character(d === undefined ? Number.parseInt(a ?? b ?? c ?? '', 16) : Number(d))));
  if (unescaped !== text) found.push(unescaped);
  return found.filter((one) => /^[\p{L}\p{M}\p{N}\p{P}\p{S}\s]+$/u.test(one) && /\p{L}{2}/u.test(one));
}

const character = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '');
