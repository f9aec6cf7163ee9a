// Opens a PDF with pdf.js from bytes that main hands out in slices. No scripting, no forms, no font files given to
// the system, nothing fetched but pdf.js's own cmaps and fonts from the app's origin.
import {
  getDocument,
  GlobalWorkerOptions,
  PDFDataRangeTransport,
  type PDFDocumentLoadingTask,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import type { DocumentId, VersionHash } from '../../../contract/domain.ts';
import { request } from '../../api/client.ts';

/** Also the size of the first read: most PDFs need two or three slices before a page shows. */
const SLICE_BYTES = 512 * 1024;
/** The contract's limit for one `document.bytes`. */
const MAX_SLICE_BYTES = 4 * 1024 * 1024;
/** A canvas larger than this is scaled down by pdf.js. */
const MAX_CANVAS_PIXELS = 2 ** 24;

export interface PdfSource {
  readonly documentId: DocumentId;
  readonly versionHash: VersionHash;
  readonly sizeBytes: number;
}

interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown };
}

let worker: Worker | null = null;

/** One worker for all documents. Its address is the only one that the policy lets through. */
function startWorker(): Worker {
  if (worker !== null) return worker;
  const address = new URL(workerUrl, document.baseURI).href;
  const { trustedTypes } = window as { trustedTypes?: TrustedTypePolicyFactory };
  const policy = trustedTypes?.createPolicy('freehold', {
    createScriptURL(url) {
      if (url !== address) throw new TypeError('only the PDF worker may be started');
      return url;
    },
  });
  worker = new Worker((policy?.createScriptURL(address) ?? address) as string, { type: 'module', name: 'pdf' });
  return worker;
}

class SlicedBytes extends PDFDataRangeTransport {
  readonly #source: PdfSource;
  readonly #onFailure: (error: unknown) => void;
  #aborted = false;

  constructor(source: PdfSource, onFailure: (error: unknown) => void) {
    super(source.sizeBytes, null);
    this.#source = source;
    this.#onFailure = onFailure;
  }

  override requestDataRange(begin: number, end: number): void {
    void this.#read(begin, end);
  }

  override abort(): void {
    this.#aborted = true;
  }

  async #read(begin: number, end: number): Promise<void> {
    const { documentId, versionHash } = this.#source;
    const whole = new Uint8Array(end - begin);
    try {
      for (let at = begin; at < end; at += MAX_SLICE_BYTES) {
        const length = Math.min(MAX_SLICE_BYTES, end - at);
        const { bytes } = await request('document.bytes', { documentId, versionHash, offset: at, length });
        if (this.#aborted) return;
        whole.set(bytes, at - begin);
      }
      this.onDataRange(begin, whole);
    } catch (error) {
      if (!this.#aborted) this.#onFailure(error);
    }
  }
}

/** pdf.js's own loader knows only http; this one reads the same files from any origin the app is served from. */
class OwnFiles {
  readonly #bases: Readonly<Record<string, string | null>>;

  constructor(bases: Readonly<Record<string, string | null>>) {
    this.#bases = bases;
  }

  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const base = this.#bases[kind];
    if (typeof base !== 'string' || !/^[\w.-]+$/.test(filename)) throw new Error(`no such file: ${kind}`);
    const response = await fetch(base + filename);
    if (!response.ok) throw new Error(`missing from the build: ${kind}`);
    return new Uint8Array(await response.arrayBuffer());
  }
}

export function openPdf(source: PdfSource, onFailure: (error: unknown) => void): PDFDocumentLoadingTask {
  GlobalWorkerOptions.workerPort ??= startWorker();
  const base = new URL('pdfjs/', document.baseURI).href;
  return getDocument({
    range: new SlicedBytes(source, onFailure),
    rangeChunkSize: SLICE_BYTES,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    useWorkerFetch: false,
    BinaryDataFactory: OwnFiles,
    cMapUrl: `${base}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${base}standard_fonts/`,
    wasmUrl: `${base}wasm/`,
    canvasMaxAreaInBytes: MAX_CANVAS_PIXELS * 4,
    maxImageSize: MAX_CANVAS_PIXELS * 4,
    disableWorkerRendering: true,
  });
}
