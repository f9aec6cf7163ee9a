// Text in shapes of an old Excel workbook (text boxes, comments), which SheetJS leaves aside: found by walking the
// workbook's records. One list a sheet.
const BOUND_SHEET = 0x0085;
const BEGIN = 0x0809;
const TEXT_OBJECT = 0x01b6;
const CONTINUE = 0x003c;
const SHEET = 0x0010;
const CHART = 0x0020;
const SERIES_TEXT = 0x100d;
const END = 0x000a;

/** @param stream the records of the whole workbook; what is cut off is left out */
export function drawnTexts(stream: Buffer): string[][] {
  const sheets: string[][] = [];
  let own: string[] | null = null;
  let bound = 0;
  let depth = 0;
  /** Characters still to come in the records that continue a text. */
  let expected = 0;
  for (let at = 0; at + 4 <= stream.length; ) {
    const type = stream.readUInt16LE(at);
    const end = Math.min(stream.length, at + 4 + stream.readUInt16LE(at + 2));
    const body = stream.subarray(at + 4, end);
    if (type === BOUND_SHEET) bound += 1;
    else if (type === BEGIN && body.length >= 4) {
      const kind = body.readUInt16LE(2);
      depth += 1;
      if (depth === 1 && sheets.length < bound && (kind === SHEET || kind === CHART)) sheets.push((own = []));
    } else if (type === END) depth = Math.max(0, depth - 1);
    else if (type === TEXT_OBJECT && body.length >= 12) expected = body.readUInt16LE(10);
    else if (type === CONTINUE && expected > 0 && body.length > 1) {
      const wide = (body[0]! & 1) === 1;
      const text = body.toString(wide ? 'utf16le' : 'latin1', 1, Math.min(body.length, 1 + expected * (wide ? 2 : 1)));
      expected = 0;
      if (text.trim() !== '') own?.push(text.replaceAll(/[\r\n]+/g, ' '));
    } else if (type === SERIES_TEXT && body.length > 4) {
      const wide = (body[3]! & 1) === 1;
      const text = body.toString(wide ? 'utf16le' : 'latin1', 4, Math.min(body.length, 4 + body[2]! * (wide ? 2 : 1)));
      if (text.trim() !== '') own?.push(text);
    }
    at = end;
  }
  return sheets;
}
