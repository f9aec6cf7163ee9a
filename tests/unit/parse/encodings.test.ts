// Text in the encodings that people's old files have: guessed from the bytes, named by the file, or chosen by a person.
import { describe, expect, test } from 'vitest';
import { ENCODINGS } from '../../../contract/encodings.ts';
import { readText } from '../../../main/ingest/2-parse/decodeText.ts';
import { parseDocument } from '../../../main/ingest/2-parse/parseDocument.ts';

/** Bytes of a text in an encoding: Node decodes them all, but writes none; so the decoder is turned around. */
function encode(text: string, encoding: string): Buffer {
  const wide = /^(?:gb|big5|shift|euc)/.test(encoding);
  const bytesOf = new Map<string, readonly number[]>();
  for (let lead = 0; lead < 256; lead += 1) {
    const single = new TextDecoder(encoding).decode(Uint8Array.of(lead));
    if (single.length === 1 && single !== '\ufffd') bytesOf.set(single, [lead]);
    for (let trail = 0x40; wide && lead > 0x80 && trail < 256; trail += 1) {
      const double = new TextDecoder(encoding).decode(Uint8Array.of(lead, trail));
      if (double.length === 1 && double !== '\ufffd' && !bytesOf.has(double)) bytesOf.set(double, [lead, trail]);
    }
  }
  return Buffer.from(Array.from(text, (letter) => bytesOf.get(letter) ?? []).flat());
}

const SENTENCES: readonly [encoding: string, text: string][] = [
  ['windows-1252', 'Der Mietvertrag läuft über fünf Jahre und endet im März.'],
  ['windows-1252', 'Le contrat de location a été signé à la mairie l’année dernière.'],
  ['windows-1252', 'El inquilino pagará el alquiler el día cinco de cada mes, según lo acordado.'],
  ['macintosh', 'Le contrat de location a été signé à la mairie à côté de la forêt.'],
  ['windows-1250', 'Najemca płaci czynsz do dziesiątego dnia każdego miesiąca, jeśli umowa trwa.'],
  ['windows-1250', 'Nájemce je povinen platit nájemné včas a udržovat byt v pořádku.'],
  ['iso-8859-2', 'A bérlő köteles a lakbért minden hónap ötödik napjáig megfizetni, később is előre.'],
  ['windows-1251', 'Арендатор обязан вносить плату за жильё до пятого числа каждого месяца.'],
  ['koi8-r', 'Арендатор обязан вносить плату за жильё до пятого числа каждого месяца.'],
  ['ibm866', 'Арендатор обязан вносить плату за квартиру до пятого числа каждого месяца.'],
  ['windows-1253', 'Ο ενοικιαστής πληρώνει το ενοίκιο την πρώτη ημέρα κάθε μήνα.'],
  ['windows-1254', 'Kiracı her ayın beşine kadar kirayı ödemekle yükümlüdür, aksi hâlde sözleşme biter.'],
  ['windows-1255', 'השוכר ישלם את דמי השכירות עד החמישי לכל חודש.'],
  ['windows-1256', 'يدفع المستأجر الإيجار في اليوم الخامس من كل شهر.'],
  ['windows-1257', 'Nuomininkas privalo mokėti nuomą iki kiekvieno mėnesio penktos dienos, kaip sutarta.'],
  ['windows-874', 'ผู้เช่าต้องชำระค่าเช่าภายในวันที่ห้าของทุกเดือน'],
  ['gb18030', '承租人应当在每月五日之前支付租金，合同期限为三年。'],
  ['big5', '承租人應當在每月五日之前支付租金，合約期限為三年。'],
  ['shift_jis', '借主は毎月五日までに家賃を支払わなければならない。契約期間は三年とする。'],
  ['euc-jp', '借主は毎月五日までに家賃を支払わなければならない。契約期間は三年とする。'],
  ['euc-kr', '임차인은 매월 오일까지 월세를 지급하여야 하며 계약 기간은 삼년으로 한다.'],
];

describe('one sentence is enough', () => {
  test.each(SENTENCES)('%s: %s', (encoding, text) => {
    expect(readText(encode(text, encoding))?.text).toBe(text);
  });
});

test('UTF-16 without a mark, in a script without zero bytes', () => {
  const text = '承租人应当在每月五日之前支付租金，合同期限为三年。';
  expect(readText(Buffer.from(text, 'utf16le'))).toEqual({ text, encoding: 'utf-16le', hidden: 0 });
  expect(readText(Buffer.from(text, 'utf16le').swap16())).toEqual({ text, encoding: 'utf-16be', hidden: 0 });
});

test('seven-bit Japanese is no ASCII', () => {
  expect(readText(Buffer.from('\u001b$B2HDB\u001b(B 2024', 'latin1'))).toMatchObject({ text: '家賃 2024', encoding: 'iso-2022-jp' });
});

test('a page is read as it says, but not in a UTF that its bytes are not in', async () => {
  const page = (charset: string, encoding: string, text: string) => Buffer.concat([Buffer.from(`<meta charset="${charset}"><p>`), encode(text, encoding)]);
  const textOf = async (bytes: Buffer) => {
    const outcome = await parseDocument(bytes, { kind: 'html', name: 'a.html' });
    return outcome.ok ? outcome.document : null;
  };
  expect(await textOf(page('windows-1257', 'windows-1257', 'Ėjo rytas'))).toMatchObject({ text: 'Ėjo rytas', encoding: 'windows-1257' });
  expect(await textOf(page('utf-8', 'windows-1252', 'Größe über alles'))).toMatchObject({ text: 'Größe über alles', encoding: 'windows-1252' });
});

test('what a person chose is not guessed again, whatever the bytes look like', async () => {
  const bytes = Buffer.from('Größe', 'utf8');
  expect(await parseDocument(bytes, { kind: 'text', name: 'a.txt', encoding: 'windows-1251' })).toMatchObject({ document: { text: 'GrГ¶Гџe', encoding: 'windows-1251' } });
});

test('every encoding that is offered can be read', () => {
  for (const encoding of ENCODINGS) expect(new TextDecoder(encoding).encoding).toMatch(/./);
});
