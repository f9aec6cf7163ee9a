// Serves the window's files at app://freehold and takes the reports of its content security policy. In: requests
// from our own pages. Out: a file of build/renderer with the security headers, or 404.
import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { z } from 'zod';
import { CSP_REPORT_PATH, SECURITY_HEADERS } from './contentSecurity.ts';
import { APP_ORIGIN, APP_SCHEME, findRendererFile } from './rendererFiles.ts';

export interface AppProtocolOptions {
  readonly rendererDir: string;
  /** The policy stopped a request to somewhere else. */
  readonly onBlocked: (what: { readonly scheme: string; readonly resourceType: string }) => void;
}

const MAX_REPORT_BYTES = 20_000;
const cspReport = z.object({ 'csp-report': z.object({ 'blocked-uri': z.string(), 'effective-directive': z.string() }) });

/** Before the app is ready, once. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

export function serveAppProtocol({ rendererDir, onBlocked }: AppProtocolOptions): void {
  const notFound = (): Response => new Response(null, { status: 404, headers: SECURITY_HEADERS });

  async function takeReport(request: Request): Promise<Response> {
    const text = await request.text();
    const report = text.length > MAX_REPORT_BYTES ? null : cspReport.safeParse(parseJson(text)).data;
    // `inline`, `eval` and the like stand where an address would: a script was stopped, not a request.
    const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(report?.['csp-report']['blocked-uri'] ?? '')?.[0].toLowerCase();
    if (report && scheme !== undefined && scheme !== `${APP_SCHEME}:`) {
      onBlocked({ scheme, resourceType: report['csp-report']['effective-directive'].slice(0, 40) });
    }
    return new Response(null, { status: 204 });
  }

  protocol.handle(APP_SCHEME, async (request) => {
    if (request.method === 'POST' && request.url === APP_ORIGIN + CSP_REPORT_PATH) return takeReport(request);
    const file = request.method === 'GET' ? await findRendererFile(rendererDir, request.url) : null;
    if (file === null) return notFound();
    return new Response(await readFile(file.path), { headers: { ...SECURITY_HEADERS, 'Content-Type': file.contentType } });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
