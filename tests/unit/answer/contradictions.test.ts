// Which passages contradict each other, and, above all, which do not.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answer, AnswerEvent, RankedPassage } from '../../../contract/domain.ts';
import { answer as answerSchema } from '../../../contract/schemas.ts';
import { findContradictions } from '../../../main/answer/contradictions/findContradictions.ts';
import { quotesOnly } from '../../../main/library/forgetInAnswers.ts';
import { AnsweringLibrary } from '../../support/answeringLibrary.ts';

type Written = string | { readonly text: string; readonly name?: string; readonly header?: string; readonly kind?: RankedPassage['kind'] };

const passageOf = (written: Written, at: number): RankedPassage => {
  const { text, name = `${['Lease', 'Addendum', 'Letter', 'Note'][at]}.pdf`, header = '', kind = 'pdf' } = typeof written === 'string' ? { text: written } : written;
  const id = `${at}`;
  return { chunkId: id as never, documentId: id as never, versionHash: id.repeat(64) as never, documentName: name, kind, header, text, start: 0, end: text.length, page: null, matches: [], score: 1, cosine: null, coverage: 1 };
};

/** The values of each contradiction, as written. */
const valuesOf = (question: string, ...written: readonly Written[]): string[][] => {
  const passages = written.map(passageOf);
  return findContradictions(question, passages).map(({ sides }) => sides.map(({ passage, value }) => passages[passage]!.text.slice(value.start, value.end)));
};

describe('files disagree', () => {
  test.each<[question: string, a: Written, b: Written, values: string[]]>([
    ['How much is the rent?', 'The monthly rent is 950 euros, due on the third working day of each month.', 'From 1 January 2025 the monthly rent rises to 980 euros.', ['950 euros', '980 euros']],
    ['How much is the rent?', 'The tenant pays a monthly rent of €950.', 'The rent is raised from 950 to 980 euros per month as of 1 January 2025.', ['€950', '980 euros']],
    ['Wie hoch ist die Miete?', 'Die monatliche Miete beträgt 950,00 Euro.', 'Ab dem 1. Januar 2025 beträgt die Miete 980 € monatlich.', ['950,00 Euro', '980 €']],
    ['When does the lease end?', 'The lease ends on 31 March 2027.', 'The lease is extended and ends on 31 March 2029.', ['31 March 2027', '31 March 2029']],
    ['Wann endet der Mietvertrag?', 'Der Mietvertrag endet am 31. März 2027.', 'Der Mietvertrag endet am 31.03.2029.', ['31. März 2027', '31.03.2029']],
    ['What is the notice period?', 'The notice period is three months to the end of a month.', 'The notice period is six weeks.', ['three months', 'six weeks']],
    ['Wie lang ist die Kündigungsfrist?', 'Die Kündigungsfrist beträgt drei Monate zum Monatsende.', 'Die Kündigungsfrist beträgt vier Monate.', ['drei Monate', 'vier Monate']],
    ['How large is the flat?', 'The flat has 78 square metres.', 'The flat has 74.5 m².', ['78 square metres', '74.5 m²']],
    ['When is the deadline for applications?', 'The deadline for applications is 5 May 2025.', 'Applications are due by 12 May 2025.', ['5 May 2025', '12 May 2025']],
    ['How many rooms does the flat have?', 'The flat has 3 rooms.', 'The flat has four rooms.', ['3 rooms', 'four rooms']],
    ['How many keys of the flat are there?', { text: 'The tenant receives four keys.', header: 'Lease › The flat' }, 'The tenants received three keys of the flat.', ['four keys', 'three keys']],
    ['When was the house built?', 'The house was built in 1923.', 'The house was built in 1932.', ['1923', '1932']],
    ['What discount do we get?', 'The discount is 12 %.', 'The discount is 15 percent.', ['12 %', '15 percent']],
    ['What does the project cost?', 'The project costs 5.2 million euros.', 'The project costs 6.1 million euros.', ['5.2 million euros', '6.1 million euros']],
    ['When are the balconies renewed?', { text: 'The landlord renews the balcony floor between May and July 2025.', name: 'Addendum to the lease.docx' }, { text: 'Dear tenants, the floors of the balconies are renewed between June and August 2025.', name: 'Letter about the balcony.docx' }, ['May and July 2025', 'June and August 2025']],
    ['When are the notebooks delivered to the Wren Museum?', '1. Order of the Wren Museum: 120 notebooks. Mara confirms that delivery is on 28 February 2025.', 'The museum’s wren. Delivery is on 14 March 2025, free of charge.', ['28 February 2025', '14 March 2025']],
    ['How many days of holiday does Oskar have?', 'Everybody has 28 days of holiday a year.', 'Oskar has 30 days of holiday a year.', ['28 days', '30 days']],
    ['How much is the deposit?', { text: 'The deposit is 2,850 euros.', name: 'Lease draft.docx' }, { text: 'The deposit is 1,900 euros.', name: 'Lease final.docx' }, ['2,850 euros', '1,900 euros']],
  ])('%s', (question, a, b, values) => expect(valuesOf(question, a, b)).toEqual([values]));

  test('shows every document that has a say, once', () => {
    expect(valuesOf('How much is the rent?', 'The rent is 950 euros.', 'The rent is 980 euros.', 'The rent is 950 euros. The rent is 950 euros.')).toEqual([['950 euros', '980 euros', '950 euros']]);
  });

  test('tells since when a value holds', () => {
    const text = 'As of 1 January 2025 the rent is 980 euros.';
    const [found] = findContradictions('What is the rent?', [passageOf('The rent is 950 euros.', 0), passageOf(text, 1)]);
    const [, side] = found!.sides;
    expect(text.slice(side!.since!.start, side!.since!.end)).toBe('1 January 2025');
  });
});

describe('files do not disagree', () => {
  test.each<[why: string, question: string, a: Written, b: Written]>([
    ['the same value, written otherwise', 'How much is the rent?', 'The rent is 950 euros.', 'The rent is €950.00.'],
    ['the same time in another unit', 'What is the notice period?', 'The notice period is 12 months.', 'The notice period is one year.'],
    ['a date told more precisely', 'When does the lease end?', 'The lease ends on 31 March 2027.', 'The lease ends in March 2027.'],
    ['what happens every year', 'When was the boiler serviced?', 'The boiler was serviced on 12 February 2023.', 'The boiler was serviced on 3 March 2024.'],
    ['other things of the same time', 'When was the bridge repaired?', 'The bridge was inspected on 3 May 2024.', 'The bridge was repaired on 5 June 2024.'],
    ['another thing than asked for', 'When was the roof of the house last renewed?', 'The balcony floor is renewed in July 2025.', 'The balcony floor is renewed in August 2025.'],
    ['one person and another', 'How many days of holiday does Oskar have?', 'Mara has 28 days of holiday a year.', 'Oskar has 30 days of holiday a year.'],
    ['a date that was not asked for', 'What about the delivery?', 'Delivery is on 28 February 2025.', 'Delivery is on 14 March 2025.'],
    ['rounded', 'What does the project cost?', 'The project costs 5.2 million euros.', 'The project costs 5,213,400 euros.'],
    ['about', 'How much is the rent?', 'The rent is about 900 euros.', 'The rent is 950 euros.'],
    ['other things', 'What are the costs?', 'The costs for the flat are 950 euros.', 'The costs for the garage are 90 euros.'],
    ['rent and deposit', 'What is the rent and the deposit?', 'The rent is 950 euros.', 'The deposit is 2,850 euros.'],
    ['cold and warm rent', 'Wie hoch ist die Miete?', 'Die kalte Miete beträgt 700 Euro.', 'Die warme Miete beträgt 950 Euro.'],
    ['start and end', 'What are the dates of the lease?', 'The lease begins on 1 April 2024.', 'The lease ends on 31 March 2027.'],
    ['a month and a year', 'How much is the rent?', 'The monthly rent is 950 euros.', 'The rent is 11,400 euros a year.'],
    ['other currencies', 'What does the licence cost?', 'The licence costs 100 euros.', 'The licence costs 110 dollars.'],
    ['a bound', 'What does the repair cost?', 'The repair costs up to 300 euros.', 'The repair costs 250 euros.'],
    ['a difference', 'How much is the rent?', 'The rent is 950 euros.', 'During the work the monthly rent is reduced by 60 euros.'],
    ['an exception', 'What is the notice period?', 'The notice period is three months.', 'The notice period during the first year is four months.'],
    ['counts of other things', 'How many keys are there?', 'The garage has two keys.', 'The flat has three keys.'],
    ['a range', 'What does a seat cost?', 'A seat costs 10 to 20 euros.', 'A seat costs 15 euros.'],
    ['years of different events', 'When was the conference?', 'The conference took place on 12 May 2023.', 'The conference took place on 14 May 2024.'],
    ['different years', 'How high was the revenue?', 'In 2022 the revenue was 5 million euros.', 'In 2023 the revenue was 6 million euros.'],
    ['what was once', 'How much is the rent?', 'The rent was previously 900 euros.', 'The rent is 950 euros.'],
    ['page numbers', 'Where is the rent?', 'Rent, see page 12.', 'Rent, see page 14.'],
    ['numbers of sections', 'What does the section on rent say?', '§ 3 Rent', '§ 4 Rent'],
    ['apartments', 'How much is the rent?', 'The rent of apartment 3 is 950 euros.', 'The rent of apartment 4 is 980 euros.'],
    ['people', 'How much is the salary?', 'The salary of Ann is 4,000 euros.', 'The salary of Bob is 4,300 euros.'],
    ['bills by name', 'How much is the electricity?', { text: 'The electricity costs 45.20 euros.', name: 'bill-2024-03.pdf' }, { text: 'The electricity costs 47.10 euros.', name: 'bill-2024-04.pdf' }],
    ['bills by title', 'How much is the electricity?', { text: 'The electricity costs 45.20 euros.', name: 'a.pdf', header: 'Power March 2024' }, { text: 'The electricity costs 47.10 euros.', name: 'b.pdf', header: 'Power April 2024' }],
    ['Rechnungen', 'Was kostet der Strom?', { text: 'Der Strom kostet 45,20 Euro.', name: 'Stromrechnung Anna.pdf' }, { text: 'Der Strom kostet 47,10 Euro.', name: 'Strom, Rechnung zwei.pdf' }],
    ['offers to two people', 'What is the salary?', { text: 'The salary is 4,000 euros.', name: 'offer-ann.pdf' }, { text: 'The salary is 4,300 euros.', name: 'offer-bob.pdf' }],
    ['scans by number', 'What is the total cost?', { text: 'The cost is 45 euros.', name: 'scan001.pdf' }, { text: 'The cost is 60 euros.', name: 'scan002.pdf' }],
    ['rows of tables', 'What is the rent?', { text: 'Rent\t950 euros', kind: 'docx' }, { text: 'Rent\t980 euros', kind: 'docx' }],
    ['sheets', 'What is the rent?', { text: 'Rent 950 euros', kind: 'csv' }, { text: 'Rent 980 euros', kind: 'csv' }],
    ['nothing that was asked', 'Are dogs allowed?', 'The rent is 950 euros.', 'The rent is 980 euros.'],
    ['another house than asked for', 'How much is the rent in Elm Street?', { text: 'The rent is 950 euros.', name: 'Lease Elm Street.pdf' }, { text: 'The rent is 700 euros.', name: 'Contract of the office.pdf' }],
    ['a file that explains both', 'What is the notice period?', 'The notice period is three months.', 'The notice period is four months. From 1 April 2025 the notice period is three months again.'],
    ['totals of two documents', 'What is the total amount?', 'The total amount is 45 euros.', 'The total amount is 60 euros.'],
    ['a question', 'How much is the rent?', 'Is the rent 900 euros?', 'The rent is 950 euros.'],
    ['an example', 'How much is the fee?', 'The fee is, for example, 20 euros.', 'The fee is 30 euros.'],
  ])('%s', (_why, question, a, b) => expect(valuesOf(question, a, b)).toEqual([]));

  test('one document never contradicts itself', () => {
    const first = passageOf('The rent is 950 euros.', 0);
    const second = { ...passageOf('The rent is 980 euros.', 1), documentId: first.documentId };
    expect(findContradictions('What is the rent?', [first, second])).toEqual([]);
  });
});

describe('whatever the passages say', () => {
  const part = fc.constantFrom('The rent', 'the deposit', 'of the flat', 'is', 'rises to', '950 euros', '980 euros', '3 months', 'six weeks', 'from 1 May 2025', 'on 31.03.2027', 'in 2022', 'per month', 'ends', 'and', ', ', '. ', '; ', 'page 3', '§ 4', '\n', 'if', '(', ')', '12 %');
  const text = fc.array(part, { maxLength: 14 }).map((parts) => parts.join(' '));

  test('sides are of different documents, of different values among them, and slices of their passages; their order does not count', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 4 }), (texts) => {
        const passages = texts.map(passageOf);
        const found = findContradictions('What is the rent of the flat, and when does it end?', passages);
        for (const { sides } of found) {
          expect(new Set(sides.map(({ passage }) => passage)).size).toBe(sides.length);
          expect(new Set(sides.map(({ passage, value }) => passages[passage]!.text.slice(value.start, value.end))).size).toBeGreaterThan(1);
          for (const { passage, value, quote } of sides) {
            expect(value.start).toBeGreaterThanOrEqual(quote.start);
            expect(value.end).toBeLessThanOrEqual(quote.end);
            expect(quote.end).toBeLessThanOrEqual(passages[passage]!.text.length);
          }
        }
        if (texts.length === 2) expect(findContradictions('What is the rent of the flat, and when does it end?', passages.toReversed()).length).toBe(found.length);
      }),
      { numRuns: 300 },
    );
  });

  test('a text never contradicts its own words in another file', () => {
    fc.assert(fc.property(text, (same) => void expect(valuesOf('What is the rent of the flat, and when does it end?', same, same)).toEqual([])), { numRuns: 300 });
  });
});

describe('an answer', () => {
  const ask = async (): Promise<{ answer: Answer; events: AnswerEvent[] }> => {
    const library = new AnsweringLibrary();
    library.add('Lease.txt', ['The monthly rent is 950 euros.']);
    library.add('Addendum.txt', ['From 1 January 2025 the monthly rent is 980 euros.']);
    const events: AnswerEvent[] = [];
    const asked = { answerId: 'a' as never, conversationId: 'c' as never, question: 'How much is the rent?', scope: null, earlier: null };
    const answer = await library.answer(asked, { llm: () => Promise.resolve(null), signal: new AbortController().signal, emit: (event) => events.push(event) });
    return { answer, events };
  };

  test('tells of them right behind the passages, with quotes that stand there', async () => {
    const { answer, events } = await ask();
    expect(events.map(({ type }) => type)).toEqual(['started', 'passages', 'extract', 'contradictions']);
    const sides = answer.contradictions![0]!.sides;
    expect(sides.map(({ value, since, citation }) => [citation.documentName, value, since]).sort()).toEqual([
      ['Addendum.txt', '980 euros', '1 January 2025'],
      ['Lease.txt', '950 euros', null],
    ]);
    for (const { citation, value } of sides) {
      const passage = answer.passages[citation.number - 1]!;
      expect(passage.text.slice(citation.start - passage.start, citation.end - passage.start)).toBe(citation.quote);
      expect(citation.quote).toContain(value);
    }
    expect(answerSchema.parse(answer)).toEqual(answer);
  });

  test('loses them with the file that is forgotten', async () => {
    const { answer } = await ask();
    const forgotten = answer.passages.find(({ documentName }) => documentName === 'Lease.txt')!.documentId;
    expect(quotesOnly(answer, ({ documentId }) => documentId === forgotten)).not.toHaveProperty('contradictions');
    expect(quotesOnly(answer, () => false)).toEqual(answer);
  });
});
