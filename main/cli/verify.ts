// `freehold verify`: a receipt's file in, what still holds and what has changed out, as a table or as JSON. Exit codes:
// 0 all of it holds, 1 something changed, 2 (as an error, by the caller) it can't be checked.
import { readFile } from 'node:fs/promises';
import { AppError } from '../../contract/errors.ts';
import type { MessageKey, Translate } from '../../contract/messages/index.ts';
import type { Verification, VerifiedDocument } from '../../contract/verification.ts';
import { readReceipt, type ReadReceipt } from '../answer/receipt/readReceipt.ts';
import type { Host } from '../host/createHost.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { bold, print } from './output.ts';

export async function verify(request: { readonly receipt: string; readonly folders: readonly string[]; readonly common: CommonOptions }, host: Pick<Host, 'receipts'>, t: Translate, signal: AbortSignal): Promise<number> {
  const read = await receiptAt(request.receipt);
  const verification = await host.receipts.verify(read, request.folders.length > 0 ? request.folders : null, signal);
  if (request.common.json) print(verification);
  else printVerification(read, verification, t);
  return verification.holds ? EXIT.ok : EXIT.differs;
}

/** @throws AppError `path-not-found` or `receipt-invalid` */
export async function receiptAt(file: string): Promise<ReadReceipt> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('path-not-found', { path: file }, { cause });
  });
  return readReceipt(text);
}

function printVerification({ receipt }: ReadReceipt, { altered, documents, quotes, passages, model, general, holds }: Verification, t: Translate): void {
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  const rows = (heading: MessageKey, of: readonly (readonly [outcome: string, text: string])[]): void => {
    if (of.length === 0) return;
    line(`\n${bold(t(heading))}`);
    const width = Math.max(...of.map(([outcome]) => outcome.length));
    for (const [outcome, text] of of) line(`  ${outcome.padEnd(width)}  ${text}`);
  };
  line(bold(t('cli.verify.head', { time: new Date(receipt.times.asked).toLocaleString(), question: receipt.question })));
  line(altered.length === 0 ? t('cli.verify.intact') : t('cli.verify.altered', { fields: altered.join(', ') }));
  rows('verify.documents', documents.map((document) => [t(`verify.document.${document.outcome}`), nameOf(document, t)]));
  rows('verify.quotes', quotes.map(({ outcome, number, documentName: name, quote }) => [t(`verify.quote.${outcome}`), t('verify.quote.line', { number, name, quote: quote.replace(/\s+/gu, ' ') })]));
  rows('verify.passages', passages.map(({ outcome, number, documentName: name }) => [t(`verify.passage.${outcome}`), t('verify.passage.line', { number, name })]));
  rows('verify.model', [[t(`verify.model.${model}`), receipt.model?.name ?? '']]);
  line(`\n${t(holds ? 'verify.holds' : 'verify.broken')}`);
  if (general) line(t('verify.general'));
}

function nameOf({ name, outcome, place, unread }: VerifiedDocument, t: Translate): string {
  if (unread !== null) return t('verify.document.unread', { name, reason: t(`reason.${unread}`) });
  return outcome === 'moved' && place !== null ? t('verify.document.movedTo', { name, place }) : name;
}
