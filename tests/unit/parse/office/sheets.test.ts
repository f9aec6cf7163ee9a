// Spreadsheets: rows in = rows out, values as people see them, and places that name the cells.
import { utils, write, type BookType } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import type { DocumentKind } from '../../../../contract/domain.ts';
import { placeOfRange } from '../../../../contract/places.ts';
import { parseDocument } from '../../../../main/ingest/2-parse/parseDocument.ts';
import { makeXlsx, relationships, textRows } from '../fixtures/makeOoxml.ts';
import { makeZip } from '../fixtures/makeZip.ts';

async function read(bytes: Uint8Array, kind: DocumentKind = 'xlsx') {
  const outcome = await parseDocument(bytes, { kind, name: `Budget.${kind}` });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.document;
}

const STYLES =
  '<numFmts><numFmt numFmtId="170" formatCode="dd.mm.yyyy"/><numFmt numFmtId="171" formatCode="#,##0.00 &quot;€&quot;"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="10"/><xf numFmtId="14"/></cellXfs>';

describe('values', () => {
  it('are those that people see, not the formulas', async () => {
    const cells = [
      '<c r="A1" s="1"><v>45292</v></c>',
      '<c r="B1" s="2"><f>SUM(B2:B9)</f><v>1234.5</v></c>',
      '<c r="C1" s="3"><v>0.256</v></c>',
      '<c r="D1" s="4"><v>45292</v></c>',
      '<c r="E1" t="b"><v>1</v></c>',
      '<c r="F1" t="e"><v>#DIV/0!</v></c>',
      '<c r="G1" t="s"><v>0</v></c>',
      '<c r="H1" t="str"><f>A1</f><v>two&#10;lines</v></c>',
      '<c r="I1"><v>0.30000000000000004</v></c>',
      '<c r="J1"><f>NOW()</f></c>',
    ];
    const { text } = await read(makeXlsx([{ name: 'Sums', xml: `<sheetData><row r="1">${cells.join('')}</row></sheetData>` }], [], { styles: STYLES, strings: '<si><r><t>Rich </t></r><r><t>text</t></r><rPh><t>phonetic</t></rPh></si>' }));
    expect(text).toBe('Sums\n\n01.01.2024\t1,234.50 €\t25.60%\t2024-01-01\tTRUE\t#DIV/0!\tRich text\ttwo lines\t0.3');
  });

  it('count days from 1904 where the workbook says so', async () => {
    const sheet = { name: 'S', xml: '<sheetData><row><c s="1"><v>0</v></c></row></sheetData>' };
    expect((await read(makeXlsx([sheet], [], { styles: STYLES, workbook: '<workbookPr date1904="1"/>' }))).text).toContain('01.01.1904');
  });

  it('of cells merged over rows stand in each of them', async () => {
    const xml = `${textRows([['Region', 'City'], ['North', 'Kiel'], ['', 'Husum'], ['', 'Bonn']])}<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>`;
    expect((await read(makeXlsx([{ name: 'S', xml }]))).text).toBe('S\n\nRegion\tCity\nNorth\tKiel\nNorth\tHusum\n\tBonn');
  });
});

describe('places', () => {
  it('name sheets, rows and columns, of hidden ones too', async () => {
    const first = '<sheetData><row r="3"><c r="B3" t="inlineStr"><is><t>Name</t></is></c><c r="D3" t="inlineStr"><is><t>Rent</t></is></c></row><row r="7" hidden="1"><c r="B7" t="inlineStr"><is><t>Elm</t></is></c><c r="D7"><v>900</v></c></row></sheetData>';
    const { text, places } = await read(makeXlsx([{ name: 'Rents', xml: first }, { name: 'Old', xml: textRows([['secret']]), state: 'veryHidden' }]));
    expect(text).toBe('Rents\n\nName\tRent\nElm\t900\n\nOld\n\nsecret');
    expect(places?.sheets?.map(({ name, firstColumn, lastColumn, columns, rowNumbers }) => [name, firstColumn, lastColumn, columns, rowNumbers])).toEqual([
      ['Rents', 'B', 'D', ['Name', 'Rent'], [3, 7]],
      ['Old', 'A', 'A', [], [1]],
    ]);
    // Column C, which is empty, has no cell in a row.
    expect(places?.sheets?.map(({ letters }) => letters)).toEqual([['B', 'D'], undefined]);
    const start = text.indexOf('Elm');
    expect(placeOfRange(places, text, start, start + 7)).toEqual({ kind: 'cells', sheet: 'Rents', range: 'B7:D7' });
  });

  it('finds the names of the columns below a title', async () => {
    const { places } = await read(makeXlsx([{ name: 'S', xml: textRows([['Rents of 2024'], ['Name', 'Month', 'Rent'], ['Elm', 'May', '900']]) }]));
    expect(places?.sheets?.[0]?.columns).toEqual(['Name', 'Month', 'Rent']);
  });
});

describe('what a sheet claims of its size', () => {
  it('costs nothing', async () => {
    const xml = '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>near</t></is></c></row><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>';
    const { text, places } = await read(makeXlsx([{ name: 'S', xml }]));
    expect(text).toBe('S\n\nnear\n\tfar');
    expect(places?.sheets?.[0]).toMatchObject({ lastColumn: 'XFD', rowNumbers: [1, 1048576] });
  });

  it('is stopped when cells that are far apart would come to too much text', async () => {
    const letters = (column: number): string => (column < 26 ? '' : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));
    const rows = Array.from({ length: 16_000 }, (_, index) => `<row r="${index + 1}"><c r="${letters(index)}${index + 1}"><v>1</v></c></row>`);
    expect(await parseDocument(makeXlsx([{ name: 'S', xml: `<sheetData>${rows.join('')}</sheetData>` }]), { kind: 'xlsx', name: 'a.xlsx' })).toEqual({ ok: false, reason: 'too-much-text' });
  });
});

it('does not write one long text as often as cells refer to it', async () => {
  const strings = `<si><t>${'x'.repeat(2_000_000)}</t></si>`;
  const row = `<row>${'<c t="s"><v>0</v></c>'.repeat(2_000)}</row>`;
  expect(await parseDocument(makeXlsx([{ name: 'S', xml: `<sheetData>${row}</sheetData>` }], [], { strings }), { kind: 'xlsx', name: 'a.xlsx' })).toEqual({ ok: false, reason: 'too-much-text' });
});

it('keeps every row of a long sheet', async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => [`Customer ${index}`, 'Bonn']);
  const { text, places } = await read(makeXlsx([{ name: 'S', xml: textRows([['Name', 'City'], ...rows]) }]));
  expect(text.split('\n')).toHaveLength(20_003);
  expect(places?.sheets?.[0]?.rowStarts.every((start, row) => row === 0 || text.startsWith(`Customer ${row - 1}\t`, start))).toBe(true);
});

it('adds comments, text boxes and the titles of charts after the rows', async () => {
  const bytes = makeXlsx([{ name: 'S', xml: textRows([['a', 'b']]) }], [
    { name: 'xl/worksheets/_rels/sheet0.xml.rels', content: relationships({ c: ['comments', '../comments1.xml'], d: ['drawing', '../drawings/drawing1.xml'] }) },
    { name: 'xl/comments1.xml', content: '<comments><commentList><comment ref="B1"><text><r><t>Check this</t></r></text></comment></commentList></comments>' },
    { name: 'xl/drawings/drawing1.xml', content: '<xdr:wsDr><xdr:sp><xdr:txBody><a:p><a:r><a:t>Draft only</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>' },
    { name: 'xl/drawings/_rels/drawing1.xml.rels', content: relationships({ c: ['chart', '../charts/chart1.xml'] }) },
    { name: 'xl/charts/chart1.xml', content: '<c:chartSpace><c:title><a:p><a:r><a:t>Rent by month</a:t></a:r></a:p></c:title></c:chartSpace>' },
  ]);
  const { text, places } = await read(bytes);
  expect(text).toBe('S\n\na\tb\n\nB1: Check this\n\nDraft only\n\nRent by month');
  expect(places?.sheets?.[0]?.end).toBe(text.indexOf('\n\nB1'));
});

describe('other formats', () => {
  const sheet = () => {
    const workbook = utils.book_new();
    utils.book_append_sheet(workbook, utils.aoa_to_sheet([['Name', 'Rent', 'Paid'], ['Elm', 900.5, true], ['Miller', 12, false]]), 'Rents');
    return workbook;
  };

  it.each([
    ['xls', 'biff8', 'xls'],
    ['xls of Excel 95', 'biff5', 'xls'],
    ['xls of Excel 4, without a container', 'biff4', 'xls'],
    ['xls that is XML of Excel 2003', 'xlml', 'xls'],
    ['xlsb', 'xlsb', 'xlsx'],
    ['xls that is a page of HTML', 'html', 'xls'],
    ['ods', 'ods', 'ods'],
    ['ods in one XML file', 'fods', 'ods'],
    ['xls that is an xlsx', 'xlsx', 'xls'],
  ] as const)('reads %s', async (_, bookType, kind) => {
    const { text } = await read(write(sheet(), { type: 'buffer', bookType: bookType as BookType }) as Buffer, kind);
    expect(text).toContain('Name\tRent\tPaid\nElm\t900.5\tTRUE\nMiller\t12\tFALSE');
  });

  it('repeats in ODS what has a value, and nothing else', async () => {
    const cell = (text: string, repeated = 1): string => `<table:table-cell table:number-columns-repeated="${repeated}"><text:p>${text}</text:p></table:table-cell>`;
    const rows = [
      `<table:table-row>${cell('a', 2)}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>`,
      '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>',
      `<table:table-row><table:table-cell><office:annotation><dc:creator>Me</dc:creator><text:p>note</text:p></office:annotation><text:p>b<text:s text:c="2"/>c</text:p></table:table-cell></table:table-row>`,
    ];
    const content = `<office:document-content xmlns:office="o"><office:body><office:spreadsheet><table:table table:name="S">${rows.join('')}</table:table></office:spreadsheet></office:body></office:document-content>`;
    const { text, places } = await read(makeZip([{ name: 'mimetype', content: 'x' }, { name: 'content.xml', content }]), 'ods');
    expect(text).toBe('S\n\na\ta\nb c\n\nA1000002: note');
    expect(places?.sheets?.[0]?.rowNumbers).toEqual([1, 1_000_002]);
  });

  it('reads a .xls that is text with tabs', async () => {
    const { text, columns } = await read(Buffer.from('Name\tRent\nElm\t900\n'), 'xls');
    expect([text, columns]).toEqual(['Name\tRent\nElm\t900\n', ['Name', 'Rent']]);
  });
});
