// How far a command is, on a terminal and off it: each tenth, or one line that is gone when the command ends, also with an error.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../../contract/errors.ts';
import { messagesFor } from '../../../contract/messages/index.ts';
import { parseArguments } from '../../../main/cli/parseArguments.ts';
import type { Host } from '../../../main/host/createHost.ts';

const CLEAR = '\r\u001b[2K';
const OF = 40;
let written: string;

beforeEach(() => {
  written = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((written += String(text)), true));
});

afterEach(() => void vi.restoreAllMocks());

const onTerminal = (is: boolean): void => void Object.defineProperty(process.stderr, 'isTTY', { value: is, configurable: true });

function tells(tell: (done: number) => void): void {
  for (let done = 0; done <= OF; done += 1) tell(done);
}

/** Each tells how far it is, and ends as `end` does. */
function hostThat(end: () => void): Host {
  const found = { id: 'u', version: '2.0.0', madeAtMs: 0, signedBy: 'x', keyId: 'k', notes: { en: '', de: '' } };
  const steps = async (_input: unknown, { emit }: { emit: (event: unknown) => void }): Promise<void> => {
    tells((done) => emit({ type: 'progress', step: 'writing', doneBytes: done, totalBytes: OF }));
    end();
  };
  return {
    registerPath: () => ({ token: 't' }),
    settings: () => ({ modelId: null }),
    engines: {
      library: {
        call: async (_method: string, _params: unknown, { onEvent }: { onEvent: (event: unknown) => void }) => {
          tells((done) => onEvent({ done, total: OF }));
          end();
        },
      },
    },
    exit: {
      write: async (_to: string, { onProgress }: { onProgress: (event: unknown) => void }) => {
        tells((done) => onProgress({ done, total: OF }));
        end();
        return {};
      },
    },
    updates: {
      check: async (_file: string, { onProgress }: { onProgress: (done: number, total: number) => void }) => {
        tells((done) => onProgress(done, OF));
        end();
        return found;
      },
    },
    handlers: {
      'library.state': async () => ({ encrypted: true }),
      'ingest.progress': async () => ({ problem: null }),
      'document.coverage': async () => ({}),
      'source.list': async () => [],
      'backup.make': steps,
      'selfTest.run': async (_input: unknown, { emit }: { emit: (event: unknown) => void }) => {
        tells((done) => emit({ type: 'reading', done, total: OF }));
        end();
      },
      'model.list': async () => [],
      'answer.ask': async () => end(),
    },
  } as unknown as Host;
}

function run(line: string, end: () => void): Promise<number> {
  const t = messagesFor('en');
  const parsed = parseArguments(line.split(' '), '/', t);
  if (parsed.is !== 'job' || 'runAlone' in parsed.job) throw new TypeError(line);
  return parsed.job.run({ host: hostThat(end), libraryDir: '/', unlock: async () => undefined, t, language: 'en', signal: new AbortController().signal });
}

const COMMANDS = ['ask Where?', 'export --to out --json', 'backup out', 'check', 'update file --check'];
const full = (): never => {
  throw new AppError('disk-full');
};

test.each(COMMANDS)('%s, on a terminal: nothing is left of the line before the error is said', async (line) => {
  onTerminal(true);
  const failing = run(line, full);
  await (line.startsWith('ask') ? failing.catch(() => undefined) : expect(failing).rejects.toMatchObject({ code: 'disk-full' }));
  expect(written.split(CLEAR).length).toBeGreaterThan(OF);
  expect(written.split('Not everything could be read')[0]!.endsWith(CLEAR)).toBe(true);
});

test.each(COMMANDS)('%s, off a terminal: each tenth, once', async (line) => {
  onTerminal(false);
  await run(line, () => undefined).catch(() => undefined);
  const lines = written.trimEnd().split('\n');
  expect(lines).toHaveLength(11);
  expect(written).not.toContain('\u001b');
});
