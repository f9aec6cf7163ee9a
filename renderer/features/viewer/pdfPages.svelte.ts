// The pages of one PDF, as pdf.js has them. PdfPage draws.
import type { PDFDocumentLoadingTask, PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { PageStack } from './pageStack.svelte.ts';
import { openPdf, type PdfSource } from './pdfDocument.ts';

export class PdfPages extends PageStack {
  #document: PDFDocumentProxy | null = null;
  readonly #task: PDFDocumentLoadingTask;
  readonly #pages = new Map<number, Promise<PDFPageProxy>>();
  readonly #known = new Set<number>();

  readonly ready: Promise<boolean>;

  constructor(source: PdfSource) {
    super();
    const fail = (): false => {
      this.failed = true;
      return false;
    };
    this.#task = openPdf(source, fail);
    this.ready = this.#load().catch(fail);
  }

  page(number: number): Promise<PDFPageProxy> {
    const known = this.#pages.get(number);
    if (known !== undefined) return known;
    if (this.#document === null) throw new Error('the PDF is not open yet');
    const page = this.#document.getPage(number);
    this.#pages.set(number, page);
    return page;
  }

  async measure(number: number): Promise<void> {
    if (this.#known.has(number)) return;
    const viewport = (await this.page(number)).getViewport({ scale: 1 });
    this.#known.add(number);
    this.setSize(number, viewport);
  }

  async dispose(): Promise<void> {
    await this.#task.destroy();
  }

  async #load(): Promise<boolean> {
    const opened = await this.#task.promise;
    this.#document = opened;
    const first = (await this.page(1)).getViewport({ scale: 1 });
    // Until a page has been measured, it is taken to be as large as the first.
    this.sizes = Array.from({ length: opened.numPages }, () => ({ width: first.width, height: first.height }));
    this.#known.add(1);
    this.count = opened.numPages;
    return true;
  }
}
