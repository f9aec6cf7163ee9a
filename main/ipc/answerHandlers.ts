// Saving and printing an answer: the window names the answer and the kind of file, main makes it and asks where it goes.
import type { FileFilter } from 'electron';
import type { AnswerFile } from '../../contract/ask.ts';
import type { AnswerId } from '../../contract/domain.ts';
import type { Language } from '../../contract/messages/index.ts';
import { toHtml } from '../answer/export/toHtml.ts';
import { toMarkdown } from '../answer/export/toMarkdown.ts';
import { receiptText } from '../answer/receipt/makeReceipt.ts';
import type { Paper } from '../app/paper.ts';
import type { ShellHandlers } from '../host/handlers.ts';
import type { HostLedger } from '../host/ledger.ts';
import type { Receipts } from '../host/receipts/createReceipts.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { fileNameOf } from './fileNameOf.ts';
import { pickSave, type SaveOptions } from './pickSave.ts';

export interface AnswerHandlerOptions extends SaveOptions {
  readonly host: { readonly receipts: Receipts; readonly ledger: Pick<HostLedger, 'recordInLibrary'> };
  readonly language: () => Language;
  readonly paper: Paper;
}

const FILTERS: Readonly<Record<AnswerFile, FileFilter>> = {
  receipt: { name: 'JSON', extensions: ['json'] },
  markdown: { name: 'Markdown', extensions: ['md'] },
  html: { name: 'HTML', extensions: ['html'] },
  pdf: { name: 'PDF', extensions: ['pdf'] },
};

export function createAnswerHandlers(options: AnswerHandlerOptions): Pick<ShellHandlers, 'answer.save' | 'answer.print'> {
  const { host, translate, language, paper } = options;

  async function pageOf(answerId: AnswerId, signal: AbortSignal): Promise<string> {
    const { answer, modelName } = await host.receipts.answer(answerId, signal);
    return toHtml(answer, { t: translate(), language: language(), modelName });
  }

  async function* contentOf(answerId: AnswerId, as: AnswerFile, signal: AbortSignal): AsyncGenerator<string | Uint8Array> {
    if (as === 'receipt') {
      yield* receiptText(await host.receipts.make(answerId, signal));
    } else if (as === 'markdown') {
      const { answer, modelName } = await host.receipts.answer(answerId, signal);
      yield toMarkdown(answer, { t: translate(), language: language(), modelName });
    } else {
      const page = await pageOf(answerId, signal);
      yield as === 'html' ? page : await paper.toPdf(page);
    }
  }

  return {
    'answer.save': async ({ answerId, as }, { signal }) => {
      const t = translate();
      const { answer } = await host.receipts.answer(answerId, signal);
      const name = fileNameOf(answer.question) ?? t('export.answer.untitled');
      const isReceipt = as === 'receipt';
      const filter = FILTERS[as];
      const title = t(isReceipt ? 'export.answer.receiptTitle' : 'export.answer.saveTitle');
      const file = await pickSave({ title, defaultPath: `${isReceipt ? t('export.answer.receiptName', { name }) : name}.${filter.extensions[0]}`, filters: [filter] }, options);
      if (file === null) return { saved: false };
      await host.ledger.recordInLibrary({ kind: 'answer.exported', facts: { as } });
      await writeWhole(file, contentOf(answerId, as, signal));
      return { saved: true };
    },
    'answer.print': async ({ answerId }, { signal }) => {
      const page = await pageOf(answerId, signal);
      await host.ledger.recordInLibrary({ kind: 'answer.exported', facts: { as: 'paper' } });
      return { printed: await paper.print(page) };
    },
  };
}
