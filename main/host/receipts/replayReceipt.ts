// Runs a receipt's prompts again: the same model file, the same messages, the same sampling, in the llm engine alone. In
// the end it says what the model writes now, and everything about this run that is not as it was then. Invariant:
// another model's answer is never compared; without that very file there is no replay.
import type { ChatMessage, Sampling } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import { scope as scopeSchema } from '../../../contract/schemas.ts';
import { hashOfJson } from '../../canonicalJson.ts';
import type { ReadReceipt } from '../../answer/receipt/readReceipt.ts';
import type { Receipt } from '../../answer/receipt/receipt.ts';
import type { ModelShelf } from '../../models/modelShelf.ts';
import type { Ledger } from '../../sovereignty/ledger/ledgerPort.ts';
import { threadsFor, type Engines } from '../engines.ts';

export interface ReplayedText {
  /** From the passages, or from the model's own knowledge. */
  readonly from: 'files' | 'general';
  /** What the model wrote, as it wrote it; the receipt's output where that was not noted. */
  readonly then: string;
  readonly now: string;
  readonly same: boolean;
}

export interface Replay {
  /** Fields of the receipt that were altered since it was saved. */
  readonly altered: readonly string[];
  readonly model: { readonly id: string; readonly name: string };
  /** A text for each prompt of the receipt, in the order in which they were put. */
  readonly texts: readonly ReplayedText[];
  readonly same: boolean;
  /** What runs the model otherwise than then, each as `[then, now]`: even one thread more may change a word. */
  readonly differences: Readonly<Record<string, readonly [then: string, now: string]>>;
  /** How many of the passages the library finds again for the question; null without a library. */
  readonly passages: { readonly then: number; readonly foundAgain: number } | null;
}

export interface ReplayOptions {
  readonly engines: Pick<Engines, 'llm' | 'library'>;
  readonly shelf: ModelShelf;
  readonly ledger: Ledger;
  /** What an administrator allows. */
  readonly mayUse: (model: { readonly id: string }) => boolean;
  readonly inLibrary: boolean;
  readonly signal: AbortSignal;
}

/** @throws AppError `receipt-not-replayable` when nothing was noted of what to run, `model-missing` without the model's file, `model-not-allowed` */
export async function replayReceipt({ receipt, altered }: ReadReceipt, { engines, shelf, ledger, mayUse, inLibrary, signal }: ReplayOptions): Promise<Replay> {
  const { model, engine } = receipt;
  const runs = runsOf(receipt);
  if (model === null || engine === null || runs.length === 0) throw new AppError('receipt-not-replayable');
  const id = await modelOf(model, shelf, signal);
  if (!mayUse({ id })) throw new AppError('model-not-allowed');
  const file = await shelf.fileOf(id);
  const threads = Math.min(engine.threads, threadsFor(null));
  const loaded = await engines.llm.call('load', { modelId: id, path: file.path, threads, contextTokens: engine.contextTokens }, { signal });
  const texts: ReplayedText[] = [];
  for (const { from, then, endedEarly, messages, sampling } of runs) {
    const startedMs = Date.now();
    const { text, stats } = await engines.llm.call('generate', { messages, maxTokens: sampling.maxTokens, temperature: sampling.temperature }, { signal });
    ledger.record({ kind: 'model.ran', facts: { model: id, promptTokens: stats.promptTokens, replyTokens: stats.generatedTokens, ms: Math.max(0, Date.now() - startedMs), what: 'replay' } });
    signal.throwIfAborted();
    const now = text.trimEnd();
    texts.push({ from, then, now, same: endedEarly ? now.startsWith(then) : now === then });
  }
  return {
    altered,
    model: { id, name: model.name },
    texts,
    same: texts.every(({ same }) => same),
    differences: differencesOf(engine, { ...loaded.engine, threads, contextTokens: loaded.contextTokens }),
    passages: inLibrary ? await foundAgain(receipt, engines, signal) : null,
  };
}

interface Run {
  readonly from: ReplayedText['from'];
  readonly then: string;
  /** The person stopped it, or the engine went: the model would have written on. */
  readonly endedEarly: boolean;
  readonly messages: ChatMessage[];
  readonly sampling: Sampling;
}

/** @throws AppError `receipt-not-replayable` for a prompt that is not the one of its hash: it would be another question */
function runsOf({ prompt, sampling, reply, output, general = null, decision }: Receipt): Run[] {
  const endedEarly = decision.status === 'stopped' || decision.status === 'interrupted';
  const runs: Run[] = [];
  const add = (run: Omit<Run, 'messages' | 'sampling'>, put: Receipt['prompt'], sampled: Receipt['sampling']): void => {
    if (put === null || put.messages === null || sampled === null) return;
    if (hashOfJson(put.messages) !== put.sha256) throw new AppError('receipt-not-replayable');
    runs.push({ ...run, messages: put.messages, sampling: sampled });
  };
  // What was answered from general knowledge had been refused before: that ended by itself.
  add({ from: 'files', then: reply ?? output, endedEarly: endedEarly && general === null }, prompt, sampling);
  if (general !== null) add({ from: 'general', then: general.reply ?? general.output, endedEarly }, general.prompt, general.sampling);
  return runs;
}

/** The installed model that has the very bytes. @throws AppError `model-missing` */
async function modelOf(model: NonNullable<Receipt['model']>, shelf: ModelShelf, signal: AbortSignal): Promise<string> {
  const here = shelf.rows(null).filter(({ role, installed }) => role === 'llm' && installed);
  const known = here.find(({ sha256 }) => sha256 !== null && sha256 === model.sha256);
  if (known !== undefined) return known.id;
  const named = here.find(({ id }) => id === model.id);
  if (named === undefined || model.sha256 === null || (await shelf.hashOf(named.id, signal)) !== model.sha256) throw new AppError('model-missing', { model: model.name });
  return named.id;
}

function differencesOf(then: NonNullable<Receipt['engine']>, now: NonNullable<Receipt['engine']>): Replay['differences'] {
  const names = ['threads', 'contextTokens', 'llamaCpp', 'nodeLlamaCpp', 'node'] as const;
  return Object.fromEntries(names.filter((name) => then[name] !== now[name]).map((name) => [name, [String(then[name]), String(now[name])]]));
}

async function foundAgain({ standaloneQuestion, scope, passages }: Receipt, { library }: Pick<Engines, 'library'>, signal: AbortSignal): Promise<NonNullable<Replay['passages']>> {
  const limits = scopeSchema.safeParse(scope).data ?? null;
  const found = await library.call('search.passages', { question: standaloneQuestion, scope: limits, limit: Math.max(1, Math.min(50, passages.length)) }, { signal });
  const keyOf = (hash: string, start: number, end: number): string => `${hash}:${start}:${end}`;
  const now = new Set(found.passages.map(({ versionHash, start, end }) => keyOf(versionHash, start, end)));
  return { then: passages.length, foundAgain: passages.filter(({ document, start, end }) => now.has(keyOf(document, start, end))).length };
}
