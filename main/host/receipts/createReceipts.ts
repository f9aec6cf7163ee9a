// Receipts at the host: saving one of an answer in the open library, and verifying one against that library or folders.
// The host alone knows the model's file, the app's version and where files lie.
import type { Answer, AnswerId, DocumentId, VersionHash } from '../../../contract/domain.ts';
import type { ModelOutcome, Verification } from '../../../contract/verification.ts';
import { makeReceipt, runOf } from '../../answer/receipt/makeReceipt.ts';
import type { ReadReceipt } from '../../answer/receipt/readReceipt.ts';
import type { Receipt } from '../../answer/receipt/receipt.ts';
import { verifyReceipt } from '../../answer/receipt/verifyReceipt.ts';
import type { ModelShelf } from '../../models/modelShelf.ts';
import type { OcrLanguages } from '../../models/ocrLanguages.ts';
import type { Ledger } from '../../sovereignty/ledger/ledgerPort.ts';
import type { Engines } from '../engines.ts';
import { candidatesInFolders } from './inFolders.ts';
import { createOriginals, type Candidate } from './originals.ts';
import { replayReceipt, type Replay, type ReplayOptions } from './replayReceipt.ts';

export interface Receipts {
  /** Fails with `not-found` when there is no such answer, as the next one does. */
  answer(answerId: AnswerId, signal: AbortSignal): Promise<{ readonly answer: Answer; readonly modelName: string | null }>;
  make(answerId: AnswerId, signal: AbortSignal): Promise<Receipt>;
  /** `folders` null: against the files of the open library. */
  verify(receipt: ReadReceipt, folders: readonly string[] | null, signal: AbortSignal): Promise<Verification>;
  /** What of an answer in the open library still holds. */
  verifyAnswer(answerId: AnswerId, signal: AbortSignal): Promise<Verification>;
  /** `inLibrary`: also looks whether the open library finds the same passages. */
  replay(receipt: ReadReceipt, options: Pick<ReplayOptions, 'inLibrary' | 'signal'>): Promise<Replay>;
}

interface ReceiptsOptions {
  readonly engines: Pick<Engines, 'library' | 'llm' | 'parserWorker'>;
  readonly shelf: ModelShelf;
  readonly ocrLanguages: Pick<OcrLanguages, 'filesOf'>;
  readonly ledger: Ledger;
  readonly mayUse: ReplayOptions['mayUse'];
  readonly appVersion: string;
}

export function createReceipts({ engines, shelf, ocrLanguages, ledger, mayUse, appVersion }: ReceiptsOptions): Receipts {
  /** The hash of a file that was not hashed when it answered, while it is still that file by size and time. */
  async function hashSince(modelId: string, run: { readonly sizeBytes: number; readonly modifiedMs: number }, signal: AbortSignal): Promise<string | null> {
    const file = await shelf.fileOf(modelId).catch(() => null);
    return file === null || file.sizeBytes !== run.sizeBytes || file.modifiedMs !== run.modifiedMs ? null : shelf.hashOf(modelId, signal);
  }

  async function modelOutcome({ model }: Receipt, signal: AbortSignal): Promise<ModelOutcome> {
    if (model === null || model.sha256 === null) return 'not-recorded';
    const installed = shelf.rows(null).filter(({ role, installed: isHere }) => role === 'llm' && isHere);
    if (installed.some(({ sha256 }) => sha256 === model.sha256)) return 'same';
    if (!installed.some(({ id }) => id === model.id)) return 'not-here';
    return (await shelf.hashOf(model.id, signal)) === model.sha256 ? 'same' : 'changed';
  }

  const nameOf = (modelId: string | null): string | null => shelf.rows(null).find(({ id }) => id === modelId)?.name ?? modelId;

  async function make(answerId: AnswerId, signal: AbortSignal): Promise<Receipt> {
    const { answer, documents } = await engines.library.call('answer.record', { answerId }, { signal });
    const { modelId } = answer;
    const run = runOf(answer);
    return makeReceipt(answer, {
      documents,
      app: { version: appVersion, platform: `${process.platform} ${process.arch}` },
      modelSha256: modelId === null || run === null || run.sha256 !== null ? null : await hashSince(modelId, run, signal),
      modelName: nameOf(modelId),
      nowMs: Date.now(),
    });
  }

  async function verify(receipt: ReadReceipt, folders: readonly string[] | null, signal: AbortSignal): Promise<Verification> {
    const inLibrary = ({ id, sha256, name }: Receipt['documents'][number]): Promise<readonly Candidate[]> =>
      engines.library.call('document.candidates', { documentId: id as DocumentId, versionHash: sha256 as VersionHash, name }, { signal });
    const candidates = folders === null ? inLibrary : await candidatesInFolders(folders, signal);
    const originals = createOriginals({ candidates, parserWorker: engines.parserWorker, ocrLanguageFiles: ocrLanguages.filesOf, signal });
    return verifyReceipt(receipt, originals, (read) => modelOutcome(read, signal), signal);
  }

  return {
    answer: async (answerId, signal) => {
      const { answer } = await engines.library.call('answer.record', { answerId }, { signal });
      return { answer, modelName: nameOf(answer.modelId) };
    },
    make,
    verify,
    verifyAnswer: async (answerId, signal) => verify({ receipt: await make(answerId, signal), altered: [] }, null, signal),
    replay: (receipt, options) => replayReceipt(receipt, { engines, shelf, ledger, mayUse, ...options }),
  };
}
