// `freehold ask`: what waits is read, or the folders that are named, and the question answered. Passages and text as they come;
// 0 answered, or passages where there is no model, 3 not in the documents.
import type { Answer, Scope } from '../../contract/domain.ts';
import { AppError } from '../../contract/errors.ts';
import type { Translate } from '../../contract/messages/index.ts';
import { receiptText } from '../answer/receipt/makeReceipt.ts';
import type { Host } from '../host/createHost.ts';
import { writeWhole } from '../files/writeWhole.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { bold, coverageLine, dim, print, printPassages, printSources } from './output.ts';
import { addAndRead, readWhatWaits } from './readFiles.ts';

interface AskRequest {
  readonly question: string;
  /** Not empty: the answer is from these alone. */
  readonly folders: readonly string[];
  readonly model: string | null;
  readonly receipt: string | null;
  readonly general: boolean;
  readonly common: CommonOptions;
}

export async function ask(request: AskRequest, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
  const { json } = request.common;
  const { model } = request;
  const models = await host.handlers['model.list']({}, { signal });
  if (model !== null && !models.some(({ id, role, installed }) => id === model && role === 'llm' && installed)) throw new AppError('model-missing', { model });
  const scope: Scope | null = request.folders.length > 0 ? { sources: await addAndRead(request.folders, host, t, signal) } : null;
  if (scope === null) await readWhatWaits(host, t, signal);
  let final: Answer | null = null;
  await host.handlers['answer.ask'](
    { question: request.question, conversationId: null, scope, general: request.general },
    {
      signal,
      emit: (event) => {
        if (event.type === 'answer') final = event.answer;
        if (json) return;
        if (event.type === 'passages') process.stderr.write(`${dim(t('cli.passagesFound', { count: event.passages.length, ms: Math.round(event.elapsedMs) }))}\n`);
        if (event.type === 'general') process.stdout.write(`\n${bold(t('cli.notInDocuments'))}\n\n${bold(t('general.label'))}\n`);
        if (event.type === 'delta') process.stdout.write(event.text);
      },
    },
  );
  const answer = final as Answer | null;
  if (answer === null) throw new AppError('internal');
  if (request.receipt !== null) await host.ledger.recordInLibrary({ kind: 'answer.exported', facts: { as: 'receipt' } });
  if (request.receipt !== null) await writeWhole(request.receipt, receiptText(await host.receipts.make(answer.id, signal)));
  if (json) print(answer);
  else printAnswer(answer, t);
  if (!json && request.receipt !== null) process.stdout.write(`${dim(t('cli.receiptWritten', { path: request.receipt }))}\n`);
  if (answer.status === 'not-in-documents') return EXIT.notInDocuments;
  return answer.status === 'answered' || answer.status === 'no-model' ? EXIT.ok : EXIT.failed;
}

function printAnswer(answer: Answer, t: Translate): void {
  const { general = null } = answer;
  if (general !== null) {
    if (general.text === '') process.stdout.write(`${t(answer.modelId === null ? 'general.noModel' : 'general.nothing')}\n`);
    if (answer.status !== 'not-in-documents') process.stdout.write(`\n${t('cli.interrupted')}\n`);
    if (answer.cutShort === true) process.stdout.write(`\n${t('answer.cutShort')}\n`);
    process.stdout.write(`\n${t('cli.nearest')}\n`);
    printPassages(answer.passages.slice(0, 3), t);
  } else if (answer.status === 'not-in-documents') {
    process.stdout.write(`${bold(t('cli.notInDocuments'))}\n${t('cli.nearest')}\n`);
    printPassages(answer.passages.slice(0, 3), t);
  } else if (answer.status === 'no-model') {
    process.stdout.write(`${t('cli.noModel')}\n`);
    printPassages(answer.passages, t);
  } else {
    process.stdout.write('\n');
    if (answer.status !== 'answered') process.stdout.write(`${t('cli.interrupted')}\n`);
    if (answer.ordersRefused !== undefined) process.stdout.write(`${t('answer.ordersRefused', { count: answer.ordersRefused })}\n`);
    if (answer.cutShort === true) process.stdout.write(`${t('answer.cutShort')}\n`);
    printSources(answer, t);
  }
  process.stdout.write(`\n${dim(coverageLine(answer.coverage, t))}\n`);
}
