// A receipt and a way to the original files in, what still holds and what has changed out. It reads each file once and
// takes nothing from the library but where a file lies. Invariant: what could not be looked at never counts as holding.
import type { FileReason } from '../../../contract/domain.ts';
import type { ModelOutcome, Verification, VerifiedDocument, VerifiedPassage, VerifiedQuote } from '../../../contract/verification.ts';
import { sha256Of } from '../../canonicalJson.ts';
import { findQuote } from './findQuote.ts';
import type { ReadReceipt } from './readReceipt.ts';
import type { Receipt, ReceiptDocument } from './receipt.ts';

export interface FoundOriginal<File> {
  /** `moved`: the very bytes under another name. `changed`: the name with other bytes. */
  readonly outcome: 'same' | 'moved' | 'changed';
  /** Where it is, for people. */
  readonly place: string;
  readonly file: File;
}

export interface Originals<File> {
  /** Null when neither the bytes nor the name are to be found. */
  find(document: ReceiptDocument): Promise<FoundOriginal<File> | null>;
  /** The file's text as it would be read today, or why there is none. */
  read(file: File, document: ReceiptDocument): Promise<{ readonly text: string } | { readonly reason: FileReason }>;
}

export async function verifyReceipt<File>({ receipt, altered }: ReadReceipt, originals: Originals<File>, modelOutcome: (receipt: Receipt) => Promise<ModelOutcome>, signal: AbortSignal): Promise<Verification> {
  const documents: VerifiedDocument[] = [];
  const texts = new Map<string, string>();
  for (const document of receipt.documents) {
    signal.throwIfAborted();
    const found = await originals.find(document);
    const read = found === null ? null : await originals.read(found.file, document);
    if (read !== null && 'text' in read) texts.set(document.sha256, read.text);
    const unread = read !== null && 'reason' in read ? read.reason : null;
    documents.push({ name: document.name, sha256: document.sha256, outcome: found?.outcome ?? 'missing', place: found?.place ?? null, unread });
  }
  const quotes = receipt.sentences
    .flatMap(({ citations }) => citations)
    .map(({ number, document, documentName, quote, start, end }): VerifiedQuote => {
      const text = texts.get(document);
      const place = text === undefined ? ({ outcome: 'unknown', at: null } as const) : findQuote(text, quote, { start, end });
      return { number, documentName, quote, was: { start, end }, ...place };
    });
  const passages = receipt.passages.map(({ number, documentName, document, start, end, textSha256 }): VerifiedPassage => {
    const text = texts.get(document);
    if (text === undefined || textSha256 === null) return { number, documentName, outcome: 'unknown' };
    return { number, documentName, outcome: sha256Of(text.slice(start, end)) === textSha256 ? 'holds' : 'changed' };
  });
  const model = await modelOutcome(receipt);
  const holds =
    altered.length === 0 &&
    documents.every(({ outcome, unread }) => (outcome === 'same' || outcome === 'moved') && unread === null) &&
    quotes.every(({ outcome }) => outcome === 'holds') &&
    passages.every(({ outcome }) => outcome === 'holds') &&
    model !== 'changed';
  return { altered: [...altered], documents, quotes, passages, model, general: (receipt.general?.output ?? '') !== '', holds };
}
