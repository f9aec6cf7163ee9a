// What of WebAssembly (Node's types leave it to the DOM's) and of tesseract.js-core is used, as it is named there. Pointers are addresses in the wasm memory; 0 is none.
interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<WasmInstance>;
  readonly Memory: new (size: { readonly initial: number }) => WasmMemory;
  readonly RuntimeError: new () => Error;
}
export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}
export interface WasmMemory {
  /** Another one after the memory has grown. */
  readonly buffer: ArrayBuffer;
}
export const wasmApi = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;

export interface TesseractCoreModule {
  readonly FS: { writeFile(path: string, bytes: Uint8Array): void; unlink(path: string): void };
  readonly TessBaseAPI: new () => TessBaseApi;
  _malloc(bytes: number): number;
  _free(address: number): void;
  _pixReadMem(address: number, bytes: number): number;
  /** Sets the seven values at their addresses; 0 when it could read the header. */
  _pixReadHeaderMem(address: number, bytes: number, format: number, width: number, height: number, bits: number, samples: number, hasColors: number): number;
  _pixDestroy(addressOfAddress: number): void;
}

export interface TessBaseApi {
  /** 0 when all languages were loaded. */
  Init(folder: string, languages: string, engineMode: number): number;
  SetPageSegMode(mode: number): void;
  SetImage(pixels: number, width: number, height: number, bytesPerPixel: number, bytesPerLine: number): void;
  SetSourceResolution(dotsPerInch: number): void;
  Recognize(monitor: null): number;
  GetJSONText(): string;
  Clear(): void;
  End(): void;
}
