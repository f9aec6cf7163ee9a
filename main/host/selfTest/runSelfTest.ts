// The check of an installation: a host of its own reads the sample library into a temporary folder and is asked the
// questions. In: how to start such a host. Out: events; the figures of the search come before any model is asked. Whatever
// happens, the host is closed and the folder removed. The person's own library is never touched.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { AnswerEvent } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import type { SelfTestEvent } from '../../../contract/selfTest.ts';
import type { Host } from '../createHost.ts';
import { answerFigures, searchFigures, type Found, type Replied } from './figures.ts';
import { chooseQuestions, readSampleQuestions, type SampleQuestion } from './sampleQuestions.ts';

export interface SelfTestPlaces {
  readonly sampleLibraryDir: string;
  readonly sampleQuestionsFile: string;
}

const QUICK = 12;
const SHOWN_PASSAGES = 8;

export async function runSelfTest(
  { quick, answers }: { readonly quick: boolean; readonly answers: boolean },
  places: SelfTestPlaces,
  startHost: (ledgerDir: string) => Promise<Host>,
  { signal, emit }: { readonly signal: AbortSignal; readonly emit: (event: SelfTestEvent) => void },
): Promise<void> {
  const all = readSampleQuestions(places.sampleQuestionsFile);
  const questions = quick ? chooseQuestions(all, QUICK) : all;
  const dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-check-'));
  const host = await startHost(path.join(dir, 'ledger'));
  try {
    await host.openLibrary(path.join(dir, 'Library'), { remember: false });
    const read = await readSamples(host, places.sampleLibraryDir, { signal, emit });
    const figures = searchFigures(await searchAll(host, questions, { signal, emit }), read);
    emit({ type: 'figures', figures, complete: !answers });
    if (answers) emit({ type: 'figures', figures: [...figures, ...answerFigures(await askAll(host, questions, { signal, emit }))], complete: true });
  } finally {
    await host.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

type Following = Parameters<typeof runSelfTest>[3];

async function readSamples(host: Host, folder: string, { signal, emit }: Following): Promise<{ files: number; seconds: number }> {
  const startedMs = performance.now();
  await host.addPaths([{ path: folder, kind: 'folder' }]);
  const { indexed } = await host.engines.library.call('ingest.finished', {}, { signal, onEvent: ({ done, total }) => emit({ type: 'reading', done, total }) });
  return { files: indexed, seconds: (performance.now() - startedMs) / 1000 };
}

async function searchAll(host: Host, questions: readonly SampleQuestion[], { signal, emit }: Following): Promise<Found[]> {
  const found: Found[] = [];
  for (const question of questions) {
    stopWhenAborted(signal);
    const startedMs = performance.now();
    const { passages } = await host.handlers['search.passages']({ question: question.question, scope: null, limit: SHOWN_PASSAGES }, { signal });
    found.push({ question, passages, searchMs: performance.now() - startedMs });
    emit({ type: 'searching', done: found.length, total: questions.length });
  }
  return found;
}

async function askAll(host: Host, questions: readonly SampleQuestion[], { signal, emit }: Following): Promise<Replied[]> {
  const replied: Replied[] = [];
  for (const question of questions) {
    stopWhenAborted(signal);
    emit({ type: 'answering', done: replied.length, total: questions.length });
    const startedMs = performance.now();
    let last: AnswerEvent | undefined;
    await host.handlers['answer.ask']({ question: question.question, conversationId: null, scope: null }, { signal, emit: (event) => (last = event) });
    if (last?.type !== 'answer') throw new AppError('internal');
    const { text, status, contradictions = [] } = last.answer;
    if (status === 'no-model') throw new AppError('model-missing', { model: '' });
    replied.push({ question, text, refused: status === 'not-in-documents', disagreeing: contradictions.map(({ sides }) => sides.map(({ citation }) => citation.documentName)), seconds: (performance.now() - startedMs) / 1000 });
  }
  return replied;
}

function stopWhenAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled');
}
