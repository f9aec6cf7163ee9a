// Small files of real formats for the tests of the window: a workbook, a message with an attachment, a scanned page.
// In: what they say. Out: their bytes. Nothing here is read back by the tests themselves.
import type { Page } from 'playwright';
import { makeXlsx, textRows } from '../unit/parse/fixtures/makeOoxml.ts';

/** A workbook of sheets by name, each with its rows from A1 on. */
export function makeWorkbook(sheets: Readonly<Record<string, readonly (readonly string[])[]>>): Buffer {
  return makeXlsx(Object.entries(sheets).map(([name, rows]) => ({ name, xml: textRows(rows) })));
}

export function makeMessage(body: string, attachment: { readonly name: string; readonly text: string }): string {
  const base64 = Buffer.from(attachment.text).toString('base64').replace(/.{1,76}/g, '$&\r\n');
  return [
    'From: Lena Haller <lena@haller.example>',
    'To: Ada Winter <ada@winter.example>',
    'Date: Mon, 12 May 2025 09:41:00 +0200',
    'Subject: Your roof',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="edge"',
    '',
    '--edge',
    'Content-Type: text/plain; charset=utf-8',
    '',
    body,
    '--edge',
    `Content-Type: text/plain; name="${attachment.name}"`,
    `Content-Disposition: attachment; filename="${attachment.name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    base64,
    '--edge--',
    '',
  ].join('\r\n');
}

/** A4 at 150 dots an inch, black on white, a line a string: what a scanner would make of it. */
const SCAN = { width: 1240, height: 1754, left: 150, top: 260, lineHeight: 60, font: '34px serif' } as const;

/** Draws in the page, since nothing else here can. */
export async function makeScan(page: Page, lines: readonly string[]): Promise<Buffer> {
  const base64 = await page.evaluate(
    ([scan, texts]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: scan.width, height: scan.height });
      const context = canvas.getContext('2d')!;
      context.fillStyle = 'white';
      context.fillRect(0, 0, scan.width, scan.height);
      context.fillStyle = 'black';
      context.font = scan.font;
      texts.forEach((text, at) => context.fillText(text, scan.left, scan.top + at * scan.lineHeight));
      return canvas.toDataURL('image/jpeg', 0.92).split(',')[1]!;
    },
    [SCAN, lines] as const,
  );
  return Buffer.from(base64, 'base64');
}

/** One A4 page that is a picture and nothing else. */
export function makeScannedPdf(jpeg: Buffer): Buffer {
  const content = 'q 595 0 0 842 0 0 cm /Im0 Do Q';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /Im0 5 0 R >> >> /Contents 4 0 R >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ].map((object) => Buffer.from(object));
  const image = Buffer.concat([
    Buffer.from(`<< /Type /XObject /Subtype /Image /Width ${SCAN.width} /Height ${SCAN.height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length} >>\nstream\n`),
    jpeg,
    Buffer.from('\nendstream'),
  ]);
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let length = parts[0]!.length;
  [...objects, image].forEach((object, at) => {
    const whole = Buffer.concat([Buffer.from(`${at + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    offsets.push(length);
    length += whole.length;
    parts.push(whole);
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(Buffer.from(`xref\n0 6\n0000000000 65535 f \n${table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n${length}\n%%EOF`));
  return Buffer.concat(parts);
}
