// Routes of the app itself: settings, models, privacy, and the one stream of events.
import { z } from 'zod';
import { request, stream } from './route.ts';
import { conversationId, id, ingestProgress } from './schemas.ts';
import { download } from './catalog.ts';
import { embedderState } from './embedders.ts';
import { libraryState, token } from './library.ts';

const nothing = z.strictObject({});

/** As language files are named: `deu`, `chi_sim`. */
export const ocrLanguageId = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{1,39}$/);

export const settings = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'de']),
  /** Threads the engines may use; null leaves the choice to the app. */
  cores: z.number().int().min(1).max(256).nullable(),
  /** Null: answer with passages only. */
  modelId: id.nullable(),
  /** Minutes without a key or a click until an encrypted library is locked; null: never. */
  lockAfterMinutes: z.number().int().min(1).max(1_440).nullable(),
  /** Reading pages that are images; the languages by their ids, see `ocr.languages`. */
  ocr: z.strictObject({ enabled: z.boolean(), languages: z.array(ocrLanguageId).max(20) }),
  /** True: nothing goes out, downloads of models neither. Changed by `catalog.seal` alone. */
  sealed: z.boolean(),
});
export type Settings = z.infer<typeof settings>;

export const modelRow = z.strictObject({
  id: z.string(),
  role: z.enum(['llm', 'embedder', 'ocr']),
  name: z.string(),
  description: z.string(),
  licence: z.string(),
  sizeBytes: z.number(),
  sha256: z.string().nullable(),
  origin: z.enum(['built-in', 'downloaded', 'imported']),
  installed: z.boolean(),
  selected: z.boolean(),
  /** Of an embedder: what it was made for, ISO 639-1; null when it knows them all, and for other models. */
  languages: z.array(z.string()).readonly().nullable(),
});

export const ocrLanguage = z.strictObject({
  id: ocrLanguageId,
  origin: z.enum(['built-in', 'added']),
  sizeBytes: z.number(),
});

export const engineRow = z.strictObject({
  name: z.enum(['library', 'llm', 'parser']),
  state: z.enum(['stopped', 'starting', 'ready', 'restarting', 'failed']),
  restarts: z.number(),
  memoryBytes: z.number().nullable(),
  /** Calls for the network that were stopped in it, since Freehold started. */
  blockedCalls: z.number(),
  /** In an empty network of its own; null while it does not run. */
  ownNetwork: z.boolean().nullable(),
});

export const appInfo = z.strictObject({
  version: z.string(),
  electron: z.string(),
  chrome: z.string(),
  node: z.string(),
  platform: z.string(),
  /** Built on the fallback Electron: About says "test build". */
  testBuild: z.boolean(),
  cpuCores: z.number(),
  resolvedLanguage: z.enum(['en', 'de']),
});

export const privacyReport = z.strictObject({
  /** Requests that something in a window tried to send anywhere but into the app; all were stopped. */
  blockedRequests: z.number(),
  allowedRequests: z.number(),
  /** Calls for the network that were stopped in the main program, since it started. */
  blockedCalls: z.number(),
  /** Of `allowedRequests`, those of downloads that a person started. */
  downloadConnections: z.number(),
  libraryLocation: z.string().nullable(),
  logLocation: z.string(),
  engines: z.array(engineRow),
  models: z.array(modelRow),
});

export const appEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('library.changed'), state: libraryState }),
  z.strictObject({ type: z.literal('ingest.progressed'), progress: ingestProgress }),
  z.strictObject({ type: z.literal('documents.changed') }),
  /** `pending`: so many erasures are not yet through. */
  z.strictObject({ type: z.literal('erasures.changed'), pending: z.number() }),
  z.strictObject({ type: z.literal('conversations.changed'), conversationId: conversationId.nullable() }),
  z.strictObject({ type: z.literal('engine.changed'), engine: engineRow }),
  z.strictObject({ type: z.literal('models.changed') }),
  /** All downloads that are not over; at most four times a second while one runs. */
  z.strictObject({ type: z.literal('downloads.changed'), downloads: z.array(download) }),
  z.strictObject({ type: z.literal('embedder.changed'), embedder: embedderState }),
  z.strictObject({ type: z.literal('settings.changed'), settings }),
  /** The menu or a shortcut asks the window to do something. */
  z.strictObject({ type: z.literal('command.invoked'), command: z.enum(['ask', 'library', 'privacy', 'settings', 'new-conversation', 'search', 'add-folder', 'lock', 'about']) }),
]);
export type AppEvent = z.infer<typeof appEvent>;

export const appRoutes = {
  'app.info': request(nothing, appInfo),
  'app.events': stream(nothing, appEvent),
  'settings.get': request(nothing, settings),
  'settings.set': request(settings.omit({ sealed: true }).partial().strict(), settings),
  /** Languages in which images can be read on this machine. */
  'ocr.languages': request(nothing, z.array(ocrLanguage)),
  /** Checks a `.traineddata` file and keeps a copy of it. */
  'ocr.addLanguage': request(z.strictObject({ token }), ocrLanguage),
  'model.list': request(nothing, z.array(modelRow)),
  /**
   * Checks a GGUF file's header, or the folder of a model for search by meaning; hashes it, and copies nothing: it is used
   * where it lies.
   */
  'model.import': request(z.strictObject({ token }), modelRow),
  'model.select': request(z.strictObject({ modelId: id.nullable() }), nothing),
  /** Takes an imported model off the list. The file stays. */
  'model.remove': request(z.strictObject({ modelId: id }), nothing),
  'privacy.report': request(nothing, privacyReport),
  'privacy.openLog': request(nothing, nothing),
} as const;
