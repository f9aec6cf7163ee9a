// Protected files: read with their password, and with no other. Each is encrypted here as its format lays down.
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { utils, write } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import type { DocumentKind } from '../../../../contract/domain.ts';
import { openCompoundFile } from '../../../../main/ingest/2-parse/office/compoundFile.ts';
import { rc4 } from '../../../../main/ingest/2-parse/office/crypto/rc4.ts';
import { parseDocument } from '../../../../main/ingest/2-parse/parseDocument.ts';
import { makeCompound } from '../fixtures/makeCompound.ts';
import { makeDoc } from '../fixtures/makeDoc.ts';
import { makeDocx, paragraph } from '../fixtures/makeZip.ts';

const PASSWORD = 'geheim ä';
const sha = (name: string, ...parts: Buffer[]): Buffer => createHash(name).update(Buffer.concat(parts)).digest();
const numbers = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
const padded = (data: Buffer, length: number): Buffer => Buffer.concat([data, Buffer.alloc((length - (data.length % length)) % length)]);

function encrypt(cipher: string, key: Buffer, iv: Buffer | null, data: Buffer): Buffer {
  const own = createCipheriv(cipher, key, iv).setAutoPadding(false);
  return Buffer.concat([own.update(padded(data, 16)), own.final()]);
}

const sized = (content: Buffer, encrypted: Buffer): Buffer => Buffer.concat([numbers(content.length, 0), encrypted]);

function agile(content: Buffer, spins = 1000): Buffer {
  const [salt, dataSalt, secret, verifier] = [randomBytes(16), randomBytes(16), randomBytes(32), randomBytes(16)];
  let hash = sha('sha512', salt, wide(PASSWORD));
  for (let spin = 0; spin < spins; spin += 1) hash = sha('sha512', numbers(spin), hash);
  const lock = (blockKey: string, data: Buffer): string => encrypt('aes-256-cbc', sha('sha512', hash, Buffer.from(blockKey, 'hex')).subarray(0, 32), salt, data).toString('base64');
  const segments: Buffer[] = [];
  for (let at = 0; at < content.length; at += 4096) segments.push(encrypt('aes-256-cbc', secret, sha('sha512', dataSalt, numbers(segments.length)).subarray(0, 16), content.subarray(at, at + 4096)));
  const common = 'saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" hashAlgorithm="SHA512"';
  const xml = `<encryption xmlns:p="p"><keyData ${common} saltValue="${dataSalt.toString('base64')}"/><keyEncryptors><keyEncryptor><p:encryptedKey spinCount="${spins}" ${common} saltValue="${salt.toString('base64')}" encryptedVerifierHashInput="${lock('fea7d2763b4b9e79', verifier)}" encryptedVerifierHashValue="${lock('d7aa0f6d3061344e', sha('sha512', verifier))}" encryptedKeyValue="${lock('146e0be7abacd0d6', secret)}"/></keyEncryptor></keyEncryptors></encryption>`;
  return makeCompound({ EncryptionInfo: Buffer.concat([Buffer.from([4, 0, 4, 0, 0x40, 0, 0, 0]), Buffer.from(xml)]), EncryptedPackage: sized(content, Buffer.concat(segments)) });
}

function standard(content: Buffer): Buffer {
  const [salt, verifier] = [randomBytes(16), randomBytes(16)];
  let hash = sha('sha1', salt, wide(PASSWORD));
  for (let spin = 0; spin < 50_000; spin += 1) hash = sha('sha1', numbers(spin), hash);
  hash = sha('sha1', hash, numbers(0));
  const key = sha('sha1', Buffer.from(Buffer.alloc(64, 0x36).map((byte, at) => byte ^ (hash[at] ?? 0)))).subarray(0, 16);
  const lock = (data: Buffer): Buffer => encrypt('aes-128-ecb', key, null, data);
  const header = Buffer.concat([numbers(0x24, 0, 0x660e, 0x8004, 128, 24, 0, 0), wide('AES\0')]);
  const info = Buffer.concat([Buffer.from([3, 0, 2, 0]), numbers(0x24, header.length), header, numbers(16), salt, lock(verifier), numbers(20), lock(padded(sha('sha1', verifier), 32))]);
  return makeCompound({ EncryptionInfo: info, EncryptedPackage: sized(content, lock(content)) });
}

/** RC4 of Office 97: the header, and the cipher for each block. */
function rc4Lock(): { readonly header: Buffer; readonly lock: (data: Buffer, blockLength: number) => Buffer } {
  const [salt, verifier] = [randomBytes(16), randomBytes(16)];
  const first = sha('md5', wide(PASSWORD)).subarray(0, 5);
  const base = sha('md5', ...Array.from({ length: 16 }, () => [first, salt]).flat()).subarray(0, 5);
  const cipher = (block: number) => rc4(sha('md5', base, numbers(block)));
  const own = cipher(0);
  const header = Buffer.concat([Buffer.from([1, 0, 1, 0]), salt, own(verifier), own(sha('md5', verifier))]);
  return { header, lock: (data, length) => Buffer.concat(Array.from({ length: Math.ceil(data.length / length) }, (_, block) => cipher(block)(data.subarray(block * length, (block + 1) * length)))) };
}

function lockedDoc(): Buffer {
  const plain = openCompoundFile(makeDoc({ pieces: [{ text: 'The secret lease\r', wide: false }], paragraphs: [] }));
  const { header, lock } = rc4Lock();
  const document = plain.read('WordDocument')!;
  document.writeUInt16LE(document.readUInt16LE(0x0a) | 0x0100, 0x0a);
  const locked = lock(document, 512);
  document.copy(locked, 0, 0, 68);
  // The header takes the first bytes of the table, which the document refers to behind them.
  const table = Buffer.concat([header, plain.read('1Table')!]);
  const shifted = Buffer.from(document);
  for (const place of [0x1a2, 0x102, 0xfa]) shifted.writeUInt32LE(shifted.readUInt32LE(place) + header.length, place);
  const lockedTable = lock(table, 512);
  header.copy(lockedTable);
  const lockedDocument = lock(shifted, 512);
  shifted.copy(lockedDocument, 0, 0, 68);
  return makeCompound({ WordDocument: lockedDocument, '1Table': lockedTable });
}

function lockedXls(): Buffer {
  const workbook = utils.book_new();
  utils.book_append_sheet(workbook, utils.aoa_to_sheet([['secret', 'lease'], [1, 2]]), 'S');
  const plain = openCompoundFile(write(workbook, { type: 'buffer', bookType: 'biff8' }) as Buffer).read('Workbook')!;
  const { header, lock } = rc4Lock();
  const filePass = Buffer.concat([Buffer.from([0x2f, 0, header.length + 2, 0, 1, 0]), header]);
  const start = 4 + plain.readUInt16LE(2);
  const stream = Buffer.concat([plain.subarray(0, start), filePass, plain.subarray(start)]);
  const locked = lock(stream, 1024);
  for (let at = 0; at + 4 <= stream.length; ) {
    const type = stream.readUInt16LE(at);
    const end = at + 4 + stream.readUInt16LE(at + 2);
    // Offsets of sheets are clear, and count the record that was put in.
    if (type === 0x85) stream.writeUInt32LE(stream.readUInt32LE(at + 4) + filePass.length, at + 4);
    stream.copy(locked, at, at, [0x809, 0x2f, 0xe1].includes(type) ? end : type === 0x85 ? at + 8 : at + 4);
    at = end;
  }
  return makeCompound({ Workbook: locked });
}

const docx = makeDocx(paragraph('The secret lease') + paragraph('x').repeat(600));

describe.each([
  ['DOCX, agile', 'docx', agile(docx)],
  ['DOCX, standard', 'docx', standard(docx)],
  ['DOC, RC4', 'doc', lockedDoc()],
  ['XLS, RC4', 'xls', lockedXls()],
] as [string, DocumentKind, Buffer][])('%s', (_, kind, bytes) => {
  it('is read with its password', async () => {
    const outcome = await parseDocument(bytes, { kind, name: 'a', password: PASSWORD });
    expect(outcome.ok && outcome.document.text.replaceAll(/\s+/g, ' ')).toMatch(/secret lease/);
  });

  it.each([['no password', undefined], ['another password', 'wrong']])('is refused with %s', async (__, password) => {
    expect(await parseDocument(bytes, { kind, name: 'a', password })).toEqual({ ok: false, reason: 'password-protected' });
  });
});

it('does not work without end for a key', async () => {
  const bytes = agile(docx, 1000);
  const claim = Buffer.from(bytes.toString('latin1').replace('spinCount="1000"', 'spinCount="9e99"'), 'latin1');
  expect(await parseDocument(claim, { kind: 'docx', name: 'a', password: PASSWORD })).toEqual({ ok: false, reason: 'password-protected' });
});
