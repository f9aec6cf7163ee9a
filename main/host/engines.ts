// The three engine programs of a host, and the wires between them: the library engine asks for a parse or a sentence,
// the host relays it to the parser or the llm engine.
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import type { RouteOutput } from '../../contract/routes.ts';
import { SYSTEM_PROMPT } from '../answer/3-prompt/packPrompt.ts';
import { GENERAL_SYSTEM_PROMPT } from '../answer/general/generalPrompt.ts';
import { libraryHostProtocol, libraryProtocol, type LibraryHostProtocol, type LibraryNotice, type LibraryProtocol } from '../engines/library/protocol.ts';
import { llmProtocol, type LlmProtocol } from '../engines/llm/protocol.ts';
import { parserProtocol, type ParserProtocol } from '../engines/parser/protocol.ts';
import type { Call, MethodResult } from '../engines/rpc/protocol.ts';
import { superviseEngine, type Engine, type EngineState } from '../engines/supervisor/superviseEngine.ts';
import type { Log } from '../ipc/log.ts';
import type { ModelShelf } from '../models/modelShelf.ts';
import type { VerifyEngine } from '../sovereignty/verifyEngines.ts';
import { refusedWhileLocked, unlessLocked } from './encryption/lockedEngine.ts';
import { engineProgram, type EngineName } from './engineProgram.ts';
import type { HostPaths } from './hostOptions.ts';
import { createParserWorker, type ParserWorker } from './parserWorker.ts';

export type EngineRow = RouteOutput<'privacy.report'>['engines'][number];

type PreparedModel = NonNullable<MethodResult<LibraryHostProtocol, 'llm.prepare'>>;

export interface Engines {
  readonly library: Engine<LibraryProtocol>;
  readonly llm: Engine<LlmProtocol>;
  readonly parser: Engine<ParserProtocol>;
  readonly parserWorker: ParserWorker;
  /** Loads the chosen model and reads the system prompt ahead of the first question, from what is kept of it if it can. */
  warmModel(signal: AbortSignal): Promise<void>;
  rows(): EngineRow[];
  /** A second llm engine, for whoever needs one of his own for a moment; he stops it. */
  spareLlm(): Engine<LlmProtocol>;
  stop(): Promise<void>;
}

/** A language model that nobody asked for this long gives its memory back. */
const LLM_IDLE_MS = 10 * 60_000;
const PARSER_IDLE_MS = 60_000;
/** Hostile files bring it down one after the other; each is a case of its own. */
const PARSER_BACK_OFF_MS = [0, 0, 250];

export function createEngines(options: {
  readonly paths: HostPaths;
  readonly log: Log;
  readonly shelf: ModelShelf;
  readonly chosenModel: () => string | null;
  readonly threads: () => number;
  /** Where the files of these languages are; what is not there is left out. */
  readonly ocrLanguageFiles: (ids: readonly string[]) => { id: string; path: string }[];
  /** Proves an engine's files before it starts; undefined where there is nothing to prove them by. */
  readonly verifyEngine: VerifyEngine | undefined;
  /** Of the library: nothing is asked of its engine meanwhile. */
  readonly locked: () => boolean;
  readonly onNotice: (notice: LibraryNotice) => void;
  readonly onEngine: (row: EngineRow) => void;
  /** A call for the network was stopped in an engine. */
  readonly onBlocked: (engine: EngineName, kind: string) => void;
  /** Opens the library again after the library engine came back. */
  readonly afterLibraryStart: (call: Call<LibraryProtocol>) => Promise<void>;
}): Engines {
  const { paths, log, shelf } = options;
  const blockedCalls: Record<EngineName, number> = { library: 0, llm: 0, parser: 0 };
  const common = (name: EngineName) => ({
    ...engineProgram(paths, name, options.verifyEngine),
    onState: (state: EngineState, restarts: number) => {
      log(state === 'failed' ? 'error' : 'info', 'engine.changed', { engine: name, state, restarts });
      options.onEngine(row(name));
    },
    onBlocked: (kind: string) => {
      blockedCalls[name] += 1;
      options.onBlocked(name, kind);
    },
    onStderr: (line: string) => log('debug', 'engine.stderr', { engine: name, line: line.slice(0, 2_000) }),
  });

  const parser: Engine<ParserProtocol> = superviseEngine({
    ...common('parser'),
    host: {},
    createHostService: () => ({}),
    engine: parserProtocol,
    idleStopMs: PARSER_IDLE_MS,
    backOffMs: PARSER_BACK_OFF_MS,
  });
  const llm: Engine<LlmProtocol> = superviseEngine({ ...common('llm'), host: {}, createHostService: () => ({}), engine: llmProtocol, idleStopMs: LLM_IDLE_MS });
  const parserWorker = createParserWorker(parser);

  async function prepareModel(): Promise<PreparedModel | null> {
    const modelId = options.chosenModel();
    if (modelId === null) return null;
    const file = await shelf.fileOf(modelId);
    const { path: modelPath, ...facts } = file;
    const threads = options.threads();
    // A state of another file's reading would do harm: without the file's hash none is kept.
    const kept = file.sha256 === null ? null : { systemPrompts: [SYSTEM_PROMPT, GENERAL_SYSTEM_PROMPT], folder: path.join(paths.userDataDir, 'prompt-states'), modelSha256: file.sha256 };
    const { contextTokens, engine } = await llm.call('load', { modelId, path: modelPath, threads, contextTokens: file.contextTokens, kept });
    return { modelId, contextTokens, run: { ...facts, threads, contextTokens, engine } };
  }

  const supervised = superviseEngine<LibraryHostProtocol, LibraryProtocol>({
    ...common('library'),
    host: libraryHostProtocol,
    createHostService: () => refusedWhileLocked({
      'parser.parse': (params, { signal }) => parserWorker.parse(params, { signal }),
      'parser.recognise': ({ languages, ...params }, { signal }) => parserWorker.recognise({ ...params, languages: options.ocrLanguageFiles(languages) }, { signal }),
      'parser.locate': (params) => parserWorker.locate(params),
      'parser.memberBytes': (params) => parserWorker.memberBytes(params),
      'parser.pageImage': (params) => parserWorker.pageImage(params),
      'llm.prepare': () => prepareModel(),
      'llm.countTokens': (params) => llm.call('countTokens', params),
      'llm.countPromptTokens': (params) => llm.call('countPromptTokens', params),
      'llm.generate': (params, { signal, emit }) => llm.call('generate', params, { signal, onEvent: emit }),
      'llm.firstWordProbabilities': (params, { signal }) => llm.call('firstWordProbabilities', params, { signal }),
      notify: async (notice) => {
        options.onNotice(notice);
        return {};
      },
    }, options.locked),
    engine: libraryProtocol,
    keepAlive: true,
    afterStart: options.afterLibraryStart,
  });

  const library = unlessLocked(supervised, options.locked);
  const all = { library, llm, parser };
  function row(name: EngineName): EngineRow {
    const engine = all[name];
    return { name, state: engine.state(), restarts: engine.restarts(), memoryBytes: memoryOf(engine.processId()), blockedCalls: blockedCalls[name], ownNetwork: engine.ownNetwork() };
  }

  return {
    ...all,
    parserWorker,
    warmModel: async (signal) => {
      const warm = async (): Promise<PreparedModel | null> => {
        const prepared = await prepareModel();
        if (prepared !== null) await llm.call('warm', { systemPrompt: SYSTEM_PROMPT }, { signal });
        return prepared;
      };
      const prepared = await warm();
      if (prepared === null || prepared.run.sha256 !== null) return;
      await shelf.hashOf(prepared.modelId, signal);
      await warm();
    },
    spareLlm: () => superviseEngine({ ...common('llm'), onState: () => undefined, host: {}, createHostService: () => ({}), engine: llmProtocol }),
    rows: () => (['library', 'llm', 'parser'] as const).map(row),
    stop: async () => {
      // The library asks the others; without them its last work would fail for a wrong reason.
      await library.stop();
      await Promise.all([llm.stop(), parser.stop()]);
    },
  };
}

/** Cores the engines may use: the person's choice, else all of them. */
export function threadsFor(cores: number | null): number {
  return Math.max(1, Math.min(cores ?? os.availableParallelism(), os.availableParallelism()));
}

/** Resident memory; null where the system does not tell. */
export function memoryOf(processId: number | null): number | null {
  if (processId === null || process.platform !== 'linux') return null;
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

/** True for what a new start of the engine may put right. */
export function isEngineFailure(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'engine-crashed' || error.code === 'engine-unavailable');
}
