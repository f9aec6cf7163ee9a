// The settings at the host: their file, what follows from a change, and what the engines make of them. In: which models
// and OCR languages are here. Out: the routes `settings.*`. Invariant: a change is on the disk before anybody is told.
import path from 'node:path';
import { settings as settingsSchema, type AppEvent, type Settings } from '../../contract/app.ts';
import { AppError } from '../../contract/errors.ts';
import type { ModelShelf } from '../models/modelShelf.ts';
import type { OcrLanguages } from '../models/ocrLanguages.ts';
import { threadsFor } from './engines.ts';
import type { CoreHandlers } from './handlers.ts';
import { createJsonFile } from '../files/jsonFile.ts';

export interface HostSettings {
  read(): Settings;
  write(change: Partial<Settings>): Settings;
  /** Cores for an engine. */
  threads(): number;
  /** In which languages images are read. Null: they are not, by choice or for want of a language file. */
  ocrChoice(): { languages: string[] } | null;
  readonly handlers: Pick<CoreHandlers, 'settings.get' | 'settings.set'>;
}

const DEFAULT_SETTINGS = { theme: 'system', language: 'system', cores: null, lockAfterMinutes: 15, sealed: true } as const;

export function createHostSettings(options: {
  readonly userDataDir: string;
  /** BCP 47. */
  readonly systemLocale: string;
  readonly shelf: Pick<ModelShelf, 'defaultId' | 'rows'>;
  readonly ocrLanguages: OcrLanguages;
  readonly emit: (event: AppEvent) => void;
  /** Another model answers from now on; null for none. */
  readonly onModel: (modelId: string | null) => void;
  /** Images are read otherwise from now on. */
  readonly onOcr: () => void;
}): HostSettings {
  const { shelf, ocrLanguages, emit } = options;
  const defaultOcr = { enabled: true, languages: ocrLanguages.defaultsFor(options.systemLocale) };
  const file = createJsonFile(path.join(options.userDataDir, 'settings.json'), settingsSchema, { ...DEFAULT_SETTINGS, modelId: shelf.defaultId(), ocr: defaultOcr });

  function write(change: Partial<Settings>): Settings {
    const before = file.read();
    const next = { ...before, ...change };
    file.write(next);
    emit({ type: 'settings.changed', settings: next });
    if (next.modelId !== before.modelId) {
      emit({ type: 'models.changed' });
      options.onModel(next.modelId);
    }
    if (next.ocr !== before.ocr) options.onOcr();
    return next;
  }

  return {
    read: file.read,
    write,
    threads: () => threadsFor(file.read().cores),
    ocrChoice: () => {
      const { enabled, languages } = file.read().ocr;
      const here = ocrLanguages.filesOf(languages).map(({ id }) => id);
      return enabled && here.length > 0 ? { languages: here } : null;
    },
    handlers: {
      'settings.get': async () => file.read(),
      'settings.set': async (change) => {
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<Settings>;
        if (typeof given.modelId === 'string' && !shelf.rows(null).some((row) => row.id === given.modelId && row.role === 'llm')) throw new AppError('model-missing', { model: given.modelId });
        const known = new Set(ocrLanguages.list().map(({ id }) => id));
        if (given.ocr?.languages.some((id) => !known.has(id) && !file.read().ocr.languages.includes(id))) throw new AppError('not-found');
        return write(given);
      },
    },
  };
}
