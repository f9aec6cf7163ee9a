// The pages of one image file (a TIFF can have many), as pictures from main. ImagePage draws. A picture is asked for
// anew when the zoom needs one with more dots; the larger ones of pages out of view are dropped.
import type { DocumentId, VersionHash } from '../../../contract/domain.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { PageStack } from './pageStack.svelte.ts';

type PageImage = RouteOutput<'document.pageImage'>;

/** Steps, so that not every zoom asks anew; the last is the contract's limit. */
const PIXEL_STEPS = [1_000_000, 4_000_000, 16_000_000] as const;

export class ImagePages extends PageStack {
  readonly ready: Promise<boolean>;
  readonly #documentId: DocumentId;
  readonly #versionHash: VersionHash;
  readonly #images = new Map<string, Promise<PageImage>>();

  constructor(documentId: DocumentId, versionHash: VersionHash, count: number) {
    super();
    this.#documentId = documentId;
    this.#versionHash = versionHash;
    this.ready = this.#load(count).catch(() => {
      this.failed = true;
      return false;
    });
  }

  /** @param pixels how many the page covers on the screen */
  async image(number: number, pixels: number): Promise<PageImage> {
    const maxPixels = PIXEL_STEPS.find((step) => step >= pixels) ?? PIXEL_STEPS[2];
    const key = `${number}/${maxPixels}`;
    let image = this.#images.get(key);
    if (image === undefined) {
      image = request('document.pageImage', { documentId: this.#documentId, versionHash: this.#versionHash, page: number, maxPixels });
      this.#images.set(key, image);
      image.catch(() => this.#images.delete(key));
    }
    const loaded = await image;
    this.setSize(number, loaded);
    return loaded;
  }

  override see(number: number, isVisible: boolean): void {
    super.see(number, isVisible);
    if (!isVisible) PIXEL_STEPS.forEach((step) => this.#images.delete(`${number}/${step}`));
  }

  async measure(number: number): Promise<void> {
    await this.image(number, PIXEL_STEPS[0]);
  }

  async dispose(): Promise<void> {
    this.#images.clear();
  }

  async #load(count: number): Promise<boolean> {
    const first = await this.image(1, PIXEL_STEPS[0]);
    // Until a page has been measured, it is taken to be as large as the first.
    this.sizes = Array.from({ length: count }, () => ({ width: first.width, height: first.height }));
    this.count = count;
    return true;
  }
}
