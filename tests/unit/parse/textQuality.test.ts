// Which text layers are worthless: nothing but the glyphs and their codes tells.
import { expect, test } from 'vitest';
import { agrees, qualityOf } from '../../../main/ingest/2-parse/pdf/textQuality.ts';

const ENGLISH = 'The tenancy begins on 1 April 2021 and ends on 31 March 2027 unless either party gives notice in writing. The notice period is three months to the end of a quarter, and the rent falls due on the third working day of each month.';
const glyphs = (text: string, unmapped = false) => ({ charCount: text.length, unicode: (at: number) => text.charCodeAt(at), isGenerated: () => false, isUnmapped: () => unmapped });
const check = (text: string, unmapped = false) => qualityOf(glyphs(text, unmapped), text);
/** As in fonts whose codes are taken for letters. */
const shifted = (text: string): string => [...text].map((letter) => (letter === ' ' ? ' ' : String.fromCharCode(letter.charCodeAt(0) - 29))).join('');

test.each([
  ['prose', ENGLISH],
  ['German', 'Das Mietverhältnis beginnt am 1. April und läuft bis zum 31. März, sofern es nicht vorher gekündigt wird. Schlüssel: zwei Haustüren, drei Wohnungstüren.'],
  ['Polish', 'Najem rozpoczyna się pierwszego kwietnia i kończy trzydziestego pierwszego marca, chyba że jedna ze stron wypowie umowę na piśmie. Okres wypowiedzenia wynosi trzy miesiące.'],
  ['Russian', 'Договор вступает в силу первого апреля и действует до тридцать первого марта, если он не расторгнут ранее в письменной форме.'],
  ['Japanese', '賃貸借契約は四月一日に始まり、三月三十一日に終わる。家賃は毎月三営業日までに支払うものとする。敷金は家賃の三か月分とする。'],
  ['numbers', Array.from({ length: 60 }, (_, at) => `${at * 37}.${at % 10} 12,000`).join(' ')],
  ['a table of contents', Array.from({ length: 20 }, (_, at) => `Chapter ${at} ........................................ ${at * 7}`).join('\n')],
  ['a ruled form', `Name ${'_'.repeat(300)} Date ${'_'.repeat(200)}`],
  ['hexadecimal', Array.from({ length: 40 }, (_, at) => (at * 2_654_435_761).toString(16)).join(' ')],
  ['next to nothing', '\ufffd\ufffd\ufffd'],
])('%s is text', (_name, text) => {
  expect(check(text)).toBe('good');
});

test.each([
  ['signs for what has no character', '\ufffd'.repeat(60)],
  ['codes of the font alone', Array.from({ length: 60 }, (_, at) => String.fromCharCode(0xe100 + at)).join('')],
  ['controls', '\u0003\u0004\u0005\u0006 '.repeat(20)],
  ['one letter for another', shifted(ENGLISH)],
  ['marks without letters', '"#$%&!?/()[]{}<>|~^ '.repeat(10)],
])('%s are none', (_name, text) => {
  expect(check(text)).toBe('worthless');
});

test('a font that says of no glyph what it is leaves a doubt, which what is seen on the page settles', () => {
  expect(check(ENGLISH, true)).toBe('doubtful');
  expect(agrees(ENGLISH, 'The tenancy begins on 1 Aprii 2021 and ends 0n 31 March')).toBe(true);
  expect(agrees(shifted(ENGLISH), 'The tenancy begins on 1 April 2021 and ends')).toBe(false);
  expect(agrees(ENGLISH, 'l1 |')).toBe(true);
});
