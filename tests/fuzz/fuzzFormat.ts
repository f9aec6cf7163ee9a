// Has a real parser worker read mutated files of one format, as the host drives it, with a short limit a file. Every file
// ends in a document or a typed reason. A finding is what should not happen inside the worker: a reader that throws, a
// crash, a document that breaks a promise. Invariant: a finding's seed gives the same file again.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DocumentKind } from '../../contract/domain.ts';
import { AppError } from '../../contract/errors.ts';
import { PARSER_ARGUMENTS } from '../../main/engines/parser/parserProgram.ts';
import { parserProtocol, type ParserProtocol } from '../../main/engines/parser/protocol.ts';
import type { Call } from '../../main/engines/rpc/protocol.ts';
import { superviseEngine } from '../../main/engines/supervisor/superviseEngine.ts';
import { createParserWorker } from '../../main/host/parserWorker.ts';
import { root, setup } from '../support/host.ts';
import { seeded } from '../support/processes.ts';
import { brokenPromise } from './checkDocument.ts';
import { mutate, pick } from './mutate.ts';
import { mutateZip } from './mutateZip.ts';
import { SEEDS } from './seeds/index.ts';

export const FILE_LIMIT_MS = 5_000;

export interface Finding {
  readonly format: DocumentKind;
  readonly seed: number;
  readonly what: 'threw' | 'crashed' | 'promise' | 'untyped';
  readonly detail: string;
}

export interface FormatFigures {
  readonly format: DocumentKind;
  /** False where there is no reader yet: nothing was mutated. */
  readonly hasReader: boolean;
  readonly mutations: number;
  /** Read, or refused for which reason. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Seeds of the files that took longer than the limit, or more memory than allowed: typed reasons both, but slow ones. */
  readonly stopped: readonly number[];
  readonly findings: readonly Finding[];
  readonly seconds: number;
  readonly slowestMs: number;
}

export interface FuzzOptions {
  readonly seeds: Iterable<number>;
  /** Real files of the format, beside those that are made here. */
  readonly realFiles?: readonly Buffer[];
  /** A folder for the files of findings. */
  readonly keepDir?: string;
}

/** The file of a seed. The same real files are needed to get the same one again. */
export function mutation(format: DocumentKind, seed: number, realFiles: readonly Buffer[] = []): Buffer {
  const { files, dictionary, isZip } = SEEDS[format];
  const random = seeded(seed);
  const made = files();
  const originals = [...made, ...realFiles];
  // Half of them from the files made here, which are small enough for a change to matter.
  const original = random() < 0.5 ? pick(random, made) : pick(random, originals);
  return (isZip ? mutateZip : mutate)(original, random, { others: originals, dictionary });
}

export async function fuzzFormat(format: DocumentKind, { seeds, realFiles = [], keepDir }: FuzzOptions): Promise<FormatFigures> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-fuzz-'));
  const engine = superviseEngine({ name: 'parser', nodeBinary: setup.nodeBinary, nodeArguments: PARSER_ARGUMENTS, entry: path.join(root, 'build', 'engines', 'parser.js'), host: {}, createHostService: () => ({}), engine: parserProtocol, backOffMs: [0] });
  const failures: AppError[] = [];
  const observed: Call<ParserProtocol> = async (name, params, options) => {
    try {
      return await engine.call(name, params, options);
    } catch (error) {
      if (error instanceof AppError) failures.push(error);
      throw error;
    }
  };
  const worker = createParserWorker({ ...engine, call: observed }, { limitMs: FILE_LIMIT_MS });
  const file = path.join(dir, `fuzz.${SEEDS[format].extension}`);
  const read = async (bytes: Buffer): Promise<Awaited<ReturnType<typeof worker.parse>>> => {
    writeFileSync(file, bytes);
    failures.length = 0;
    return worker.parse({ path: file, name: path.basename(file), kind: format }, { signal: new AbortController().signal });
  };

  const outcomes: Record<string, number> = {};
  const stopped: number[] = [];
  const findings: Finding[] = [];
  let mutations = 0;
  let slowestMs = 0;
  const startedMs = performance.now();
  try {
    const first = await read(SEEDS[format].files()[0]!);
    const hasReader = first.ok || first.reason !== 'unsupported-type';
    for (const seed of hasReader ? seeds : []) {
      const bytes = mutation(format, seed, realFiles);
      const fileStartedMs = performance.now();
      const result = await read(bytes).catch((error: unknown) => error as Error);
      slowestMs = Math.max(slowestMs, performance.now() - fileStartedMs);
      mutations += 1;
      const finding = findingOf(result, failures);
      if (finding !== null) {
        findings.push({ format, seed, ...finding });
        if (keepDir !== undefined) writeFileSync(path.join(keepDir, `${format}-${seed}.${SEEDS[format].extension}`), bytes);
      }
      const outcome = result instanceof Error ? 'untyped' : result.ok ? 'read' : result.reason;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (outcome === 'timeout' || outcome === 'too-much-memory') stopped.push(seed);
    }
    return { format, hasReader, mutations, outcomes, stopped, findings, seconds: (performance.now() - startedMs) / 1000, slowestMs };
  } finally {
    await engine.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function findingOf(result: Awaited<ReturnType<ReturnType<typeof createParserWorker>['parse']>> | Error, failures: readonly AppError[]): Pick<Finding, 'what' | 'detail'> | null {
  // Nothing but a document or a reason may come to the host.
  if (result instanceof Error) return { what: 'untyped', detail: String(result.stack) };
  const failure = failures[0];
  if (failure !== undefined && (result.ok || result.reason === 'parser-crashed')) {
    const cause = failure.cause instanceof Error ? failure.cause.message : '';
    return { what: failure.code === 'engine-crashed' ? 'crashed' : 'threw', detail: `${failure.code} ${JSON.stringify(failure.data)} ${cause}`.slice(0, 2_000) };
  }
  if (!result.ok || result.document === undefined) return null;
  const broken = result.document === null ? null : brokenPromise(result.document);
  return broken === null ? null : { what: 'promise', detail: broken };
}
