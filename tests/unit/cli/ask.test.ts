// `freehold ask` over a host that answers by script: what keeps files from being read does not keep from asking.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Answer, AnswerEvent } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import { messagesFor } from '../../../contract/messages/index.ts';
import { EXIT } from '../../../main/cli/exitCodes.ts';
import { parseArguments } from '../../../main/cli/parseArguments.ts';
import type { Host } from '../../../main/host/createHost.ts';

const coverage = { seen: 1, indexed: 1, skipped: 0, failed: 0, waiting: 0 };
const answered: Answer = { id: 'a' as never, conversationId: 'c' as never, question: 'When?', searchedQuestion: 'When?', text: 'In May.', status: 'answered', passages: [], sentences: [], coverage, modelId: 'm', timings: null, createdAtMs: 0 };
let printed: { out: string; err: string };
/** What the question allowed. */
let allowed: boolean | undefined;

beforeEach(() => {
  printed = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed.out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((printed.err += String(text)), true));
});

afterEach(() => void vi.restoreAllMocks());

function ask(options: { readonly finished?: () => Promise<unknown>; readonly problem?: string; readonly answer?: Answer; readonly signal?: AbortSignal; readonly general?: boolean; readonly events?: readonly AnswerEvent[] }): Promise<number> {
  const host = {
    engines: { library: { call: options.finished ?? (async () => coverage) } },
    handlers: {
      'model.list': async () => [],
      'ingest.progress': async () => ({ problem: options.problem ?? null }),
      'answer.ask': async (input: { general?: boolean }, { emit }: { emit: (event: unknown) => void }) => {
        allowed = input.general;
        for (const event of options.events ?? []) emit(event);
        emit({ type: 'answer', answer: options.answer ?? answered });
      },
    },
  } as unknown as Host;
  const t = messagesFor('en');
  const parsed = parseArguments(['ask', 'When?', ...(options.general === true ? ['--general'] : [])], '/', t);
  if (parsed.is !== 'job' || 'runAlone' in parsed.job) throw new TypeError('ask runs in a host');
  return parsed.job.run({ host, libraryDir: '/', unlock: async () => undefined, t, language: 'en', signal: options.signal ?? new AbortController().signal });
}

const failing = (code: 'embedder-missing' | 'engine-crashed' | 'cancelled') => async (): Promise<never> => {
  throw new AppError(code);
};

test('without the embedder it answers, and says what is missing', async () => {
  expect(await ask({ finished: failing('embedder-missing') })).toBe(EXIT.ok);
  expect(printed.err).toContain('The model for search by meaning is missing');
});

test('with a full disk it answers, and says so', async () => {
  expect(await ask({ problem: 'disk-full' })).toBe(EXIT.ok);
  expect(printed.err).toContain('The disk is full');
});

test('an engine that is gone and a stop are no warnings', async () => {
  await expect(ask({ finished: failing('engine-crashed') })).rejects.toMatchObject({ code: 'engine-crashed' });
  await expect(ask({ finished: failing('cancelled'), signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  expect(printed.err).toBe('');
});

test('an answer that was cut says so', async () => {
  expect(await ask({ answer: { ...answered, cutShort: true } })).toBe(EXIT.ok);
  expect(printed.out).toContain('reached its longest length');
});

test('the model’s own knowledge: only with --general, behind its label, and still not in the documents', async () => {
  expect(await ask({})).toBe(EXIT.ok);
  expect(allowed).toBe(false);
  const general: Answer = { ...answered, text: '', status: 'not-in-documents', general: { text: 'In Paris.' } };
  expect(await ask({ general: true, events: [{ type: 'general' }, { type: 'delta', text: 'In Paris.' }], answer: general })).toBe(EXIT.notInDocuments);
  expect(allowed).toBe(true);
  expect(printed.out).toMatch(/Not in your documents\.\s+From the model’s own knowledge, not from your files\. Nothing here is proved\.\s+In Paris\.\s+The nearest passages:/);
});

test('the model’s own knowledge without a model, and stopped, says so', async () => {
  const general: Answer = { ...answered, text: '', status: 'not-in-documents', modelId: null, general: { text: '' } };
  expect(await ask({ general: true, answer: general })).toBe(EXIT.notInDocuments);
  expect(printed.out).toContain('No model is chosen that could answer');
  expect(await ask({ general: true, answer: { ...general, status: 'stopped', general: { text: 'In' } } })).toBe(EXIT.failed);
  expect(printed.out).toContain('cut short');
});
