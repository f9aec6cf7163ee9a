// The sample library and the questions to it: every gold quote stands in its document as the product's own readers read
// it, on the page that is named; every document is asked about or there to mislead, none is unreadable.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { chooseQuestions, readSampleQuestions, type SampleQuestion } from '../../../main/host/selfTest/sampleQuestions.ts';
import { isAsExpected } from '../../../contract/messages/checkedFigure.ts';
import { answerFigures, searchFigures } from '../../../main/host/selfTest/figures.ts';
import { classifyFile } from '../../../main/ingest/1-discover/classifyFile.ts';
import { parseDocument } from '../../../main/ingest/2-parse/parseDocument.ts';

const root = path.join(import.meta.dirname, '..', '..', '..', 'resources');
const library = path.join(root, 'sample-library');
const questions = readSampleQuestions(path.join(root, 'sample-questions.json'));
const files = readdirSync(library, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.relative(library, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
const folded = (text: string): string => text.replace(/\s+/gu, ' ');

async function read(file: string): Promise<{ text: string; pageStarts: readonly number[] | null }> {
  const bytes = readFileSync(path.join(library, file));
  const outcome = await parseDocument(bytes, { kind: classifyFile(file, bytes.length).kind!, name: path.basename(file) });
  if (!outcome.ok) throw new Error(`${file}: ${outcome.reason}`);
  return outcome.document;
}

test.each(files)('%s is read', async (file) => {
  expect((await read(file)).text.trim().length).toBeGreaterThan(100);
});

test('about sixty questions: twenty without an answer, ten over many files, five contradictions', () => {
  const kinds = Object.groupBy(questions, ({ kind }) => kind);
  expect(files.length).toBeGreaterThanOrEqual(30);
  expect(Object.fromEntries(Object.entries(kinds).map(([kind, list]) => [kind, list.length]))).toEqual({ one: 25, none: 20, many: 10, contradiction: 5 });
  expect(new Set(questions.map(({ question }) => question)).size).toBe(questions.length);
  expect(new Set(questions.map(({ language }) => language))).toEqual(new Set(['en', 'de', 'fr']));
  for (const { kind, gold, id } of questions) expect(kind === 'none' ? gold.length === 0 : kind === 'one' ? gold.length === 1 : gold.length >= 2, id).toBe(true);
});

describe('gold quotes', () => {
  test.each(questions.filter(({ gold }) => gold.length > 0).map((question) => [question.question, question] as const))('%s', async (_, { gold, answer }) => {
    for (const { document, quote, page } of gold) {
      const { text, pageStarts } = await read(document);
      const on = page === null ? text : text.slice(pageStarts![page - 1], pageStarts![page]);
      expect(folded(on), `${document}: ${quote}`).toContain(folded(quote));
    }
    const quotes = folded(gold.map(({ quote }) => quote).join(' '));
    for (const words of answer) expect(quotes).toContain(words);
  });
});

describe('figures', () => {
  const question = (kind: SampleQuestion['kind'], gold: SampleQuestion['gold'] = []): SampleQuestion => ({ id: 'x', kind, language: 'en', question: 'q', answer: kind === 'one' ? ['950'] : [], gold });
  const one = question('one', [{ document: 'Office/a.md', page: null, quote: 'The rent is 950 euros.' }]);

  test('a quote counts across line breaks, a document by its name', () => {
    const found = [
      { question: one, passages: [{ documentName: 'a.md', text: 'x The rent\nis 950 euros. y' }], searchMs: 3 },
      { question: one, passages: [{ documentName: 'b.md', text: 'nothing' }], searchMs: 5 },
      { question: question('none'), passages: [], searchMs: 4 },
    ];
    expect(searchFigures(found, { files: 2, seconds: 1 }).map(({ name, value, n }) => [name, value, n])).toEqual([
      ['documentFound', 0.5, 2],
      ['quoteFound', 0.5, 2],
      ['readSeconds', 1, 2],
      ['searchMs', 4, 3],
    ]);
  });

  test('a refusal is right where the library does not say, and wrong elsewhere', () => {
    const figures = answerFigures([
      { question: one, text: 'It is 950 euros. [1]', refused: false, disagreeing: [], seconds: 2 },
      { question: one, text: '', refused: true, disagreeing: [], seconds: 1 },
      { question: question('none'), text: '', refused: true, disagreeing: [], seconds: 3 },
    ]);
    expect(Object.fromEntries(figures.map(({ name, value }) => [name, value]))).toEqual({ answerHoldsGold: 0.5, refusedRightly: 1, answeredRightly: 0.5, answerSeconds: 2 });
    expect(figures.filter((figure) => !isAsExpected(figure)).map(({ name }) => name)).toEqual(['answeredRightly']);
  });

  test('files that disagree count when both were shown, in a full check alone', () => {
    const contradiction = question('contradiction', ['a.md', 'Office/b.md'].map((document) => ({ document, page: null, quote: 'x' })));
    const replied = (disagreeing: string[][]) => ({ question: contradiction, text: 'x', refused: false, disagreeing, seconds: 1 });
    const figure = (list: string[][][]) => answerFigures(list.map(replied)).find(({ name }) => name === 'contradictionsShown');
    expect(figure([[['a.md', 'b.md']], [['a.md', 'c.md']], [], [['c.md', 'd.md'], ['b.md', 'a.md']], []])).toMatchObject({ value: 0.4, n: 5 });
    expect(figure([[['a.md', 'b.md']]])).toBeUndefined();
  });

  test('twelve questions hold every kind', () => {
    expect(new Set(chooseQuestions(questions, 12).map(({ kind }) => kind))).toEqual(new Set(['one', 'none', 'many', 'contradiction']));
  });
});
