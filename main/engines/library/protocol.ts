// What the library engine answers (most of it routes of the contract, unchanged), and what it may ask of its host:
// the parser, the language model, and a place to report to.
import { z } from 'zod';
import { backupProgress, backupRow } from '../../../contract/backup.ts';
import { embedderEstimate, embedderState } from '../../../contract/embedders.ts';
import { exitCounts, exitProgress } from '../../../contract/exit.ts';
import { ENCODINGS } from '../../../contract/encodings.ts';
import { accountRow, rebuiltLibrary } from '../../../contract/library.ts';
import type { RequestRoute } from '../../../contract/route.ts';
import { erasureRow } from '../../../contract/erasure.ts';
import { chainPoint, chainVerdict, ledgerEvent, ledgerRoutes, sealedPoint, exportedEntry } from '../../../contract/ledger.ts';
import { routes, type RequestName } from '../../../contract/routes.ts';
import { answerEvent, answer, answerId, coverage, documentId, documentKind, fileReason, ingestProgress, modelRun, sourceId, versionHash } from '../../../contract/schemas.ts';
import { receiptDocument } from '../../answer/receipt/receipt.ts';
import { backupHead } from '../../library/backup/backupFile.ts';
import { embedderSpec } from '../../models/embedderSpec.ts';
import { llmProtocol } from '../llm/protocol.ts';
import { pageToRecognise, parserProtocol, recognised } from '../parser/protocol.ts';
import { networkProtocol } from '../rpc/networkProtocol.ts';
import { method, type MethodDefinition } from '../rpc/protocol.ts';

/** Routes that the engine answers as they are. */
export const LIBRARY_ROUTES = [
  'backup.list',
  'backup.check',
  'backup.delete',
  'source.list',
  'source.remove',
  'source.rescan',
  'source.setRules',
  'source.testRules',
  'source.previewRules',
  'source.confirmGone',
  'document.list',
  'document.names',
  'document.coverage',
  'document.account',
  'document.unlock',
  'document.forget',
  'document.forgetPreview',
  'source.forgetFolder',
  'source.folders',
  'erasure.list',
  'forgotten.list',
  'forgotten.revoke',
  'retention.get',
  'retention.set',
  'retention.apply',
  'document.retry',
  'document.setEncoding',
  'document.setTags',
  'tag.list',
  'document.open',
  'document.text',
  'document.bytes',
  'document.locate',
  'document.pageImage',
  'ingest.progress',
  'ingest.pause',
  'ingest.resume',
  'ingest.cancel',
  'embedder.state',
  'embedder.cancel',
  'search.passages',
  'scope.suggest',
  'collection.list',
  'collection.save',
  'collection.rename',
  'collection.delete',
  'answer.wholeSetEstimate',
  'conversation.list',
  'conversation.get',
  'conversation.changes',
  'conversation.rename',
  'conversation.delete',
  'conversation.restore',
] as const satisfies readonly RequestName[];
export type LibraryRoute = (typeof LIBRARY_ROUTES)[number];

type FromRoutes = { readonly [Name in LibraryRoute]: (typeof routes)[Name] extends RequestRoute<infer Input, infer Output> ? MethodDefinition<Input, Output, z.ZodNever> : never };

const fromRoutes = Object.fromEntries(LIBRARY_ROUTES.map((name) => [name, method({ params: routes[name].input, result: routes[name].output })])) as unknown as FromRoutes;
const nothing = z.strictObject({});

/** The languages that images are read in; null: they are not read. */
const ocrChoice = z.strictObject({ languages: z.array(z.string()).min(1).readonly() }).nullable();
export const accountedFile = z.strictObject({
  id: documentId,
  /** Begins with the source's name. */
  folder: z.string(),
  name: z.string(),
  /** Name of the file that holds this one. */
  insideOf: z.string().nullable(),
  kind: documentKind.nullable(),
  state: accountRow.shape.state,
  reason: fileReason.nullable(),
  unreadPages: z.string().nullable(),
  sizeBytes: z.number(),
  modifiedMs: z.number(),
});
export type AccountedFile = z.output<typeof accountedFile>;

/**
 * Of an encrypted library, 32 bytes; it comes this way alone, never by arguments, environment or disk. Zeros are a
 * key that was dropped on its way. Null: it is plain.
 */
const keyBytes = z.custom<Uint8Array>((key) => key instanceof Uint8Array && key.length === 32 && key.some((byte) => byte !== 0));
const libraryKey = keyBytes.nullable();

/** A file as the parser is asked for it. */
const fileCandidate = z.strictObject({
  /** Below its source; begins with the source's name. */
  folder: z.string(),
  path: z.string(),
  name: z.string(),
  kind: documentKind,
  encoding: z.enum(ENCODINGS).exactOptional(),
  member: z.string().exactOptional(),
  fingerprint: z.string().exactOptional(),
});

export const libraryProtocol = {
  ...fromRoutes,
  ...networkProtocol,
  /** Opens or makes the library in a folder. Fails with `library-in-use` while another process has it. `embedders` are those that are installed; a new library takes the first one. */
  'library.open': method({
    params: z.strictObject({
      libraryDir: z.string(),
      key: libraryKey.exactOptional(),
      /** Of the ledger's keys and anchors, and how far the installation's own chain is. */
      ledgerDir: z.string(),
      installation: chainPoint.extend({ id: z.string() }),
      /** Other folders of the app, which are looked through for what was erased. */
      appDirs: z.array(z.string()),
      embedders: z.array(embedderSpec),
      threads: z.number().int().positive(),
      watch: z.boolean(),
      ocr: ocrChoice,
    }),
    result: z.strictObject({ embedderReady: z.boolean(), rebuildingIndex: z.boolean(), sources: z.number(), embedder: embedderState }),
  }),
  'embedder.estimate': method({ params: z.strictObject({ embedder: embedderSpec }), result: embedderEstimate }),
  /** `reopen`: the library had none that could be used; it is searched with this one once it is opened again. */
  'embedder.choose': method({ params: z.strictObject({ embedder: embedderSpec }), result: z.strictObject({ reopen: z.boolean() }) }),
  /** What is read from now on; what other choices left unread is read anew. */
  'ocr.choose': method({ params: z.strictObject({ ocr: ocrChoice }), result: nothing }),
  /** Encrypts the library, or decrypts it, and closes it first. Ended at any moment, it leaves the old one or the new one whole. */
  'library.convert': method({ params: z.strictObject({ libraryDir: z.string(), from: libraryKey, to: libraryKey }), result: nothing }),
  /** Makes a backup of the library that is open, of which `key` opens the frames, and restores it for a try. Aborted, it leaves nothing. */
  'backup.write': method({
    params: z.strictObject({ folder: z.string(), fileName: z.string(), head: backupHead, key: keyBytes, name: z.string(), appVersion: z.string() }),
    event: backupProgress,
    result: backupRow,
  }),
  /** Makes a library of a backup in a folder that is empty or not there; nothing is opened. `id` and `keys` as the backup's head has them. */
  'backup.unpack': method({
    params: z.strictObject({ file: z.string(), key: keyBytes, id: backupHead.shape.id, keys: backupHead.shape.keys, folder: z.string(), ledgerDir: z.string() }),
    event: backupProgress,
    result: z.strictObject({ name: z.string(), documents: z.number(), conversations: z.number() }),
  }),
  'library.close': method({ params: nothing, result: nothing }),
  /** Fails with `library-in-use` while another process has it. Never asked for one that this engine has open. */
  'library.checkFree': method({ params: z.strictObject({ libraryDir: z.string() }), result: z.strictObject({}) }),
  /** Sets a damaged database aside and makes a new one with what can be kept of it. None may be open; see `library.rebuild`. */
  'library.rebuild': method({ params: z.strictObject({ libraryDir: z.string(), key: libraryKey }), result: rebuiltLibrary }),
  'source.addPaths': method({
    params: z.strictObject({ items: z.array(z.strictObject({ path: z.string(), kind: z.enum(['folder', 'file']) })) }),
    result: z.strictObject({ added: z.number(), alreadyThere: z.number() }),
  }),
  /** How many passages are in which language, ISO 639-1; the host says what that means for the embedder. */
  'library.languageCounts': method({ params: nothing, result: z.array(z.strictObject({ language: z.string().nullable(), passages: z.number() })) }),
  /** For the host alone, which gives the file to another program: a path never reaches the renderer. */
  'document.handOver': method({ params: z.strictObject({ documentId, to: z.enum(['application', 'fileBrowser']) }), result: z.strictObject({ path: z.string() }) }),
  /** An answer with what a receipt tells of its files. */
  'answer.record': method({ params: z.strictObject({ answerId }), result: z.strictObject({ answer, documents: z.array(receiptDocument) }) }),
  /** For the host alone: files that may be this document, the likeliest first: by its id, its bytes, its name. */
  'document.candidates': method({ params: z.strictObject({ documentId, versionHash, name: z.string() }), result: z.array(fileCandidate) }),
  /** The account file by file, in the order of their ids; `after` is the last one of the page before. */
  'document.accountPage': method({
    params: z.strictObject({ sourceId: sourceId.nullable(), after: documentId.nullable(), limit: z.number().int().positive() }),
    result: z.array(accountedFile),
  }),
  'answer.ask': method({ params: routes['answer.ask'].input, event: answerEvent, result: answer }),
  'answer.wholeSet': method({ params: routes['answer.wholeSet'].input, event: answerEvent, result: answer }),
  /** For what the host does with what is in the library, e.g. an export. */
  'ledger.record': method({ params: ledgerEvent, result: nothing }),
  'ledger.rows': method({ params: ledgerRoutes['ledger.page'].input.omit({ chain: true }), result: ledgerRoutes['ledger.page'].output }),
  /** `tie`: how far the installation's chain was when the library was last opened. */
  'ledger.check': method({ params: z.strictObject({ exported: chainPoint.nullable() }), result: z.strictObject({ verdict: chainVerdict, tie: chainPoint.extend({ installation: z.string() }).nullable() }) }),
  'ledger.head': method({ params: nothing, result: sealedPoint.extend({ id: z.string() }) }),
  /** For a certificate with names: those of what was forgotten since the library was opened. */
  'erasure.names': method({ params: z.strictObject({ id: z.string() }), result: z.strictObject({ row: erasureRow, names: z.array(z.string()) }) }),
  /** Behind `after`, up to and with `until`, in order. */
  'ledger.entries': method({
    params: z.strictObject({ after: z.number().int().nonnegative(), until: z.number().int().nonnegative(), limit: z.number().int().positive(), names: z.boolean() }),
    result: z.array(exportedEntry),
  }),
  /** Writes everything into a new folder, see `exit.run`. What is left of one that failed is the host's to remove. */
  'exit.write': method({
    params: z.strictObject({ target: z.string(), language: z.enum(['en', 'de']), libraryName: z.string(), encrypted: z.boolean(), appVersion: z.string(), modelNames: z.record(z.string(), z.string()) }),
    event: exitProgress,
    result: exitCounts,
  }),
  /** Resolves when nothing waits to be read any more; for the command line. */
  'ingest.finished': method({ params: nothing, event: ingestProgress, result: coverage }),
} as const;
export type LibraryProtocol = typeof libraryProtocol;

export const libraryNotice = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ingest.progressed'), progress: ingestProgress }),
  z.strictObject({ type: z.literal('documents.changed') }),
  z.strictObject({ type: z.literal('erasures.changed'), pending: z.number() }),
  z.strictObject({ type: z.literal('embedder.changed'), embedder: embedderState }),
  z.strictObject({ type: z.literal('conversations.changed'), conversationId: z.string().nullable() }),
  /** The library that is open is not there any more, or can't be read any more. */
  z.strictObject({ type: z.literal('library.lost'), code: z.enum(['path-not-found', 'library-damaged']) }),
  z.strictObject({ type: z.literal('index.rebuilding'), rebuilding: z.boolean() }),
  z.strictObject({ type: z.literal('log'), level: z.enum(['info', 'warn', 'error']), event: z.string(), data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) }),
]);
export type LibraryNotice = z.infer<typeof libraryNotice>;

export const libraryHostProtocol = {
  'parser.parse': parserProtocol.parse,
  /** The host knows where the languages' files are. */
  'parser.recognise': method({ params: z.strictObject({ ...pageToRecognise, languages: z.array(z.string()).readonly() }), result: recognised }),
  'parser.locate': parserProtocol.locate,
  'parser.memberBytes': parserProtocol.memberBytes,
  'parser.pageImage': parserProtocol.pageImage,
  /** Makes the chosen model ready. Null when none is chosen. */
  'llm.prepare': method({ params: nothing, result: z.strictObject({ modelId: z.string(), contextTokens: z.number(), run: modelRun }).nullable() }),
  'llm.countTokens': llmProtocol.countTokens,
  'llm.countPromptTokens': llmProtocol.countPromptTokens,
  'llm.generate': llmProtocol.generate,
  'llm.firstWordProbabilities': llmProtocol.firstWordProbabilities,
  notify: method({ params: libraryNotice, result: nothing }),
} as const;
export type LibraryHostProtocol = typeof libraryHostProtocol;
