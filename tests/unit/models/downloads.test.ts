// Downloads against a hub on the loopback, over TLS: a good one, and every bad one that we could think of. Whatever it
// does, a model is there whole and right, or it is not there.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Download } from '../../../contract/catalog.ts';
import { createDownloads, type Downloads } from '../../../main/models/download/downloads.ts';
import { isAllowedHost } from '../../../main/models/download/hosts.ts';
import { createHubFacts } from '../../../main/models/download/hubFacts.ts';
import type { DownloadRules } from '../../../main/models/download/mayDownload.ts';
import type { WayOut } from '../../../main/models/download/wayOut.ts';
import type { Offer } from '../../../main/models/catalog.ts';
import { certificate, sha256, startHubServer, type HubServer } from '../../support/hubServer.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { tinyGguf } from '../../support/tinyGguf.ts';

const REPOSITORY = 'maker/tiny-gguf';
const BYTES = tinyGguf({ dataBytes: 300_000 });
const WINDOW_MS = 250;

interface Started {
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

async function start({ pinned = true, files = ['tiny.gguf'], role = 'llm', extraCa = certificate, bytes = BYTES }: Options = {}): Promise<Started> {
  const hub = await startHubServer();
  onTestFinished(() => hub.close());
  const dir = temporaryFolder();
  if (role === 'llm') hub.put(REPOSITORY, files[0]!, bytes);
  const offer: Offer = { id: 'tiny', role, name: 'Tiny', description: '', licence: 'MIT', files: files.map((name) => ({ path: name, url: hub.url(REPOSITORY, name), bytes: bytes.length, ...(pinned ? { sha256: sha256(bytes) } : {}) })) };
  const other: Offer = { ...offer, id: 'other', name: 'Other' };
  const state = { sealed: false, allowed: null as readonly string[] | null };
  const rules: DownloadRules = { sealed: () => state.sealed, forcedSealed: false, get allowedModels() { return state.allowed; } }; // prettier-ignore
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

const partBytes = ({ dir }: Started): number => statSync(path.join(dir, 'tiny.part', 'tiny.gguf.part'), { throwIfNoEntry: false })?.size ?? 0;
const cdn = ({ hub }: Started): HubServer['requests'] => hub.requests.filter(({ path: asked }) => asked.startsWith('/cdn/'));

/** Sends so many bytes of what was asked for, then closes without a word. */
const cutAfter = (count: number): HubServer['serve'] => (request, response, { bytes, etag }) => {
  const from = request.headers['if-range'] === etag ? Number(/\d+/.exec(request.headers.range ?? '0')?.[0] ?? 0) : 0;
  response.writeHead(from > 0 ? 206 : 200, { 'Content-Length': bytes.length - from, ETag: etag, ...(from > 0 ? { 'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}) });
  response.write(bytes.subarray(from, from + count), () => setTimeout(() => response.destroy(), 5));
};

test('a good host: the hash is asked for, the file is checked, and only then is it a model', async () => {
  const started = await start({ pinned: false });
  expect(await started.run()).toBeNull();
  expect(started.installed()?.equals(BYTES)).toBe(true);
  expect(readdirSync(started.dir).sort()).toEqual(['model-pins.json', 'tiny']);
  expect(JSON.parse(readFileSync(path.join(started.dir, 'tiny', 'download.json'), 'utf8'))).toMatchObject({ id: 'tiny', files: [{ path: 'tiny.gguf', bytes: BYTES.length, sha256: sha256(BYTES) }] });
  expect(started.hub.requests.map(({ path: asked }) => asked)).toEqual([`/api/models/${REPOSITORY}/tree/main`, `/${REPOSITORY}/resolve/main/tiny.gguf`, `/cdn/${REPOSITORY}/resolve/main/tiny.gguf`]);
  for (const { headers } of started.hub.requests) {
    expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
    expect(headers).toMatchObject({ 'user-agent': 'Freehold', 'accept-encoding': 'identity', connection: 'close' });
  }
  expect(started.connections.map(({ host, allowed }) => [host, allowed])).toEqual(Array.from({ length: 3 }, () => [started.hub.host, true]));
  expect(started.connections.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0)).toBeGreaterThan(BYTES.length);
  expect(started.shown.flat().some(({ state }) => state === 'checking')).toBe(true);
  expect(started.downloads.list()).toEqual([]);
  await vi.waitUntil(() => started.hub.connections().open === 0);
});

test('a hash that was kept is held against the hub: another one stops the download before a byte', async () => {
  const started = await start({ pinned: false });
  expect(await started.run()).toBeNull();
  started.hub.put(REPOSITORY, 'tiny.gguf', tinyGguf({ dataBytes: 300_001 }));
  const before = cdn(started).length;
  expect(await started.run()).toBe('download-changed');
  expect(cdn(started)).toHaveLength(before);
  started.hub.put(REPOSITORY, 'tiny.gguf', BYTES);
  expect(await started.run()).toBeNull();
});

test('a pinned hash is not asked for; a file of another one is deleted and never a model', async () => {
  const started = await start();
  const wrong = Buffer.from(BYTES);
  wrong[BYTES.length - 1] = 7;
  started.hub.put(REPOSITORY, 'tiny.gguf', wrong);
  expect(await started.run()).toBe('download-wrong-hash');
  expect(started.hub.requests.some(({ path: asked }) => asked.startsWith('/api/'))).toBe(false);
  await vi.waitUntil(() => readdirSync(started.dir).length === 0);
  started.hub.put(REPOSITORY, 'tiny.gguf', BYTES);
  expect(await started.run()).toBeNull();
  expect(started.installed()?.equals(BYTES)).toBe(true);
});

test('cut again and again, it goes on where it was: no byte is fetched twice', async () => {
  const started = await start();
  started.hub.serve = cutAfter(70_000);
  expect(await started.run()).toBeNull();
  expect(started.installed()?.equals(BYTES)).toBe(true);
  expect(cdn(started).map(({ headers }) => headers.range)).toEqual([undefined, ...[1, 2, 3, 4].map((count) => `bytes=${count * 70_000}-`)]);
});

test('a host that closes early without stating a length is asked for the rest as well', async () => {
  const started = await start();
  let cuts = 0;
  started.hub.serve = (_request, response, { bytes, etag }, normally) => {
    if ((cuts += 1) > 1) return normally();
    response.writeHead(200, { ETag: etag }).end(bytes.subarray(0, 90_000));
  };
  expect(await started.run()).toBeNull();
  expect(cdn(started).at(-1)?.headers.range).toBe('bytes=90000-');
});

test('a host without ranges, and one without tags, are asked for the whole file again', async () => {
  for (const headers of [{ ETag: '"same"' }, {}, { ETag: 'W/"weak"' }]) {
    const started = await start();
    let requests = 0;
    started.hub.serve = (_request, response, { bytes }) => {
      response.writeHead(200, { 'Content-Length': bytes.length, ...headers });
      if ((requests += 1) > 1) response.end(bytes);
      else response.write(bytes.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 5));
    };
    expect(await started.run(), JSON.stringify(headers)).toBeNull();
    expect(started.installed()?.equals(BYTES)).toBe(true);
  }
});

test('another version in the middle: the rest of one is never joined to the beginning of the other', async () => {
  const old = tinyGguf({ dataBytes: 300_000, shape: [8n, 8n] });
  for (const liar of [false, true]) {
    const started = await start({ bytes: BYTES });
    started.hub.put(REPOSITORY, 'tiny.gguf', old);
    let requests = 0;
    started.hub.serve = (request, response, file, normally) => {
      requests += 1;
      if (requests === 1) {
        cutAfter(120_000)(request, response, file, normally);
        started.hub.put(REPOSITORY, 'tiny.gguf', BYTES);
      } else if (liar && requests === 2) {
        // Sends the rest of the new one, against the condition that it was asked under.
        response.writeHead(206, { 'Content-Length': BYTES.length - 120_000, 'Content-Range': `bytes 120000-${BYTES.length - 1}/${BYTES.length}`, ETag: '"another"' }).end(BYTES.subarray(120_000));
      } else normally();
    };
    expect(await started.run(), `liar ${liar}`).toBeNull();
    expect(started.installed()?.equals(BYTES)).toBe(true);
  }
});

test('a host that stops sending is given up, what came is kept, and it goes on when asked to', async () => {
  const started = await start();
  let sent = false;
  started.hub.serve = (_request, response, { bytes, etag }) => {
    response.writeHead(200, { 'Content-Length': bytes.length, ETag: etag });
    if (!sent) response.write(bytes.subarray(0, 110_000));
    sent = true;
  };
  expect(await started.run()).toBe('download-stalled');
  started.hub.serve = (_request, _response, _file, normally) => normally();
  expect(await started.run()).toBeNull();
  expect(started.installed()?.equals(BYTES)).toBe(true);
});

test('a host that sends byte by byte, in its headers or after them, is one that stops', async () => {
  for (const where of ['headers', 'body'] as const) {
    const started = await start();
    started.hub.serve = (_request, response, { bytes, etag }) => {
      const { socket } = response;
      if (where === 'body') response.writeHead(200, { 'Content-Length': bytes.length, ETag: etag });
      else socket?.write('HTTP/1.1 200 OK\r\nX-Slow: ');
      const timer = setInterval(() => (where === 'body' ? response.write(bytes.subarray(0, 1)) : socket?.write('a')), 10);
      socket?.on('close', () => clearInterval(timer));
    };
    const startedMs = Date.now();
    expect(await started.run(), where).toBe('download-stalled');
    expect(Date.now() - startedMs).toBeLessThan(20 * WINDOW_MS);
  }
});

test('a host that states another size, sends more than it stated, or never ends: refused, and not a byte beyond is kept', async () => {
  const bad: Record<string, HubServer['serve']> = {
    'states more': (_request, response, { bytes }) => void response.writeHead(200, { 'Content-Length': bytes.length + 1 }).end(Buffer.concat([bytes, bytes.subarray(0, 1)])),
    'states less': (_request, response, { bytes }) => void response.writeHead(200, { 'Content-Length': bytes.length - 1 }).end(bytes.subarray(1)),
    'never ends': (_request, response, { bytes }) => {
      response.writeHead(200, { ETag: '"x"' });
      const more = (): void => void (response.writableEnded || response.destroyed || response.write(bytes, more));
      more();
    },
    compresses: (_request, response, { bytes }) => void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(bytes)),
  };
  for (const [name, serve] of Object.entries(bad)) {
    const started = await start();
    started.hub.serve = serve;
    let largest = 0;
    const looking = setInterval(() => (largest = Math.max(largest, partBytes(started))), 1);
    expect(await started.run(), name).toBe('download-wrong-size');
    clearInterval(looking);
    expect(largest, name).toBeLessThanOrEqual(BYTES.length);
    await vi.waitUntil(() => readdirSync(started.dir).length === 0);
  }
});

test('sent on to anywhere else: no connection is made to it', async () => {
  const elsewhere = await startHubServer();
  onTestFinished(() => elsewhere.close());
  const targets = (hub: HubServer): string[] => [`https://${elsewhere.host}/file`, `http://${hub.host}/file`, `https://user:secret@${hub.host}/file`, `https://${hub.host.replace(':', '.example:')}/file`, 'file:///etc/passwd', 'data:text/plain,x'];
  for (const index of [0, 1, 2, 3, 4, 5]) {
    const started = await start();
    const target = targets(started.hub)[index]!;
    started.hub.serve = (_request, response) => void response.writeHead(302, { Location: target }).end();
    expect(await started.run(), target).toBe('download-redirected');
    expect(started.connections.at(-1)).toMatchObject({ allowed: false, receivedBytes: 0 });
  }
  expect(elsewhere.connections().made).toBe(0);
});

test('the list of hosts is exact: names, ports and what stands before them', () => {
  const allowed = (address: string): boolean => isAllowedHost(new URL(address), ['huggingface.co', '*.hf.co']);
  for (const address of ['https://huggingface.co/a', 'https://us.aws.cdn.hf.co/b?c', 'https://cdn-lfs.hf.co', 'https://HuggingFace.co:443/']) expect(allowed(address), address).toBe(true);
  for (const address of ['http://huggingface.co/a', 'https://hf.co/', 'https://.hf.co/', 'https://evilhf.co/', 'https://hf.co.evil.example/', 'https://huggingface.co.evil.example/', 'https://huggingface.co:8443/', 'https://a@huggingface.co/', 'https://:b@x.hf.co/', 'https://x.hf.co:80/', 'ftp://x.hf.co/', 'https://www.huggingface.co/', 'https://127.0.0.1/']) expect(allowed(address), address).toBe(false);
});

test('sent in circles: it stops', async () => {
  const started = await start();
  started.hub.serve = (request, response) => void response.writeHead(307, { Location: request.url }).end();
  expect(await started.run()).toBe('download-redirected');
  expect(started.hub.requests.length).toBeLessThan(10);
});

test('headers that are none, too many, or a redirect to nowhere', async () => {
  const bad: Record<string, HubServer['serve']> = {
    rubbish: (_request, response) => void response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\0\x01garbage\r\n\r\nhello'),
    'no HTTP at all': (_request, response) => void response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n'),
    'two lengths': (_request, response) => void response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello'),
    'a megabyte of headers': (_request, response) => void response.socket?.end(`HTTP/1.1 200 OK\r\n${`X: ${'a'.repeat(1_000)}\r\n`.repeat(1_000)}\r\n`),
    'no place to go': (_request, response) => void response.writeHead(302).end(),
    'no address': (_request, response) => void response.writeHead(302, { Location: 'https://[bad' }).end(),
  };
  for (const [name, serve] of Object.entries(bad)) {
    const started = await start();
    started.hub.serve = serve;
    expect(await started.run(), name).toBe('download-garbled');
    expect(started.installed()).toBeNull();
  }
});

test('a listing that is none, is endless, or lacks the file', async () => {
  const bad: Record<string, [HubServer['instead'], string]> = {
    'not JSON': [(_request, response) => void response.end('<html>'), 'download-garbled'],
    'another shape': [(_request, response) => void response.end('{"error":"x"}'), 'download-garbled'],
    endless: [
      (_request, response) => {
        const more = (): void => void (response.destroyed || response.write(' '.repeat(100_000), more));
        more();
      },
      'download-garbled',
    ],
    'without the file': [(_request, response) => void response.end('[]'), 'download-refused'],
    forbidden: [(_request, response) => void response.writeHead(403).end(), 'download-refused'],
  };
  for (const [name, [instead, code]] of Object.entries(bad)) {
    const started = await start({ pinned: false });
    started.hub.instead = instead;
    expect(await started.run(), name).toBe(code);
    expect(cdn(started)).toEqual([]);
  }
});

test('not there is told at once; overloaded is tried again', async () => {
  const started = await start();
  started.hub.serve = (_request, response) => void response.writeHead(404).end();
  expect(await started.run()).toBe('download-refused');
  expect(cdn(started)).toHaveLength(1);
  let refusals = 0;
  started.hub.serve = (_request, response, _file, normally) => ((refusals += 1) > 2 ? normally() : void response.writeHead(503).end());
  expect(await started.run()).toBeNull();
});

test('a host that nobody vouches for gets no request', async () => {
  const started = await start({ extraCa: null });
  expect(await started.run()).toBe('download-untrusted');
  expect(started.hub.requests).toEqual([]);
});

test('a host that is not there', async () => {
  const started = await start();
  await started.hub.close();
  expect(await started.run()).toBe('download-unreachable');
});

test('a port that takes connections and says nothing, not even in TLS', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void silent.close());
  const started = await start();
  const port = (silent.address() as { port: number }).port;
  started.hub.serve = (_request, response) => void response.writeHead(302, { Location: `https://localhost:${port}/x` }).end();
  // It is not on the list, so nobody waits for it.
  expect(await started.run()).toBe('download-redirected');
});

test('right by its hash, and yet no model: refused before anything uses it', async () => {
  const started = await start({ bytes: Buffer.from('GGUF but not really'.repeat(200)) });
  expect(await started.run()).toBe('model-invalid');
  await vi.waitUntil(() => readdirSync(started.dir).length === 0);
});

test('more than the disk has room for is not begun', async () => {
  const started = await start({ pinned: false });
  started.hub.instead = (_request, response) => void response.end(JSON.stringify([{ type: 'file', path: 'tiny.gguf', size: 1e15, oid: 'a'.repeat(40), lfs: { oid: sha256(BYTES), size: 1e15 } }]));
  expect(await started.run()).toBe('download-no-room');
  expect(cdn(started)).toEqual([]);
});

test('sealed in the middle: the connection closes, and nothing goes on by itself or when asked to', async () => {
  const started = await start();
  started.hub.serve = (_request, response, { bytes, etag }) => {
    response.writeHead(200, { 'Content-Length': bytes.length, ETag: etag });
    const timer = setInterval(() => response.write(bytes.subarray(0, 5_000)), 10);
    response.socket?.on('close', () => clearInterval(timer));
  };
  await started.downloads.start('tiny');
  await vi.waitUntil(() => partBytes(started) > 10_000);
  expect(started.hub.connections().open).toBe(1);
  started.rules.sealed = true;
  await started.downloads.stopAll();
  await vi.waitUntil(() => started.hub.connections().open === 0);
  const { made } = started.hub.connections();
  expect(started.downloads.list()).toMatchObject([{ state: 'paused', error: null, host: null }]);
  await expect(started.downloads.start('tiny')).rejects.toMatchObject({ code: 'download-sealed' });
  expect(started.hub.connections().made).toBe(made);
  expect(partBytes(started)).toBeGreaterThan(10_000);
});

test('only what an administrator allows', async () => {
  const started = await start();
  started.rules.allowed = ['other'];
  await expect(started.downloads.start('tiny')).rejects.toMatchObject({ code: 'download-not-allowed' });
  await expect(started.downloads.start('../tiny')).rejects.toMatchObject({ code: 'download-not-allowed' });
  started.rules.allowed = null;
  await expect(started.downloads.start('../tiny')).rejects.toMatchObject({ code: 'not-found' });
  expect(started.hub.connections().made).toBe(0);
});

test('one at a time; pausing the first lets the next begin; cancelling deletes what came', async () => {
  const started = await start();
  started.hub.serve = (_request, response, { bytes, etag }) => {
    response.writeHead(200, { 'Content-Length': bytes.length, ETag: etag });
    const timer = setInterval(() => response.write(bytes.subarray(0, 2_000)), 10);
    response.socket?.on('close', () => clearInterval(timer));
  };
  await started.downloads.start('tiny');
  await started.downloads.start('other');
  await vi.waitUntil(() => partBytes(started) > 4_000);
  expect(started.downloads.list()).toMatchObject([{ modelId: 'tiny', state: 'running' }, { modelId: 'other', state: 'queued' }]);
  await started.downloads.pause('tiny');
  expect(started.downloads.list()).toMatchObject([{ modelId: 'tiny', state: 'paused' }, { modelId: 'other', state: 'running' }]);
  await started.downloads.cancel('tiny');
  expect(existsSync(path.join(started.dir, 'tiny.part'))).toBe(false);
  await started.downloads.cancel('other');
  expect(started.downloads.list()).toEqual([]);
  expect(readdirSync(started.dir)).toEqual([]);
  expect(started.failed).toEqual(['cancelled tiny', 'cancelled other']);
  await vi.waitUntil(() => started.hub.connections().open === 0);
});

test('after a restart it is listed as paused, with what came; it goes on when asked to and not before', async () => {
  const started = await start();
  started.hub.serve = cutAfter(130_000);
  void started.downloads.start('tiny');
  await vi.waitUntil(() => partBytes(started) >= 130_000);
  await started.downloads.stopAll();
  const { made } = started.hub.connections();
  started.hub.serve = (_request, _response, _file, normally) => normally();
  const next = started.again();
  await vi.waitUntil(() => next.list().length === 1);
  expect(next.list()).toMatchObject([{ state: 'paused', totalBytes: BYTES.length }]);
  expect(next.list()[0]!.bytes).toBeGreaterThanOrEqual(130_000);
  expect(started.hub.connections().made).toBe(made);
  await next.start('tiny');
  await vi.waitUntil(() => started.installed() !== null);
  expect(started.installed()?.equals(BYTES)).toBe(true);
  expect(Number(/\d+/.exec(cdn(started).at(-1)?.headers.range ?? '')?.[0])).toBeGreaterThanOrEqual(130_000);
});

test('a part that was damaged meanwhile is found by the hash, and the next attempt starts afresh', async () => {
  const started = await start();
  started.hub.serve = cutAfter(130_000);
  void started.downloads.start('tiny');
  await vi.waitUntil(() => partBytes(started) >= 130_000);
  await started.downloads.stopAll();
  const part = path.join(started.dir, 'tiny.part', 'tiny.gguf.part');
  const damaged = readFileSync(part);
  damaged.fill(0, 100_000, 120_000);
  writeFileSync(part, damaged);
  started.hub.serve = (_request, _response, _file, normally) => normally();
  expect(await started.run()).toBe('download-wrong-hash');
  expect(await started.run()).toBeNull();
  expect(started.installed()?.equals(BYTES)).toBe(true);
});

test('a model of several files: large ones by their SHA-256, small ones by the hash that git knows them by', async () => {
  const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model_quantized.onnx'];
  const contents = { 'config.json': Buffer.from('{"model_type":"bert","hidden_size":16,"max_position_embeddings":64}'), 'tokenizer.json': Buffer.from(`{"model":{},"x":"${'y'.repeat(5_000)}"}`), 'tokenizer_config.json': Buffer.from('{}'), 'onnx/model_quantized.onnx': Buffer.concat([Buffer.from([8]), Buffer.alloc(50_000, 3)]) };
  for (const altered of [false, true]) {
    const started = await start({ pinned: false, files: names, role: 'embedder' });
    for (const [name, bytes] of Object.entries(contents)) started.hub.put(REPOSITORY, name, bytes);
    if (altered) {
      started.hub.serve = (request, response, _file, normally) => (request.url!.includes('tokenizer_config') ? void response.writeHead(200, { 'Content-Length': 2 }).end('[]') : normally());
      expect(await started.run()).toBe('download-wrong-hash');
      continue;
    }
    expect(await started.run()).toBeNull();
    for (const [name, bytes] of Object.entries(contents)) expect(readFileSync(path.join(started.dir, 'tiny', name)).equals(bytes)).toBe(true);
  }
});
