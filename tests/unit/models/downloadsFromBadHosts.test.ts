// Downloads from every bad host that we could think of, over TLS on the loopback. Whatever it does, a model is there whole
// and right, or it is not there.
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { isAllowedHost } from '../../../main/models/download/hosts.ts';
import { BYTES, cdn, cutAfter, partBytes, REPOSITORY, startDownloading, WINDOW_MS } from '../../support/downloading.ts';
import { startHubServer, type HubServer } from '../../support/hubServer.ts';
import { tinyGguf } from '../../support/tinyGguf.ts';

test('a hash that was kept is held against the hub: another one stops the download before a byte', async () => {
  const started = await startDownloading({ pinned: false });
  expect(await started.run()).toBeNull();
  started.hub.put(REPOSITORY, 'tiny.gguf', tinyGguf({ dataBytes: 300_001 }));
  const before = cdn(started).length;
  expect(await started.run()).toBe('download-changed');
  expect(cdn(started)).toHaveLength(before);
  started.hub.put(REPOSITORY, 'tiny.gguf', BYTES);
  expect(await started.run()).toBeNull();
});

test('a pinned hash is not asked for; a file of another one is deleted and never a model', async () => {
  const started = await startDownloading();
  const wrong = Buffer.from(BYTES);
  wrong[BYTES.length - 1] = 7;
  started.hub.put(REPOSITORY, 'tiny.gguf', wrong);
  expect(await started.run()).toBe('download-wrong-hash');
  expect(started.hub.requests.some(({ path: asked }) => asked.startsWith('/api/'))).toBe(false);
  await expect.poll(() => readdirSync(started.dir).length).toBe(0);
  started.hub.put(REPOSITORY, 'tiny.gguf', BYTES);
  expect(await started.run()).toBeNull();
  expect(started.installed()?.equals(BYTES)).toBe(true);
});

test('another version in the middle: the rest of one is never joined to the beginning of the other', async () => {
  const old = tinyGguf({ dataBytes: 300_000, shape: [8n, 8n] });
  for (const liar of [false, true]) {
    const started = await startDownloading({ bytes: BYTES });
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
  const started = await startDownloading();
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
    const started = await startDownloading();
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
    const started = await startDownloading();
    started.hub.serve = serve;
    let largest = 0;
    const looking = setInterval(() => (largest = Math.max(largest, partBytes(started))), 1);
    expect(await started.run(), name).toBe('download-wrong-size');
    clearInterval(looking);
    expect(largest, name).toBeLessThanOrEqual(BYTES.length);
    await expect.poll(() => readdirSync(started.dir).length).toBe(0);
  }
});

test('sent on to anywhere else: no connection is made to it', async () => {
  const elsewhere = await startHubServer();
  onTestFinished(() => elsewhere.close());
  const targets = (hub: HubServer): string[] => [`https://${elsewhere.host}/file`, `http://${hub.host}/file`, `https://user:secret@${hub.host}/file`, `https://${hub.host.replace(':', '.example:')}/file`, 'file:///etc/passwd', 'data:text/plain,x'];
  for (const index of [0, 1, 2, 3, 4, 5]) {
    const started = await startDownloading();
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
  const started = await startDownloading();
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
    const started = await startDownloading();
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
    const started = await startDownloading({ pinned: false });
    started.hub.instead = instead;
    expect(await started.run(), name).toBe(code);
    expect(cdn(started)).toEqual([]);
  }
});

test('not there is told at once; overloaded is tried again', async () => {
  const started = await startDownloading();
  started.hub.serve = (_request, response) => void response.writeHead(404).end();
  expect(await started.run()).toBe('download-refused');
  expect(cdn(started)).toHaveLength(1);
  let refusals = 0;
  started.hub.serve = (_request, response, _file, normally) => ((refusals += 1) > 2 ? normally() : void response.writeHead(503).end());
  expect(await started.run()).toBeNull();
});

test('a host that nobody vouches for gets no request', async () => {
  const started = await startDownloading({ extraCa: null });
  expect(await started.run()).toBe('download-untrusted');
  expect(started.hub.requests).toEqual([]);
});

test('a host that is not there', async () => {
  const started = await startDownloading();
  await started.hub.close();
  expect(await started.run()).toBe('download-unreachable');
});

test('a port that takes connections and says nothing, not even in TLS', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void silent.close());
  const started = await startDownloading();
  const port = (silent.address() as { port: number }).port;
  started.hub.serve = (_request, response) => void response.writeHead(302, { Location: `https://localhost:${port}/x` }).end();
  // It is not on the list, so nobody waits for it.
  expect(await started.run()).toBe('download-redirected');
});

test('right by its hash, and yet no model: refused before anything uses it', async () => {
  const started = await startDownloading({ bytes: Buffer.from('GGUF but not really'.repeat(200)) });
  expect(await started.run()).toBe('model-invalid');
  await expect.poll(() => readdirSync(started.dir).length).toBe(0);
});
