// `freehold replay`: a receipt's file in; its prompts run again, and what the model writes now is compared with what it
// wrote then. Exit codes: 0 the same words, 1 others, 2 (as an error, by the caller) it can't be run again.
import type { Translate } from '../../contract/messages/index.ts';
import { compareWords } from '../answer/receipt/compareWords.ts';
import type { ReadReceipt } from '../answer/receipt/readReceipt.ts';
import type { Host } from '../host/createHost.ts';
import type { Replay } from '../host/receipts/replayReceipt.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { bold, dim, print } from './output.ts';
import { receiptAt } from './verify.ts';

export async function replay(request: { readonly receipt: string; readonly common: CommonOptions }, host: Pick<Host, 'receipts'>, t: Translate, signal: AbortSignal): Promise<number> {
  const read = await receiptAt(request.receipt);
  const replayed = await host.receipts.replay(read, { inLibrary: request.common.libraryDir !== null, signal });
  if (request.common.json) print({ ...replayed, texts: replayed.texts.map((text) => ({ ...text, words: compareWords(text.then, text.now) })) });
  else printReplay(read, replayed, t);
  return replayed.same ? EXIT.ok : EXIT.differs;
}

function printReplay({ receipt }: ReadReceipt, { altered, model, texts, same, differences, passages }: Replay, t: Translate): void {
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  line(bold(t('cli.verify.head', { time: new Date(receipt.times.asked).toLocaleString(), question: receipt.question })));
  if (altered.length > 0) line(t('cli.verify.altered', { fields: altered.join(', ') }));
  line(dim(t('cli.replay.model', { model: model.name })));
  for (const [name, [was, is]] of Object.entries(differences)) line(t('cli.replay.otherwise', { name, was, is }));
  if (passages !== null) line(t('cli.replay.passages', { found: passages.foundAgain, count: passages.then }));
  for (const text of texts) {
    if (text.from === 'general') line(`\n${bold(t('general.label'))}`);
    line(`\n${text.same ? text.now : marked(text.then, text.now)}`);
  }
  line(`\n${t(same ? 'cli.replay.same' : 'cli.replay.differs')}`);
}

/** In the marks of `git diff --word-diff`, which need no colours. */
function marked(then: string, now: string): string {
  const marks = { same: (text: string) => text, then: (text: string) => `[-${text.trimEnd()}-] `, now: (text: string) => `{+${text.trimEnd()}+} ` };
  return compareWords(then, now)
    .map(({ kind, text }) => marks[kind](text))
    .join('');
}
