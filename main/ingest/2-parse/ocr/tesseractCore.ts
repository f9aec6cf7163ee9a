// Tesseract and Leptonica (wasm): one instance for the worker, its memory, and a way to be rid of both. Invariant: after
// a trap inside the wasm code, or when its memory has grown large, that instance is never used again.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { wasmApi, type TesseractCoreModule, type WasmInstance, type WasmMemory } from './tesseractApi.ts';

const require = createRequire(import.meta.url);
/** Memory of wasm code never shrinks; what one large page took is given back with its instance. */
const KEEP_UP_TO_BYTES = 160 * 1024 * 1024;

export interface TesseractCore {
  readonly module: TesseractCoreModule;
  readonly memory: WasmMemory;
}

let instance: Promise<TesseractCore> | null = null;
const onDropped: (() => void)[] = [];

/** The wasm code gave up on this image. */
export class TesseractTrap extends Error {
  constructor(options: ErrorOptions) {
    super('Tesseract trapped', options);
    this.name = 'TesseractTrap';
  }
}

export function tesseractCore(): Promise<TesseractCore> {
  instance ??= load();
  return instance;
}

/** Called when the instance goes, with all that was made in it. */
export function whenDropped(forget: () => void): void {
  onDropped.push(forget);
}

/** @throws TesseractTrap */
export async function withCore<Value>(use: (core: TesseractCore) => Value): Promise<Value> {
  const core = await tesseractCore();
  try {
    return use(core);
  } catch (error) {
    drop();
    // The wasm code throws numbers and RuntimeErrors; any other error is a mistake of ours, or a trap that was named already.
    if (error instanceof Error && !(error instanceof wasmApi.RuntimeError)) throw error;
    throw new TesseractTrap({ cause: error });
  } finally {
    if (core.memory.buffer.byteLength > KEEP_UP_TO_BYTES) drop();
  }
}

function drop(): void {
  instance = null;
  for (const forget of onDropped) forget();
}

async function load(): Promise<TesseractCore> {
  const create = require('tesseract.js-core/tesseract-core-simd-lstm.js') as (options: object) => Promise<TesseractCoreModule>;
  const wasm = await wasmApi.compile(await readFile(require.resolve('tesseract.js-core/tesseract-core-simd-lstm.wasm')));
  let memory: WasmMemory | null = null;
  const silent = (): void => undefined;
  const module = await create({
    // A document's content has no business in a log.
    print: silent,
    printErr: silent,
    instantiateWasm: (imports: object, receive: (made: WasmInstance, of: object) => void) => {
      void wasmApi.instantiate(wasm, imports).then((made) => {
        // The package hands out no view of its memory; it is the one memory that the code exports.
        memory = Object.values(made.exports).find((exported) => exported instanceof wasmApi.Memory) ?? null;
        receive(made, wasm);
      });
      return {};
    },
  });
  if (memory === null) throw new Error('tesseract.js-core exports no memory.');
  return { module, memory };
}
