// A model hub on the loopback, over TLS: the listing of a repository, files behind a redirect to `/cdn/`, ranges and tags
// as a well-behaved host has them; and whatever else a test wants it to do instead. The certificate in tests/fixtures is for
// `localhost`, trusted by nobody, and good for a hundred years.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Duplex } from 'node:stream';

const fixture = (name: string): string => path.join(import.meta.dirname, '..', 'fixtures', name);
export const CERTIFICATE_FILE = fixture('loopback-certificate.pem');
export const certificate = readFileSync(CERTIFICATE_FILE, 'utf8');

export interface Request {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** What is done with a request for a file's bytes; `normally` does what a good host would. */
export type Serve = (request: IncomingMessage, response: ServerResponse, file: { readonly bytes: Buffer; readonly etag: string }, normally: () => void) => void;

export interface HubServer {
  readonly host: string;
  readonly requests: Request[];
  /** Connections so far, and those that are open. */
  connections(): { readonly made: number; readonly open: number };
  /** `owner/name` and the path in it. */
  put(repository: string, name: string, bytes: Buffer): void;
  url(repository: string, name: string): string;
  /** Takes the place of the good host, for files' bytes. */
  serve: Serve;
  /** Takes the place of everything. */
  instead: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  close(): Promise<void>;
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const gitBlob = (bytes: Buffer): string => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
/** Larger files lie outside of the repository's git. */
const LARGE = 2_000;

export async function startHubServer(): Promise<HubServer> {
  const files = new Map<string, Map<string, Buffer>>();
  const requests: Request[] = [];
  const open = new Set<Duplex>();
  let made = 0;

  const server = createServer({ key: readFileSync(fixture('loopback-key.pem')), cert: certificate }, (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'https://localhost');
    requests.push({ path: pathname, headers: request.headers });
    if (hub.instead !== null) return hub.instead(request, response);
    const [, repository = '', , folder = ''] = /^\/api\/models\/([^/]+\/[^/]+)\/tree\/main(\/(.+))?$/.exec(pathname) ?? [];
    if (repository !== '') return listing(response, repository, folder);
    const asked = /^\/(cdn\/)?([^/]+\/[^/]+)\/resolve\/main\/(.+)$/.exec(pathname);
    const bytes = files.get(asked?.[2] ?? '')?.get(asked?.[3] ?? '');
    if (bytes === undefined) return void response.writeHead(404).end();
    if (asked?.[1] === undefined) return void response.writeHead(302, { Location: `/cdn${pathname}?signature=x` }).end();
    const etag = `"${sha256(bytes).slice(0, 16)}"`;
    hub.serve(request, response, { bytes, etag }, () => give(request, response, bytes, etag));
  });
  server.on('connection', (socket) => {
    made += 1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  });

  function listing(response: ServerResponse, repository: string, folder: string): void {
    const entries = [...(files.get(repository) ?? [])]
      .filter(([name]) => path.posix.dirname(name) === (folder === '' ? '.' : folder))
      .map(([name, bytes]) => ({ type: 'file', oid: gitBlob(bytes), size: bytes.length, path: name, ...(bytes.length > LARGE ? { lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 135 } } : {}) }));
    response.writeHead(200, { 'Content-Type': 'application/json', 'Set-Cookie': 'visitor=1' }).end(JSON.stringify([{ type: 'directory', oid: '0'.repeat(40), size: 0, path: 'somewhere' }, ...entries]));
  }

  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  const hub: HubServer = {
    host,
    requests,
    connections: () => ({ made, open: open.size }),
    put: (repository, name, bytes) => {
      const repositoryFiles = files.get(repository) ?? new Map<string, Buffer>();
      files.set(repository, repositoryFiles.set(name, bytes));
    },
    url: (repository, name) => `https://${host}/${repository}/resolve/main/${name}`,
    serve: (_request, _response, _file, normally) => normally(),
    instead: null,
    close: () =>
      new Promise((closed) => {
        for (const socket of open) socket.destroy();
        server.close(() => closed());
      }),
  };
  return hub;
}

function give(request: IncomingMessage, response: ServerResponse, bytes: Buffer, etag: string): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const goesOn = from > 0 && request.headers['if-range'] === etag;
  if (!goesOn) return void response.writeHead(200, { 'Content-Length': bytes.length, ETag: etag }).end(bytes);
  response.writeHead(206, { 'Content-Length': bytes.length - from, 'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`, ETag: etag }).end(bytes.subarray(from));
}
