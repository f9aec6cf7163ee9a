// `node scripts/node24.mjs scripts/makeSamples.mjs`: writes those files of the sample library that are not plain text. Their
// words are here; a change of a figure changes other files too, but for five contradictions that are meant (see
// resources/sample-questions.json). The first two binaries of the library were made by a word processor and stay as they are.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as xlsx from '@e965/xlsx';
import { makePdf, setParagraphs } from '../tests/unit/parse/fixtures/makePdf.ts';
import { makeDocx, paragraph, table } from '../tests/unit/parse/fixtures/makeZip.ts';
import { repoRoot } from './setup/paths.mjs';

const into = (name) => join(repoRoot, 'resources', 'sample-library', name);
const pdf = (name, title, pages) => writeFileSync(into(name), makePdf(pages.map((paragraphs) => ({ lines: setParagraphs(paragraphs) })), { title }));
const docx = (name, parts) => writeFileSync(into(name), makeDocx(parts.join('')));

pdf('Heating costs 2024.pdf', 'Statement of heating and water costs 2024', [
  [
    'Statement of heating and water costs 2024',
    'Elm Street Property Cooperative, 12 September 2025. Flat: second floor, left. Period: 1 April to 31 December 2024.',
    'Your share of the costs of the house is 1,332.40 euros. You have paid advances of 1,260 euros, nine times 140 euros.',
    'Please transfer the difference of 72.40 euros by 31 October 2025. The monthly advance stays at 140 euros.',
  ],
  [
    'How your share was found',
    'Heating: 918.20 euros, of which 70 percent by consumption and 30 percent by floor area of 78 square metres.',
    'Warm water: 266.10 euros, by consumption. Cold water and sewage: 148.10 euros, by consumption of 41 cubic metres.',
    'You may look into the bills at the office of the cooperative until 12 December 2025, by appointment.',
  ],
]);

docx('Letter about the balcony.docx', [
  paragraph('Renewal of the balconies', 'Heading1'),
  paragraph('Elm Street Property Cooperative, 17 February 2025'),
  paragraph('Dear tenants of Elm Street 12, the floors of the balconies are renewed between June and August 2025. Please clear the balconies by 25 May.'),
  paragraph('The workers come from 7.30 am to 4 pm and need access through the flat on two days. They will make an appointment a week before.'),
  paragraph('The scaffold stands in the courtyard; the parking spaces 5 to 9 stay free to use.'),
]);

docx('Office/Offer 2025-017.docx', [
  paragraph('Offer 2025-017', 'Heading1'),
  paragraph('Larkfield Bindery to the Wren Museum, 8 January 2025'),
  table([
    ['Article', 'Pieces', 'Price each', 'Sum'],
    ['Notebook A5, linen cover', '120', '14.50 euros', '1,740 euros'],
    ['Embossing of the museum’s wren', '120', '1.25 euros', '150 euros'],
  ]),
  paragraph('The offer comes to 1,890 euros before tax and is good until 31 January 2025. Delivery is on 14 March 2025, free of charge.'),
  paragraph('A third of the sum is due with the order, the rest 14 days after delivery.'),
]);

docx('Office/Work agreement.docx', [
  paragraph('Work agreement, Oskar', 'Heading1'),
  paragraph('Between Larkfield Bindery and Oskar, from 1 September 2023.'),
  paragraph('Working time', 'Heading2'),
  paragraph('The weekly working time is 32 hours. Overtime is taken as free time within three months.'),
  paragraph('Holidays', 'Heading2'),
  paragraph('Oskar has 30 days of holiday a year.'),
  paragraph('Notice', 'Heading2'),
  paragraph('After the trial period of six months the agreement can be ended with six weeks’ notice to the end of a quarter.'),
]);

pdf('Office/Handbook.pdf', 'Handbook of the bindery', [
  [
    'Handbook of the bindery, edition of January 2025',
    'Holidays. Everybody has 28 days of holiday a year. Requests are made four weeks ahead; in the summer break the bindery is closed.',
    'Illness. Call before 9 am. A doctor’s note is needed from the fourth day on.',
  ],
  [
    'Travel',
    'The train is taken in second class. For a private car 0.30 euros a kilometre are paid. A hotel night may cost up to 110 euros.',
    'For a day of more than eight hours there are 14 euros for meals, for a whole day 28 euros. Receipts are handed in within 30 days.',
  ],
  [
    'Safety',
    'Nobody works at the paper cutter alone. The key of the cutter hangs in the office. After 6 pm the heating press stays off.',
    'The meeting point in case of fire is the chestnut tree in front of the library.',
  ],
].map((page) => page.map((text) => text.replaceAll('’', "'"))));

const prices = xlsx.utils.aoa_to_sheet([
  ['Article', 'Price euros', 'Minimum pieces', 'Working days'],
  ['Notebook A6, paper cover', 6.9, 10, 8],
  ['Notebook A5, linen cover', 15.8, 1, 15],
  ['Notebook A5, linen cover, from 100 pieces', 14.5, 100, 25],
  ['Thesis, hard cover', 32, 1, 3],
  ['Photo album 30 x 30 cm', 68, 1, 20],
  ['Repair of a spine, an hour', 46, 1, 30],
]);
const courses = xlsx.utils.aoa_to_sheet([
  ['Course', 'Date', 'Places', 'Price euros'],
  ['Binding a book in a day', '2025-04-05', 8, 75],
  ['Marbling paper', '2025-05-17', 6, 60],
  ['Boxes and slipcases', '2025-09-20', 6, 85],
]);
const book = xlsx.utils.book_new();
xlsx.utils.book_append_sheet(book, prices, 'Prices 2025');
xlsx.utils.book_append_sheet(book, courses, 'Courses');
writeFileSync(into('Office/Price list 2025.xlsx'), xlsx.write(book, { type: 'buffer', bookType: 'xlsx' }));
