// One request to the hub, and the only place of the program that makes one. In: an address, an injected way through the
// network gate. Out: the response, handed to `use` while the gate is open for that host. Invariants: https with the
// system's checks of the certificate; allowed hosts only, at every redirect; no cookies, no credentials, no compression;
// what arrives too slowly is given up; the connection is closed when the call returns, however it ends.
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { AppError } from '../../../contract/errors.ts';
import { checkHost } from './hosts.ts';

export interface WayOut {
  /** Runs `work` with the network open for connections to this `host:port`, and for nothing else. */
  through<Value>(authority: string, work: () => Promise<Value>): Promise<Value>;
  /** Told of each connection when it is over, and of each that was refused. */
  onConnection(connection: { readonly host: string; readonly allowed: boolean; readonly receivedBytes: number; readonly sentBytes: number }): void;
  readonly hosts: readonly string[];
  /** A certificate to trust beside the system's; tests run a server of their own. */
  readonly extraCa?: string;
  readonly pace?: Pace;
}

/** Fewer than `minBytes` in `windowMs`, headers included, is as good as nothing. */
export interface Pace {
  readonly windowMs: number;
  readonly minBytes: number;
}

export interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Told of the host that each connection goes to. */
  readonly onHost?: (host: string) => void;
}

const PACE: Pace = { windowMs: 30_000, minBytes: 16 * 1024 };
const MAX_REDIRECTS = 5;
const MAX_HEADER_BYTES = 32 * 1024;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** @throws AppError `download-…`, `cancelled`; whatever `use` throws */
export async function ask<Value>(start: URL, wayOut: WayOut, asked: Asked, use: (response: IncomingMessage) => Promise<Value>): Promise<Value> {
  let url = start;
  for (let redirects = 0; ; redirects += 1) {
    try {
      checkHost(url, wayOut.hosts);
    } catch (refused) {
      wayOut.onConnection({ host: url.host, allowed: false, receivedBytes: 0, sentBytes: 0 });
      throw refused;
    }
    const at = url;
    asked.onHost?.(at.host);
    const outcome = await wayOut.through(`${at.hostname}:${at.port === '' ? 443 : at.port}`, () => exchange(at, wayOut, asked, use));
    if (!(outcome instanceof URL)) return outcome.value;
    if (redirects >= MAX_REDIRECTS) throw new AppError('download-redirected', { host: outcome.host });
    url = outcome;
  }
}

/** A URL is where to ask next. */
function exchange<Value>(url: URL, wayOut: WayOut, { headers, signal }: Asked, use: (response: IncomingMessage) => Promise<Value>): Promise<URL | { readonly value: Value }> {
  const { windowMs, minBytes } = wayOut.pace ?? PACE;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new AppError('cancelled'));
    // An agent of its own keeps no connection; redirects are followed above, where the host is checked.
    const sent = request(url, {
      agent: false,
      headers: { 'User-Agent': 'Freehold', Accept: '*/*', 'Accept-Encoding': 'identity', ...headers },
      maxHeaderSize: MAX_HEADER_BYTES,
      ...(wayOut.extraCa === undefined ? {} : { ca: [...rootCertificates, wayOut.extraCa] }),
    });
    let socket: Socket | null = null;
    let using: Promise<unknown> | null = null;
    let over = false;
    let before = 0;
    const pace = setInterval(() => {
      const received = socket?.bytesRead ?? 0;
      if (received - before < minBytes) fail(new AppError('download-stalled', { host: url.host }));
      before = received;
    }, windowMs);
    const abort = (): void => fail(new AppError('cancelled'));
    signal.addEventListener('abort', abort, { once: true });

    /** Once: closes the connection, lets the one who reads from it come to its end, then tells. */
    function end(tell: () => void): void {
      if (over) return;
      over = true;
      clearInterval(pace);
      signal.removeEventListener('abort', abort);
      sent.destroy();
      wayOut.onConnection({ host: url.host, allowed: true, receivedBytes: socket?.bytesRead ?? 0, sentBytes: socket?.bytesWritten ?? 0 });
      (using ?? Promise.resolve()).then(tell, tell);
    }
    const fail = (error: unknown): void => end(() => reject(asAppError(error, url.host) as Error));
    const finish = (outcome: URL | { readonly value: Value }): void => end(() => resolve(outcome));

    sent.on('socket', (opened) => (socket = opened));
    // Once somebody reads the response, he meets what goes wrong with it, and says what it means.
    sent.on('error', (error) => using === null && fail(error));
    sent.on('response', (response) => {
      response.on('error', () => undefined);
      const status = response.statusCode ?? 0;
      if (REDIRECTS.has(status)) {
        const { location } = response.headers;
        if (location === undefined || !URL.canParse(location, url.href)) fail(new AppError('download-garbled', { host: url.host }));
        else finish(new URL(location, url));
      } else if (status === 200 || status === 206 || status === 416) {
        const reading = use(response);
        using = reading;
        reading.then((value) => finish({ value }), fail);
      } else fail(new AppError('download-refused', { host: url.host, status }));
    });
    sent.end();
  });
}

/** As Node's sockets and its parser word what goes wrong. */
function asAppError(error: unknown, host: string): unknown {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|ERR_SSL|EPROTO)/.test(code)) return new AppError('download-untrusted', { host }, { cause: error });
  if (code.startsWith('HPE_')) return new AppError('download-garbled', { host }, { cause: error });
  if (/^(ENOTFOUND|EAI_|ECONN|EPIPE|ENET|EHOST|ETIMEDOUT|EADDRNOTAVAIL|ERR_STREAM_PREMATURE_CLOSE|ABORT_ERR)/.test(code)) return new AppError('download-unreachable', { host }, { cause: error });
  return error;
}
