// Pages on paper: one HTML page of ours as a PDF, or through the system's print dialog. It is shown to nobody, in a
// window without a bridge and without scripts, in a session of its own that has this one page and nothing else, and
// whose other requests the network gate stops as everywhere.
import { randomUUID } from 'node:crypto';
import { BrowserWindow, session } from 'electron';
import { AppError } from '../../contract/errors.ts';
import { APP_SCHEME } from './rendererFiles.ts';

export interface Paper {
  toPdf(page: string): Promise<Uint8Array>;
  /** False when the person cancelled. @throws AppError `not-printed` */
  print(page: string): Promise<boolean>;
}

/** Everyone else prints on A4. */
const LETTER_COUNTRIES: ReadonlySet<string> = new Set(['US', 'CA', 'MX', 'PH', 'CL', 'CO', 'VE']);
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function createPaper({ country }: { readonly country: string }): Paper {
  const pageSize = LETTER_COUNTRIES.has(country) ? 'Letter' : 'A4';

  async function withPage<Result>(page: string, work: (window: BrowserWindow) => Promise<Result>): Promise<Result> {
    // In memory, since its name does not begin with `persist:`.
    const own = session.fromPartition(`paper-${randomUUID()}`);
    const address = `${APP_SCHEME}://paper/page.html`;
    own.protocol.handle(APP_SCHEME, ({ url }) =>
      url === address
        ? new Response(page, { headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' } })
        : new Response(null, { status: 404 }),
    );
    const window = new BrowserWindow({
      show: false,
      webPreferences: { session: own, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, javascript: false, images: false, webgl: false, spellcheck: false, devTools: false },
    });
    try {
      await window.loadURL(address);
      return await work(window);
    } finally {
      window.destroy();
      own.protocol.unhandle(APP_SCHEME);
    }
  }

  return {
    toPdf: (page) => withPage(page, ({ webContents }) => webContents.printToPDF({ pageSize, printBackground: true, preferCSSPageSize: false, generateTaggedPDF: true, generateDocumentOutline: true })),
    print: (page) =>
      withPage(
        page,
        ({ webContents }) =>
          new Promise((resolve, reject) => {
            webContents.print({ silent: false, printBackground: true, pageSize }, (printed, why) => {
              if (printed || /cancel/iu.test(why)) resolve(printed);
              else reject(new AppError('not-printed', {}, { cause: new Error(why) }));
            });
          }),
      ),
  };
}
