// Tesseract (wasm) over one page's greys: in, pixels and the languages' files; out, blocks, paragraphs, lines and words
// with their boxes in pixels and how sure it is. Keeps the languages loaded for the next page.
import { readFile } from 'node:fs/promises';
import type { Raster } from '../image/raster.ts';
import type { TessBaseApi } from './tesseractApi.ts';
import { TesseractTrap, tesseractCore, whenDropped, withCore } from './tesseractCore.ts';

export interface PixelBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface FoundWord {
  readonly text: string;
  readonly bbox: PixelBox;
  /** 0..100 */
  readonly confidence: number;
}

export interface FoundLine {
  readonly bbox: PixelBox;
  readonly words: readonly FoundWord[];
}

export interface FoundPage {
  /** In reading order. */
  readonly paragraphs: readonly { readonly lines: readonly FoundLine[] }[];
}

export interface LanguageFile {
  readonly id: string;
  readonly path: string;
}

interface TesseractJson {
  readonly blocks?: readonly { readonly paragraphs?: readonly { readonly lines?: readonly FoundLine[] }[] }[];
}

const LSTM_ONLY = 1;
/** Finds columns and blocks by itself; takes the page to be upright. */
const WHOLE_PAGE = 3;
const FOLDER = '/';

let loaded: { readonly languages: string; readonly api: TessBaseApi } | null = null;
whenDropped(() => (loaded = null));

/** @throws TesseractTrap, and whatever reading a language file throws */
export async function recognise(raster: Raster, dotsPerInch: number, languages: readonly LanguageFile[]): Promise<FoundPage> {
  await load(languages);
  return withCore(({ module, memory }) => {
    const { api } = loaded!;
    const address = module._malloc(raster.data.length);
    if (address === 0) throw new TesseractTrap({});
    try {
      new Uint8Array(memory.buffer).set(raster.data, address);
      // Copies the pixels.
      api.SetImage(address, raster.width, raster.height, 1, raster.width);
    } finally {
      module._free(address);
    }
    api.SetSourceResolution(Math.round(dotsPerInch));
    if (api.Recognize(null) !== 0) return { paragraphs: [] };
    const found = JSON.parse(api.GetJSONText()) as TesseractJson;
    api.Clear();
    return { paragraphs: (found.blocks ?? []).flatMap(({ paragraphs = [] }) => paragraphs.map(({ lines = [] }) => ({ lines }))) };
  });
}

async function load(languages: readonly LanguageFile[]): Promise<void> {
  const wanted = languages.map(({ id }) => id).join('+');
  if (loaded?.languages === wanted) return;
  const files = await Promise.all(languages.map(async ({ id, path }) => ({ id, bytes: await readFile(path) })));
  await tesseractCore();
  await withCore(({ module }) => {
    loaded?.api.End();
    loaded = null;
    for (const { id, bytes } of files) module.FS.writeFile(`${FOLDER}${id}.traineddata`, bytes);
    const api = new module.TessBaseAPI();
    const failed = api.Init(FOLDER, wanted, LSTM_ONLY);
    // Once read they lie in the engine's memory.
    for (const { id } of files) module.FS.unlink(`${FOLDER}${id}.traineddata`);
    if (failed !== 0) throw new TesseractTrap({});
    api.SetPageSegMode(WHOLE_PAGE);
    loaded = { languages: wanted, api };
  });
}
