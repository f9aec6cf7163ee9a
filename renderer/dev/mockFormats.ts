// Documents of the mock library with places of their own: a spreadsheet, slides, a message, numbered lines. Development only.
import type { PlaceIndex, Sheet } from '../../contract/domain.ts';

interface Placed {
  readonly text: string;
  readonly places: PlaceIndex | null;
  readonly pageStarts: readonly number[] | null;
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

function sheet(name: string, start: number, columns: readonly string[], rows: readonly (readonly string[])[]): { sheet: Sheet; text: string } {
  let text = '';
  const rowStarts: number[] = [];
  for (const row of [columns, ...rows]) {
    rowStarts.push(start + text.length);
    text += `${row.join('\t')}\n`;
  }
  const lastColumn = String.fromCharCode(64 + columns.length);
  return { text, sheet: { name, start, end: start + text.length, firstColumn: 'A', lastColumn, columns, rowStarts, rowNumbers: rowStarts.map((_, index) => index + 1) } };
}

export function budget(): Placed {
  const items = ['Rent', 'Heating and water', 'Electricity', 'Internet', 'Insurance', 'Groceries', 'Train tickets', 'Choir'];
  const first = sheet('Budget', 0, ['Item', ...MONTHS.slice(0, 6).map((month) => `${month} 2025`), 'Remark'], items.map((item, row) => [item, ...MONTHS.slice(0, 6).map((_, month) => ((row + 2) * 37.5 + month * 3).toFixed(2)), row === 0 ? 'The rent was raised on 1 April by agreement with the landlord, who asked for it in a letter of 3 January; see the addendum to the lease.' : '']));
  const second = sheet('All bookings', first.text.length + 1, ['Date', 'Text', 'Euros'], Array.from({ length: 4_000 }, (_, index) => [`2025-${String((index % 12) + 1).padStart(2, '0')}-${String((index % 28) + 1).padStart(2, '0')}`, index === 2_600 ? 'Refund from the roofing company Haller' : `Booking ${index} of the joint account`, (((index * 7919) % 90_000) / 100).toFixed(2)]));
  const remark = 'B2: The landlord confirmed this by letter on 12 May.';
  return { text: `${first.text}\n${second.text}\n${remark}`, places: { sheets: [first.sheet, second.sheet] }, pageStarts: null };
}

export function slides(): Placed {
  const pages = [
    'Roof repair\n\nProposal to the owners, May 2025',
    'What is broken\n\n• Forty tiles on the north side\n• The gutter above the stairs\n• Two skylights let in water',
    'What it costs\n\nScaffold\t3,200 euros\nTiles and work\t11,450 euros\nSkylights\t2,980 euros\n\nNotes\nThe offer of the roofing company is valid until the end of June.',
  ];
  return { text: pages.join('\n\n'), places: null, pageStarts: pages.map((_, index) => pages.slice(0, index).reduce((sum, page) => sum + page.length + 2, 0)) };
}

export const MESSAGE = `From: Lena Haller <lena@haller-roofs.example>
To: Ada Winter <ada@example.org>
Date: 12 May 2025, 09:41
Subject: Your roof, offer 2025-118

Dear Ms Winter,

thank you for showing us the roof. Our offer is attached. We can put up the scaffold on 16 June if you agree by the end of May.

Kind regards
Lena Haller

> On 9 May 2025, Ada Winter wrote:
> Could you look at the skylights as well? Both let in water
> when the wind comes from the north.`;
