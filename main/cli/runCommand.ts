// The commands: index, ask, search, status, account, over the same host and engines as the window. Exit codes: 0 done or
// answered, 3 not in the documents, 1 a failure (2, bad use, is the caller's). Those of receipts have their own.
import { stat } from 'node:fs/promises';
import type { Answer, Scope, SourceId } from '../../contract/domain.ts';
import { AppError } from '../../contract/errors.ts';
import type { Translate } from '../../contract/messages/index.ts';
import { receiptText } from '../answer/receipt/makeReceipt.ts';
import type { Host } from '../host/createHost.ts';
import { isEngineFailure } from '../host/engines.ts';
import { writeWhole } from '../host/writeWhole.ts';
import { audit } from './audit.ts';
import { backup, restore } from './backup.ts';
import { bold, coverageLine, createProgressLine, dim, print, printPassages, printSources } from './output.ts';
import { check } from './check.ts';
import { exportEverything } from './exportEverything.ts';
import type { CliRequest } from './parseArguments.ts';
import { replay } from './replay.ts';
import { verify } from './verify.ts';

export const EXIT = { ok: 0, failed: 1, badUse: 2, unreadable: 2, notInDocuments: 3 } as const;

type WithLibrary = Exclude<CliRequest, { command: 'help' | 'repair' | 'update' | 'remove-data' }>;

/** Whoever adds nothing means a library that is there; a mistyped folder must not become a new one. */
export function mayCreateLibrary(request: WithLibrary): boolean {
  return request.command === 'index' || (request.command === 'ask' && request.folders.length > 0);
}

/** Against folders a receipt is verified without any library, and run again without one unless one is named; a check brings its own. */
export function needsLibrary(request: WithLibrary): boolean {
  if (request.command === 'check' || request.command === 'restore') return false;
  if (request.command === 'replay') return request.common.libraryDir !== null;
  return request.command !== 'verify' || request.folders.length === 0;
}

/** Whoever was given an export alone checks that by itself. */
export function mayGoWithoutLibrary(request: WithLibrary): boolean {
  return request.command === 'audit' && request.export !== null && request.common.libraryDir === null;
}

/** A receipt or a ledger that can't be checked must not look like one that no longer holds. */
export function failureOf({ command }: Pick<CliRequest, 'command'>): number {
  return command === 'verify' || command === 'replay' || command === 'audit' ? EXIT.unreadable : EXIT.failed;
}

export async function runCommand(request: WithLibrary, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
  switch (request.command) {
    case 'index':
      return indexFolders(request.folders, request.common.json, host, t, signal);
    case 'search':
      return search(request.question, request.limit, request.common.json, host, t, signal);
    case 'status':
      return status(request.common.json, host, t, signal);
    case 'account':
      return account(request.csv, request.common.json, host, t, signal);
    case 'ask':
      return ask(request, host, t, signal);
    case 'check':
      return check(request, host, t, signal);
    case 'verify':
      return verify(request, host, t, signal);
    case 'backup':
      return backup(request, host, t, signal);
    case 'restore':
      return restore(request, host, t, signal);
    case 'audit':
      return audit(request, host, t, signal);
    case 'export':
      return exportEverything(request, host, t, signal);
    case 'replay':
      return replay(request, host, t, signal);
  }
}

/** Adds what is not there yet and reads it. Returns the items' sources. */
async function addAndRead(folders: readonly string[], host: Host, t: Translate, signal: AbortSignal): Promise<SourceId[]> {
  const items = await Promise.all(
    folders.map(async (folder) => {
      const found = await stat(folder).catch((cause: unknown) => {
        throw new AppError('path-not-found', { path: folder }, { cause });
      });
      return { path: folder, kind: found.isDirectory() ? ('folder' as const) : ('file' as const) };
    }),
  );
  await host.addPaths(items);
  // Whoever adds files wants them read, whatever was paused before.
  await host.handlers['ingest.resume']({}, { signal });
  await finishReading(host, t, signal);
  const sources = await host.handlers['source.list']({}, { signal });
  return sources.filter(({ location }) => folders.includes(location)).map(({ id }) => id);
}

export async function finishReading(host: Host, t: Translate, signal: AbortSignal): Promise<void> {
  const line = createProgressLine(t);
  await host.engines.library.call('ingest.finished', {}, { signal, onEvent: line.show });
  line.done();
  const { problem } = await host.handlers['ingest.progress']({}, { signal });
  if (problem !== null) throw new AppError(problem as 'internal');
}

/** What is read already can be asked, whatever keeps the rest from being read. */
async function readWhatWaits(host: Host, t: Translate, signal: AbortSignal): Promise<void> {
  try {
    await finishReading(host, t, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError) || isEngineFailure(error)) throw error;
    process.stderr.write(`${t('cli.notAllRead', { reason: t(`error.${error.code}.title` as never, error.data) })}\n`);
  }
}

async function indexFolders(folders: readonly string[], json: boolean, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
  const startedMs = performance.now();
  await addAndRead(folders, host, t, signal);
  const coverage = await host.handlers['document.coverage']({}, { signal });
  const unread = await listUnread(host, signal);
  if (json) {
    print({ coverage, unread, seconds: (performance.now() - startedMs) / 1000 });
    return EXIT.ok;
  }
  process.stdout.write(`${coverageLine(coverage, t)}\n`);
  for (const document of unread) process.stdout.write(`${dim(t('cli.unread', { name: document.name, reason: t(`reason.${document.reason}` as never) }))}\n`);
  return EXIT.ok;
}

async function listUnread(host: Host, signal: AbortSignal): Promise<{ name: string; folder: string; state: string; reason: string | null }[]> {
  const unread: { name: string; folder: string; state: string; reason: string | null }[] = [];
  for (const state of ['skipped', 'failed'] as const) {
    for (let offset = 0; ; offset += 500) {
      const { rows, total } = await host.handlers['document.list']({ sourceId: null, state, nameContains: '', offset, limit: 500 }, { signal });
      unread.push(...rows.map((row) => ({ name: row.name, folder: row.folder, state: row.state, reason: row.reason })));
      if (offset + rows.length >= total || rows.length === 0) break;
    }
  }
  return unread;
}

async function search(question: string, limit: number, json: boolean, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
  const found = await host.handlers['search.passages']({ question, scope: null, limit }, { signal });
  if (json) {
    print(found);
  } else {
    printPassages(found.passages, t);
    process.stdout.write(`\n${dim(coverageLine(found.coverage, t))}\n`);
  }
  return found.passages.length > 0 ? EXIT.ok : EXIT.notInDocuments;
}

async function status(json: boolean, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
  const context = { signal };
  const [library, coverage, sources, models] = await Promise.all([
    host.handlers['library.state']({}, context),
    host.handlers['document.coverage']({}, context),
    host.handlers['source.list']({}, context),
    host.handlers['model.list']({}, context),
  ]);
  if (json) {
    print({ library, coverage, sources, models });
    return EXIT.ok;
  }
  process.stdout.write(`${bold(library.location ?? '')}\n${coverageLine(coverage, t)}\n`);
  for (const source of sources) process.stdout.write(`  ${source.location}: ${coverageLine(source.coverage, t)}\n`);
  for (const model of models.filter((candidate) => candidate.installed)) process.stdout.write(`  ${model.selected ? '●' : '○'} ${model.name} (${model.licence})\n`);
  return EXIT.ok;
}

/** Waits for nothing: the account is of what is known. */
async function account(csv: string | null, json: boolean, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
  const [coverage, rows] = await Promise.all([host.handlers['document.coverage']({}, { signal }), host.handlers['document.account']({ sourceId: null }, { signal })]);
  if (csv !== null) await host.ledger.recordInLibrary({ kind: 'account.exported', facts: {} });
  if (csv !== null) await writeWhole(csv, host.accountCsv(null, t, signal));
  if (json) {
    print({ coverage, rows });
    return EXIT.ok;
  }
  process.stdout.write(`${coverageLine(coverage, t)}\n`);
  for (const { state, reason, count } of rows) {
    const named = { state: t(`export.state.${state}`), number: count };
    process.stdout.write(`${reason === null ? t('cli.account', named) : t('cli.accountWhy', { ...named, reason: t(`reason.${reason}`) })}\n`);
  }
  if (csv !== null) process.stdout.write(`${dim(t('cli.accountWritten', { path: csv }))}\n`);
  return EXIT.ok;
}

async function ask(request: Extract<CliRequest, { command: 'ask' }>, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
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
