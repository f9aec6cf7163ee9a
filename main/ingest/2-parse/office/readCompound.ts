// Old office files, and encrypted new ones: what a compound file is of is said by the streams in it.
import { refuse, type ParseOutcome } from '../parseOutcome.ts';
import { openCompoundFile, type CompoundFile } from './compoundFile.ts';
import { EXCEL_DEFAULT, filePassOf, isDocLocked, isXorLocked, unlockDoc, unlockWorkbook } from './crypto/lockedBinary.ts';
import { unlockPackage } from './crypto/ooxmlPassword.ts';
import { drawnTexts } from './sheets/drawnText.ts';
import { readWithSheetJs } from './sheets/sheetJs.ts';
import { readPpt } from './slides/ppt.ts';
import { readDoc } from './word/doc.ts';

interface CompoundOptions {
  readonly title: string;
  readonly password?: string | undefined;
}

/** @param readZipped for the package inside an encrypted one @throws CompoundFault, RangeError */
export async function readCompound(bytes: Uint8Array, options: CompoundOptions, readZipped: (bytes: Buffer) => Promise<ParseOutcome>): Promise<ParseOutcome> {
  const file = openCompoundFile(bytes);
  const locked = file.read('EncryptedPackage');
  if (locked !== null) {
    const info = file.read('EncryptionInfo');
    if (info === null) return refuse('damaged');
    const unlocked = unlockPackage(info, locked, options.password ?? EXCEL_DEFAULT);
    return unlocked.ok ? readZipped(unlocked.bytes) : refuse(unlocked.reason);
  }
  const document = file.read('WordDocument');
  if (document !== null) return readWord(file, document, options);
  const workbook = file.read('Workbook') ?? file.read('Book');
  if (workbook !== null) return readWorkbook(workbook, options);
  const presentation = file.read('PowerPoint Document');
  if (presentation !== null) return readPpt(presentation, file.read('Current User') ?? Buffer.alloc(0), options.title);
  // Of another program: an e-mail, an installer, a drawing.
  return refuse('unsupported-type');
}

function readWord(file: CompoundFile, document: Buffer, { title, password }: CompoundOptions): ParseOutcome {
  const usesFirst = document.length > 0x0c && (document.readUInt16LE(0x0a) & 0x0200) !== 0;
  const table = file.read(usesFirst ? '1Table' : '0Table') ?? Buffer.alloc(0);
  if (!isDocLocked(document)) return readDoc(document, table, title);
  const unlocked = password === undefined ? null : unlockDoc(document, table, password);
  return unlocked === null ? refuse('password-protected') : readDoc(unlocked.document, unlocked.table, title);
}

function readWorkbook(stream: Buffer, { title, password = EXCEL_DEFAULT }: CompoundOptions): ParseOutcome {
  const filePass = filePassOf(stream);
  if (filePass === null) return readWithSheetJs(stream, title, { notes: drawnTexts(stream) });
  if (isXorLocked(filePass)) return readWithSheetJs(stream, title, { password });
  const plain = unlockWorkbook(stream, filePass, password);
  return plain === null ? refuse('password-protected') : readWithSheetJs(plain, title, { notes: drawnTexts(plain) });
}
