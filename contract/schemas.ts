// zod schemas of the domain types that cross the boundary. The types themselves stand in domain.ts; the
// `satisfies` lines below make a difference between the two a compile error.
import { z } from 'zod';
import {
  ANSWER_STATUSES,
  DOCUMENT_KINDS,
  DOCUMENT_STATES,
  FILE_REASONS,
  RULE_REASONS,
  type Answer,
  type AnswerEvent,
  type AnswerId,
  type ChunkId,
  type Citation,
  type CollectionId,
  type Contradiction,
  type ConversationId,
  type Coverage,
  type DocumentId,
  type Evidence,
  type HeldFiles,
  type IngestProgress,
  type MadeWith,
  type ModelRun,
  type PlaceIndex,
  type RankedPassage,
  type Sampling,
  type Scope,
  type SearchNote,
  type SourceId,
  type SourceRules,
  type VersionHash,
  type WholeSet,
  type WholeSetEstimate,
  type WholeSetNote,
  type WholeSetProgress,
} from './domain.ts';
import { WHOLE_SET_KINDS } from './wholeSet.ts';

/** What Freehold gives names to by itself. Never a path: a separator fits no id. */
export const id = z.string().regex(/^[A-Za-z0-9][\w.:-]{0,99}$/);
export const sourceId = id.transform((value) => value as SourceId);
export const documentId = id.transform((value) => value as DocumentId);
export const chunkId = id.transform((value) => value as ChunkId);
export const conversationId = id.transform((value) => value as ConversationId);
export const collectionId = id.transform((value) => value as CollectionId);
export const answerId = id.transform((value) => value as AnswerId);
export const versionHash = z.string().regex(/^[0-9a-f]{64}$/).transform((value) => value as VersionHash);

export const documentKind = z.enum(DOCUMENT_KINDS);
export const documentState = z.enum(DOCUMENT_STATES);
export const fileReason = z.enum(FILE_REASONS);
export const ruleReason = z.enum(RULE_REASONS);
const offset = z.number().int().nonnegative();
const count = z.number().int().nonnegative();
const place = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cells'), sheet: z.string(), range: z.string() }),
  z.strictObject({ kind: z.literal('lines'), from: z.number().int().positive(), to: z.number().int().positive() }),
]);
export const placeIndex = z.strictObject({
  sheets: z
    .array(
      z.strictObject({
        name: z.string(),
        start: offset,
        end: offset,
        firstColumn: z.string(),
        lastColumn: z.string(),
        letters: z.array(z.string()).readonly().exactOptional(),
        columns: z.array(z.string()).readonly(),
        rowStarts: z.array(offset).readonly(),
        rowNumbers: z.array(z.number().int().positive()).readonly(),
      }),
    )
    .readonly()
    .exactOptional(),
  numberedLines: z.literal(true).exactOptional(),
}) satisfies z.ZodType<PlaceIndex>;
const textRange = z.strictObject({ start: offset, end: offset });

const patterns = z.array(z.string().min(1).max(500)).max(200).readonly();
export const sourceRules = z.strictObject({ include: patterns, exclude: patterns, gitignore: z.boolean(), hidden: z.boolean() }) satisfies z.ZodType<SourceRules>;
export const heldFiles = z.strictObject({ gone: count, of: count, kept: z.boolean() }) satisfies z.ZodType<HeldFiles>;

export const rankedPassage = z.strictObject({
  chunkId,
  documentId,
  versionHash,
  documentName: z.string(),
  container: z.string().exactOptional(),
  kind: documentKind,
  header: z.string(),
  text: z.string(),
  start: offset,
  end: offset,
  page: count.nullable(),
  place: place.nullable().exactOptional(),
  matches: z.array(textRange).readonly(),
  score: z.number(),
  cosine: z.number().nullable(),
  coverage: z.number(),
}) satisfies z.ZodType<RankedPassage>;

export const citation = z.strictObject({
  number: count,
  documentId,
  versionHash,
  documentName: z.string(),
  container: z.string().exactOptional(),
  kind: documentKind,
  start: offset,
  end: offset,
  quote: z.string(),
  page: count.nullable(),
  place: place.nullable().exactOptional(),
}) satisfies z.ZodType<Citation>;

export const contradictions = z
  .array(z.strictObject({ sides: z.array(z.strictObject({ value: z.string(), citation, since: z.string().nullable(), modifiedMs: z.number().nullable() })).readonly() }) satisfies z.ZodType<Contradiction>)
  .readonly();

const wholeSetKind = z.enum(WHOLE_SET_KINDS);
const wholeSetNote = z.strictObject({
  documentId,
  versionHash: versionHash.exactOptional(),
  documentName: z.string(),
  container: z.string().exactOptional(),
  kind: documentKind,
  note: z.string(),
  citations: z.array(citation).readonly(),
}) satisfies z.ZodType<WholeSetNote>;
const filesOfWholeSet = { kind: wholeSetKind, filesInScope: count, filesToRead: count, filesRead: count, filesWithout: count };
const wholeSet = z.strictObject({
  ...filesOfWholeSet,
  copies: count,
  notes: z.array(wholeSetNote).readonly(),
  filesUnread: count,
  unread: z.array(z.strictObject({ documentName: z.string(), reason: fileReason.nullable() })).readonly(),
}) satisfies z.ZodType<WholeSet>;
const wholeSetProgress = z.strictObject({ ...filesOfWholeSet, reading: z.string().nullable(), secondsLeft: z.number().nullable() }) satisfies z.ZodType<WholeSetProgress>;
export const wholeSetEstimate = z.strictObject({
  kind: wholeSetKind,
  files: count,
  toRead: count,
  kept: count,
  copies: count,
  unread: count,
  tokens: count,
  seconds: count,
}) satisfies z.ZodType<WholeSetEstimate>;

export const coverage = z.strictObject({
  seen: count,
  indexed: count,
  partly: count.exactOptional(),
  skipped: count,
  failed: count,
  waiting: count,
}) satisfies z.ZodType<Coverage>;

const answerTimings = z.strictObject({
  retrieveMs: z.number(),
  modelMs: z.number().exactOptional(),
  promptMs: z.number(),
  prefillMs: z.number(),
  firstTokenMs: z.number(),
  generateMs: z.number(),
  promptTokens: count,
  cachedTokens: count,
  generatedTokens: count,
});

const several = <Entry extends z.ZodType>(entry: Entry) => z.array(entry).max(1000).readonly();
const timeMs = z.number().int().min(-8.64e15).max(8.64e15);
export const tagName = z.string().trim().min(1).max(60);
/** A folder inside of its source, so without a way up or out. */
export const folderInside = z.string().max(4_000).regex(/^(?![/\\])(?!(?:.*[/\\])?\.\.(?:[/\\]|$))/);
const folderPlace = z.strictObject({ sourceId, folder: folderInside });
export const scope = z.strictObject({
  sources: several(sourceId).exactOptional(),
  folders: several(folderPlace).exactOptional(),
  documents: several(documentId).exactOptional(),
  kinds: several(documentKind).exactOptional(),
  afterMs: timeMs.exactOptional(),
  beforeMs: timeMs.exactOptional(),
  languages: several(z.string().regex(/^[a-z]{2}$/)).exactOptional(),
  authors: several(z.string().max(500)).exactOptional(),
  tags: several(tagName).exactOptional(),
}) satisfies z.ZodType<Scope>;
export const searchNote = z.strictObject({ written: z.string(), why: z.enum(['unknown-operator', 'unknown-value']) }) satisfies z.ZodType<SearchNote>;
/** Earlier versions kept the ids of sources alone. */
const keptScope = z.union([scope, z.array(sourceId).transform((sources): Scope => ({ sources }))]);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const chatMessage = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });

export const modelRun = z.strictObject({
  sha256: sha256.nullable(),
  sizeBytes: count,
  modifiedMs: z.number(),
  quantisation: z.string().nullable(),
  threads: count,
  contextTokens: count,
  engine: z.strictObject({ node: z.string(), nodeLlamaCpp: z.string(), llamaCpp: z.string() }),
}) satisfies z.ZodType<ModelRun>;

export const sampling = z.strictObject({ temperature: z.number().min(0), seed: z.number().int().nullable(), maxTokens: count }) satisfies z.ZodType<Sampling>;

const madeWith = z.strictObject({
  model: modelRun.nullable(),
  sampling,
  promptSha256: sha256,
  systemSha256: sha256,
  messages: z.array(chatMessage).readonly().nullable(),
  reply: z.string().nullable(),
}) satisfies z.ZodType<MadeWith>;

const evidence = z.strictObject({ score: z.number().min(0).max(1), threshold: z.number() }) satisfies z.ZodType<Evidence>;

export const answer = z.strictObject({
  id: answerId,
  conversationId,
  question: z.string(),
  searchedQuestion: z.string(),
  scope: keptScope.nullable().exactOptional(),
  text: z.string(),
  status: z.enum(ANSWER_STATUSES),
  quoted: z.boolean().exactOptional(),
  cutShort: z.boolean().exactOptional(),
  passages: z.array(rankedPassage).readonly(),
  sentences: z.array(z.strictObject({ start: offset, end: offset, supported: z.boolean(), citations: z.array(citation).readonly() })).readonly(),
  contradictions: contradictions.exactOptional(),
  ordersRefused: count.exactOptional(),
  wholeSet: wholeSet.exactOptional(),
  evidence: evidence.exactOptional(),
  extract: citation.nullable().exactOptional(),
  coverage,
  modelId: z.string().nullable(),
  timings: answerTimings.nullable(),
  madeWith: madeWith.exactOptional(),
  general: z.strictObject({ text: z.string(), madeWith: madeWith.exactOptional() }).nullable().exactOptional(),
  createdAtMs: z.number(),
}) satisfies z.ZodType<Answer>;

export const answerEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('started'), conversationId, answerId, question: z.string(), searchedQuestion: z.string(), scope: scope.nullable() }),
  z.strictObject({ type: z.literal('passages'), passages: z.array(rankedPassage).readonly(), coverage, elapsedMs: z.number() }),
  z.strictObject({ type: z.literal('extract'), extract: citation.nullable() }),
  z.strictObject({ type: z.literal('contradictions'), contradictions }),
  z.strictObject({ type: z.literal('reading'), promptTokens: count, passagesUsed: count }),
  z.strictObject({ type: z.literal('wholeSet'), progress: wholeSetProgress, note: wholeSetNote.nullable() }),
  z.strictObject({ type: z.literal('delta'), text: z.string() }),
  z.strictObject({ type: z.literal('general') }),
  z.strictObject({ type: z.literal('answer'), answer }),
]) satisfies z.ZodType<AnswerEvent>;

export const ingestProgress = z.strictObject({
  state: z.enum(['idle', 'scanning', 'running', 'paused', 'yielding']),
  done: count,
  total: count,
  filesPerMinute: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  currentFile: z.string().nullable(),
  currentPage: z.number().int().positive().exactOptional(),
  pages: z.number().int().positive().exactOptional(),
  problem: z.string().nullable(),
}) satisfies z.ZodType<IngestProgress>;
