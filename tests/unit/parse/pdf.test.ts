// PDF reading, and the way back from a quote to its place on the page.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPdf, type OpenPdf } from '../../../main/ingest/2-parse/pdf/pdfium.ts';
import { locateInPdf, pageIndexOf, type PageRectangle } from '../../../main/ingest/2-parse/pdf/locateInPdf.ts';
import { parseDocument } from '../../../main/ingest/2-parse/parseDocument.ts';
import { makePdf, setParagraphs, type PdfPageSpec } from './fixtures/makePdf.ts';
import { outline } from './fixtures/outline.ts';

const read = (bytes: Uint8Array) => parseDocument(bytes, { kind: 'pdf', name: 'Lease.pdf' });

async function open(bytes: Uint8Array): Promise<OpenPdf> {
  const opened = await openPdf(bytes);
  if (!opened.ok) throw new Error(opened.reason);
  return opened.pdf;
}

const squeeze = (text: string): string => text.replaceAll(/\s+/g, '');

/** What the page shows inside the rectangles, read from PDFium's char boxes. */
function textInside(pdf: OpenPdf, rectangles: readonly PageRectangle[]): string {
  let text = '';
  for (let page = 0; page < pdf.pageCount; page += 1) {
    const own = rectangles.filter((rectangle) => rectangle.page === page + 1);
    text += pdf.withPage(page, (chars) => {
      let inside = '';
      for (let char = 0; char < chars.charCount; char += 1) {
        const box = chars.box(char);
        if (box === null || chars.isGenerated(char)) continue;
        const x = (box.left + box.right) / 2;
        const y = chars.height - (box.top + box.bottom) / 2;
        const code = chars.unicode(char);
        if (own.some((r) => x > r.x && x < r.x + r.width && y > r.y && y < r.y + r.height)) inside += code === 2 ? '-' : String.fromCodePoint(code);
      }
      return inside;
    });
  }
  return squeeze(text);
}

describe('reading', () => {
  it('joins lines to paragraphs and finds headings by size and weight', async () => {
    const page: PdfPageSpec = {
      lines: [
        { text: 'Lease Agreement', x: 72, y: 740, size: 20 },
        { text: '1 Term', x: 72, y: 700, size: 11, bold: true },
        { text: 'The lease begins on 1 April 2024 and ends on 31 March', x: 72, y: 680 },
        { text: '2027. It may be extended once, if both parties agree to', x: 72, y: 666.8 },
        { text: 'it in writing before the end of the year that goes be-', x: 72, y: 653.6 },
        { text: 'fore the last.', x: 72, y: 640.4 },
        { text: 'Rent', x: 72, y: 610 },
        { text: '1200', x: 300, y: 610 },
        { text: 'Deposit', x: 72, y: 596 },
        { text: '3600', x: 300, y: 596 },
      ],
    };
    expect(outline(await read(makePdf([page, { lines: [] }, { lines: [{ text: 'Signed in Bonn', x: 72, y: 700 }] }])))).toEqual({
      title: 'Lease Agreement',
      pageStarts: [0, 228, 228],
      blocks: [
        'heading1: Lease Agreement',
        'heading2: 1 Term',
        'paragraph: The lease begins on 1 April 2024 and ends on 31 March 2027. It may be extended once, if both parties agree to it in writing before the end of the year that goes before the last.',
        'table: Rent\t1200\nDeposit\t3600',
        'paragraph: Signed in Bonn',
      ],
    });
  });

  it('reads a page that is turned as it is shown', async () => {
    const lines = ['The lease begins on 1 April 2024 and ends on 31 March', '2027. It may be extended once, if both parties agree to', 'it in writing.'].map((text, index) => ({ text, x: 100 + index * 13.2, y: 60, upwards: true }));
    const table = [
      { text: 'Rent', x: 300, y: 60, upwards: true },
      { text: '1200', x: 300, y: 300, upwards: true },
    ];
    expect(outline(await read(makePdf([{ lines: [...lines, ...table], rotate: 90 }])))).toMatchObject({
      blocks: ['paragraph: The lease begins on 1 April 2024 and ends on 31 March 2027. It may be extended once, if both parties agree to it in writing.', 'table: Rent\t1200'],
    });
  });

  it('believes the title in the file only if it looks like one', async () => {
    const pages = [{ lines: setParagraphs(['Some text that is no heading, in a page of its own.']) }];
    const titleOf = async (title: string): Promise<string | undefined> => {
      const outcome = await read(makePdf(pages, { title }));
      return outcome.ok ? outcome.document.title : undefined;
    };
    expect(await titleOf('Lease for Elm Street')).toBe('Lease for Elm Street');
    expect(await titleOf('Microsoft Word - lease.doc')).toBe('Lease');
    expect(await titleOf('')).toBe('Lease');
  });

  it('refuses with the reason', async () => {
    const whole = makePdf([{ lines: setParagraphs(['Text']) }]);
    expect(await read(makePdf([{ lines: setParagraphs(['Text']) }], { locked: true }))).toEqual({ ok: false, reason: 'password-protected' });
    expect(await read(whole.subarray(0, 200))).toEqual({ ok: false, reason: 'damaged' });
    expect(await read(makePdf([{ lines: [] }]))).toEqual({ ok: false, reason: 'no-text' });
    expect(await read(Buffer.from('%PDF-1.7\nnothing else'))).toEqual({ ok: false, reason: 'damaged' });
  });

  it('survives mutated files', async () => {
    const whole = makePdf([{ lines: setParagraphs(['The lease ends on 31 March 2027.', 'Second paragraph.']) }]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 }), async (changes) => {
        const mutated = Buffer.from(whole);
        for (const [at, value] of changes) mutated[at] = value;
        const outcome = await read(mutated);
        expect(outcome.ok || ['damaged', 'no-text', 'password-protected'].includes(outcome.reason)).toBe(true);
      }),
      { numRuns: 300 },
    );
  }, 30_000);
});

/** Half of its letters at least are the frequent ones of real text; letters at random are taken for a font that lies. */
const word = fc.stringMatching(/^(?:[eaiontrs]{1,2}[A-Za-z]?){1,5}[,.]?$/);
const pages = fc.array(fc.array(fc.array(word, { minLength: 1, maxLength: 40 }).map((words) => words.join(' ')), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 });

describe('locating', () => {
  it('marks just the letters of the quote, whatever the quote', async () => {
    await fc.assert(
      fc.asyncProperty(pages, fc.nat(), fc.nat(), async (texts, from, length) => {
        const bytes = makePdf(texts.map((paragraphs) => ({ lines: setParagraphs(paragraphs) })));
        const outcome = await read(bytes);
        if (!outcome.ok) throw new Error(outcome.reason);
        const { text, pageStarts } = outcome.document;
        const start = from % text.length;
        const end = Math.min(text.length, start + 1 + (length % 200));
        const quote = text.slice(start, end);
        const pdf = await open(bytes);
        const rectangles = locateInPdf(pdf, { start, end }, quote);
        expect(textInside(pdf, rectangles)).toBe(squeeze(quote));
        expect(locateInPdf(pdf, { start, end }, quote, pageIndexOf(pageStarts!))).toEqual(rectangles);
        pdf.close();
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('marks nothing when the text is not what was expected', async () => {
    const pdf = await open(makePdf([{ lines: setParagraphs(['The lease ends on 31 March 2027.']) }]));
    expect(locateInPdf(pdf, { start: 4, end: 9 }, 'lease')).toHaveLength(1);
    expect(locateInPdf(pdf, { start: 4, end: 9 }, 'house')).toEqual([]);
    expect(locateInPdf(pdf, { start: 400, end: 405 }, 'lease')).toEqual([]);
    expect(locateInPdf(pdf, { start: 9, end: 4 }, '')).toEqual([]);
    pdf.close();
  });

  it('speaks of the page as it is shown', async () => {
    const lines = [{ text: 'Lease', x: 100, y: 700, size: 20 }];
    const place = async (page: PdfPageSpec): Promise<PageRectangle> => {
      const pdf = await open(makePdf([page]));
      const [rectangle] = locateInPdf(pdf, { start: 0, end: 5 }, 'Lease');
      pdf.close();
      return rectangle!;
    };
    const upright = await place({ lines });
    expect(upright.x).toBeCloseTo(100, 0);
    expect(upright.y).toBeGreaterThan(792 - 700 - 25);
    expect(upright.y + upright.height).toBeLessThan(792 - 700 + 10);
    const { x, y, width, height } = upright;

    const cropped = await place({ lines, cropBox: [50, 100, 562, 750] });
    expect([cropped.x, cropped.y]).toEqual([expect.closeTo(x - 50, 3), expect.closeTo(y - 42, 3)]);
    const turned = await place({ lines, rotate: 90 });
    expect([turned.x, turned.y, turned.width, turned.height]).toEqual([792 - y - height, x, height, width].map((value) => expect.closeTo(value, 3)));
    const upsideDown = await place({ lines, rotate: 180 });
    expect([upsideDown.x, upsideDown.y]).toEqual([expect.closeTo(612 - x - width, 3), expect.closeTo(792 - y - height, 3)]);
    const turnedBack = await place({ lines, rotate: 270 });
    expect([turnedBack.x, turnedBack.y]).toEqual([expect.closeTo(y, 3), expect.closeTo(612 - x - width, 3)]);
  });
});

it('a page that cannot be read costs itself, and the document says so', async () => {
  const whole = makePdf(['First page of the lease.', 'Second page of the lease.', 'Third page of the lease.'].map((text) => ({ lines: [{ text, x: 72, y: 700 }] })));
  const pages = whole.toString('latin1').split('<< /Type /Page /Parent');
  const end = pages[2]!.indexOf('>>\nendobj');
  pages[2] = `${'null'.padEnd('<< /Type /Page /Parent'.length + end + 2)}${pages[2]!.slice(end + 2)}`;
  const broken = Buffer.from(`${pages[0]}<< /Type /Page /Parent${pages[1]}${pages[2]}<< /Type /Page /Parent${pages[3]}`, 'latin1');
  expect(broken.length).toBe(whole.length);
  const [all, some] = await Promise.all([whole, broken].map((bytes) => parseDocument(bytes, { kind: 'pdf', name: 'lease.pdf' })));
  expect(all).toMatchObject({ ok: true, document: expect.not.objectContaining({ partly: expect.anything() }) });
  expect(some).toMatchObject({ ok: true, document: { partly: 'pages-unread' } });
  const { text, pageStarts } = some!.ok ? some!.document : { text: '', pageStarts: null };
  expect(pageStarts).toHaveLength(3);
  expect(text).toContain('First page');
  expect(text).not.toContain('Second page');
  expect(text).toContain('Third page');
});
