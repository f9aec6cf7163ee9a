// Password-protected XLS and DOC files: their streams decrypted, with the parts that were never encrypted put back.
import { decryptBlocks, rc4Key } from './rc4.ts';

/** What Excel itself tries: the "password" of workbooks that are locked against changes only. */
export const EXCEL_DEFAULT = 'VelvetSweatshop';

const FILE_PASS = 0x002f;
const IGNORED = 0x00e2;
/** Records whose content is left clear: BOF, FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo, RRDHead. */
const CLEAR: ReadonlySet<number> = new Set([0x0809, FILE_PASS, 0x0194, 0x0195, 0x00e1, 0x0196, 0x0138]);
const BOUND_SHEET = 0x0085;
const XLS_BLOCK = 1024;
const DOC_BLOCK = 512;
const CLEAR_DOC_BYTES = 68;

/** Body of the record that says how a workbook is encrypted; null for one that isn't. */
export function filePassOf(stream: Buffer): Buffer | null {
  // It stands among the first records.
  for (let at = 0, count = 0; at + 4 <= stream.length && count < 20; count += 1) {
    const length = stream.readUInt16LE(at + 2);
    if (stream.readUInt16LE(at) === FILE_PASS) return stream.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return null;
}

/** True for the weakest way, which SheetJS undoes by itself. */
export const isXorLocked = (filePass: Buffer): boolean => filePass.length < 6 || filePass.readUInt16LE(0) === 0;

/** @returns null when the password is wrong */
export function unlockWorkbook(stream: Buffer, filePass: Buffer, password: string): Buffer | null {
  const key = rc4Key(filePass.subarray(2), password);
  if (key === null) return null;
  const plain = decryptBlocks(stream, key, XLS_BLOCK);
  for (let at = 0; at + 4 <= stream.length; ) {
    const type = stream.readUInt16LE(at);
    const end = at + 4 + stream.readUInt16LE(at + 2);
    // Headers are clear, and so are the offsets of sheets.
    stream.copy(plain, at, at, CLEAR.has(type) ? end : type === BOUND_SHEET ? at + 8 : at + 4);
    if (type === FILE_PASS) plain.writeUInt16LE(IGNORED, at);
    at = end;
  }
  return plain;
}

export const isDocLocked = (document: Buffer): boolean => document.length > 0x10 && (document.readUInt16LE(0x0a) & 0x0100) !== 0;

/** @returns null when the password is wrong, or the way is one that nothing here undoes */
export function unlockDoc(document: Buffer, table: Buffer, password: string): { readonly document: Buffer; readonly table: Buffer } | null {
  const isObfuscated = (document.readUInt16LE(0x0a) & 0x8000) !== 0;
  const key = isObfuscated || table.length < 52 ? null : rc4Key(table, password);
  if (key === null) return null;
  const plain = decryptBlocks(document, key, DOC_BLOCK);
  document.copy(plain, 0, 0, CLEAR_DOC_BYTES);
  return { document: plain, table: decryptBlocks(table, key, DOC_BLOCK) };
}
