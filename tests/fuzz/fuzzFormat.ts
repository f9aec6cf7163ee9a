// Has a real parser worker read mutated files of one format, as the host drives it, with a short limit a file. Every file
// ends in a document or a typed reason. A finding is what should not happen inside the worker: a reader that throws, a
// crash, a document that breaks a promise. Invariant: a finding's seed gives the same file again.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DocumentKind } from '../../contract/domain.ts';
import { AppError } from '../../contract/errors.ts';
import { PARSER_ARGUMENTS } from '../../main/engines/parser/parserProgram.ts';
import { parserProtocol, type ParsedMember, type ParseResult, type ParserProtocol } from '../../main/engines/parser/protocol.ts';
import type { Call } from '../../main/engines/rpc/protocol.ts';
import { superviseEngine } from '../../main/engines/supervisor/superviseEngine.ts';
import { createParserWorker } from '../../main/host/parserWorker.ts';
import { classifyFile } from '../../main/ingest/1-discover/classifyFile.ts';
import { root, setup } from '../support/host.ts';
import { seeded } from '../support/processes.ts';
import { brokenPromise } from './checkDocument.ts';
import { mutate, pick } from './mutate.ts';
import { mutateZip } from './mutateZip.ts';
import { SEEDS } from './seeds/index.ts';

export const FILE_LIMIT_MS = 5_000;
/** Of an archive or a message with attachments. */
const MEMBERS_A_FILE = 6;

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
  const { signal } = new AbortController();

  /** The file, and some of the files inside of it, as far down as a person's go. */
  async function read(bytes: Buffer): Promise<{ readonly result: ParseResult | Error; readonly finding: Pick<Finding, 'what' | 'detail'> | null }> {
    writeFileSync(file, bytes);
    const whole = await readOne({ path: file, name: path.basename(file), kind: format });
    let finding = whole.finding;
    const waiting = membersOf(whole.result);
    for (let count = 0; waiting.length > 0 && count < MEMBERS_A_FILE; count += 1) {
      const { member, fingerprint, name, kind: said } = waiting.shift()!;
      const kind = said ?? classifyFile(name, 1).kind;
      if (kind === null) continue;
      const inner = await readOne({ path: file, name, kind, member, fingerprint });
      finding ??= inner.finding === null ? null : { ...inner.finding, detail: `${kind} ${member}: ${inner.finding.detail}` };
      waiting.push(...membersOf(inner.result));
    }
    return { result: whole.result, finding };
  }

  async function readOne(params: Parameters<typeof worker.parse>[0]): Promise<{ readonly result: ParseResult | Error; readonly finding: Pick<Finding, 'what' | 'detail'> | null }> {
    failures.length = 0;
    const result = await worker.parse(params, { signal }).catch((error: unknown) => error as Error);
    return { result, finding: findingOf(result, failures) };
  }

  const outcomes: Record<string, number> = {};
  const stopped: number[] = [];
  const findings: Finding[] = [];
  let mutations = 0;
  let slowestMs = 0;
  const startedMs = performance.now();
  try {
    const { result: first } = await read(SEEDS[format].files()[0]!);
    const hasReader = first instanceof Error || first.ok || first.reason !== 'unsupported-type';
    for (const seed of hasReader ? seeds : []) {
      const bytes = mutation(format, seed, realFiles);
      const fileStartedMs = performance.now();
      const { result, finding } = await read(bytes);
      slowestMs = Math.max(slowestMs, performance.now() - fileStartedMs);
      mutations += 1;
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

function findingOf(result: ParseResult | Error, failures: readonly AppError[]): Pick<Finding, 'what' | 'detail'> | null {
  // Nothing but a document or a reason may come to the host.
  if (result instanceof Error) return { what: 'untyped', detail: String(result.stack) };
  const failure = failures[0];
  if (failure !== undefined && (result.ok || result.reason === 'parser-crashed')) {
    const cause = failure.cause instanceof Error ? failure.cause.message : '';
    return { what: failure.code === 'engine-crashed' ? 'crashed' : 'threw', detail: `${failure.code} ${JSON.stringify(failure.data)} ${cause}`.slice(0, 2_000) };
  }
  if (!result.ok || result.document === null) return null;
  const broken = brokenPromise(result.document);
  return broken === null ? null : { what: 'promise', detail: broken };
}

const membersOf = (result: ParseResult | Error): ParsedMember[] => (result instanceof Error || !result.ok ? [] : (result.members ?? []).filter(({ skip }) => skip === undefined));
