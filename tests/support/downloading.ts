// A folder, a hub on the loopback and the downloads between them, as a test of downloads needs it. Waits are short, and the
// model is a GGUF file of 300 kB.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { Download } from '../../contract/catalog.ts';
import { createDownloads, type Downloads } from '../../main/models/download/downloads.ts';
import { createHubFacts } from '../../main/models/download/hubFacts.ts';
import type { DownloadRules } from '../../main/models/download/mayDownload.ts';
import type { WayOut } from '../../main/models/download/wayOut.ts';
import type { Offer } from '../../main/models/catalog.ts';
import { certificate, sha256, startHubServer, type HubServer } from './hubServer.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { tinyGguf } from './tinyGguf.ts';

export const REPOSITORY = 'maker/tiny-gguf';
export const BYTES = tinyGguf({ dataBytes: 300_000 });
export const WINDOW_MS = 250;

export interface Started {
  readonly hub: HubServer;
  readonly downloads: Downloads;
  readonly dir: string;
  readonly offer: Offer;
  readonly connections: Parameters<WayOut['onConnection']>[0][];
  readonly done: string[];
  /** Every error that was told. */
  readonly failed: string[];
  readonly shown: Download[][];
  rules: { sealed: boolean; allowed: readonly string[] | null };
  /** Downloads to the end, and tells the error's code or null. */
  run(): Promise<string | null>;
  /** As after a restart. */
  again(): Downloads;
  installed(): Buffer | null;
}

interface Options {
  readonly pinned?: boolean;
  readonly files?: readonly string[];
  readonly role?: 'llm' | 'embedder';
  readonly extraCa?: string | null;
  readonly bytes?: Buffer;
}

export async function startDownloading({ pinned = true, files = ['tiny.gguf'], role = 'llm', extraCa = certificate, bytes = BYTES }: Options = {}): Promise<Started> {
  const hub = await startHubServer();
  onTestFinished(() => hub.close());
  const dir = temporaryFolder();
  if (role === 'llm') hub.put(REPOSITORY, files[0]!, bytes);
  const offer: Offer = { id: 'tiny', role, name: 'Tiny', description: '', licence: 'MIT', files: files.map((name) => ({ path: name, url: hub.url(REPOSITORY, name), bytes: bytes.length, ...(pinned ? { sha256: sha256(bytes) } : {}) })) };
  const other: Offer = { ...offer, id: 'other', name: 'Other' };
  const state = { sealed: false, allowed: null as readonly string[] | null };
  const rules: DownloadRules = { sealed: () => state.sealed, forcedSealed: false, get policy() { return { models: state.allowed }; } }; // prettier-ignore
  const started: Omit<Started, 'downloads' | 'run' | 'again' | 'installed'> = { hub, dir, offer, connections: [], done: [], failed: [], shown: [], rules: state };
  const make = (): Downloads =>
    createDownloads({
      offers: [offer, other],
      dir,
      rules,
      hub: createHubFacts(dir),
      wayOut: () => ({
        hosts: [hub.host],
        through: (_authority, work) => work(),
        onConnection: (connection) => started.connections.push(connection),
        ...(extraCa === null ? {} : { extraCa }),
        pace: { windowMs: WINDOW_MS, minBytes: 4_096 },
      }),
      onChange: (rows) => started.shown.push(rows),
      onDone: ({ id }) => started.done.push(id),
      onFailed: (_offer, { code }) => started.failed.push(code),
      onCancelled: ({ id }) => started.failed.push(`cancelled ${id}`),
      backOffMs: [1, 1],
    });
  const downloads = make();
  return {
    ...started,
    downloads,
    again: make,
    run: async () => {
      const before = started.done.length;
      await downloads.start('tiny');
      await vi.waitUntil(() => started.done.length > before || downloads.list()[0]?.state === 'failed', { timeout: 30_000, interval: 5 });
      return downloads.list()[0]?.error?.code ?? null;
    },
    installed: () => (existsSync(path.join(dir, 'tiny', files[0]!)) ? readFileSync(path.join(dir, 'tiny', files[0]!)) : null),
  };
}

export const partBytes = ({ dir }: Started): number => statSync(path.join(dir, 'tiny.part', 'tiny.gguf.part'), { throwIfNoEntry: false })?.size ?? 0;
export const cdn = ({ hub }: Started): HubServer['requests'] => hub.requests.filter(({ path: asked }) => asked.startsWith('/cdn/'));

/** Sends so many bytes of what was asked for, then closes without a word. */
export const cutAfter = (count: number): HubServer['serve'] => (request, response, { bytes, etag }) => {
  const from = request.headers['if-range'] === etag ? Number(/\d+/.exec(request.headers.range ?? '0')?.[0] ?? 0) : 0;
  response.writeHead(from > 0 ? 206 : 200, { 'Content-Length': bytes.length - from, ETag: etag, ...(from > 0 ? { 'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}) });
  // Time to arrive: what a client has not read yet goes with the connection.
  response.write(bytes.subarray(from, from + count), () => setTimeout(() => response.destroy(), 50));
};
