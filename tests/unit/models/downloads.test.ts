// Downloads from a good host, over TLS on the loopback: what is asked, kept and gone on with; pauses, restarts, the queue, the
// seal. Hosts that are not good are downloadsFromBadHosts.test.ts's.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BYTES, cdn, cutAfter, partBytes, REPOSITORY, startDownloading } from '../../support/downloading.ts';
import { sha256 } from '../../support/hubServer.ts';

test('a good host: the hash is asked for, the file is checked, and only then is it a model', async () => {
  const started = await startDownloading({ pinned: false });
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
  await expect.poll(() => started.hub.connections().open).toBe(0);
});

test('cut again and again, it goes on where it was', async () => {
  const started = await startDownloading();
  started.hub.serve = cutAfter(70_000);
  expect(await started.run()).toBeNull();
  expect(started.installed()?.equals(BYTES)).toBe(true);
  const [first, ...starts] = cdn(started).map(({ headers }) => (headers.range === undefined ? 0 : Number(/^bytes=(\d+)-$/.exec(headers.range)?.[1])));
  expect(first).toBe(0);
  // Never from the beginning, never beyond what was sent, and on and on.
  for (const [index, at] of starts.entries()) {
    const before = starts[index - 1] ?? 0;
    expect(at).toBeGreaterThan(before);
    expect(at).toBeLessThanOrEqual(before + 70_000);
  }
  expect(starts.length).toBeGreaterThanOrEqual(4);
});

test('a host that closes early without stating a length is asked for the rest as well', async () => {
  const started = await startDownloading();
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
    const started = await startDownloading();
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

test('more than the disk has room for is not begun', async () => {
  const started = await startDownloading({ pinned: false });
  started.hub.instead = (_request, response) => void response.end(JSON.stringify([{ type: 'file', path: 'tiny.gguf', size: 1e15, oid: 'a'.repeat(40), lfs: { oid: sha256(BYTES), size: 1e15 } }]));
  expect(await started.run()).toBe('download-no-room');
  expect(cdn(started)).toEqual([]);
});

test('sealed in the middle: the connection closes, and nothing goes on by itself or when asked to', async () => {
  const started = await startDownloading();
  started.hub.serve = (_request, response, { bytes, etag }) => {
    response.writeHead(200, { 'Content-Length': bytes.length, ETag: etag });
    const timer = setInterval(() => response.write(bytes.subarray(0, 5_000)), 10);
    response.socket?.on('close', () => clearInterval(timer));
  };
  await started.downloads.start('tiny');
  await expect.poll(() => partBytes(started)).toBeGreaterThan(10_000);
  expect(started.hub.connections().open).toBe(1);
  started.rules.sealed = true;
  await started.downloads.stopAll();
  await expect.poll(() => started.hub.connections().open).toBe(0);
  const { made } = started.hub.connections();
  expect(started.downloads.list()).toMatchObject([{ state: 'paused', error: null, host: null }]);
  await expect(started.downloads.start('tiny')).rejects.toMatchObject({ code: 'download-sealed' });
  expect(started.hub.connections().made).toBe(made);
  expect(partBytes(started)).toBeGreaterThan(10_000);
});

test('only what an administrator allows', async () => {
  const started = await startDownloading();
  started.rules.allowed = ['other'];
  await expect(started.downloads.start('tiny')).rejects.toMatchObject({ code: 'download-not-allowed' });
  await expect(started.downloads.start('../tiny')).rejects.toMatchObject({ code: 'not-found' });
  expect(started.hub.connections().made).toBe(0);
});

test('what an administrator allows by its hash is downloaded', async () => {
  const started = await startDownloading();
  started.rules.allowed = [sha256(BYTES)];
  expect(await started.run()).toBeNull();
  expect(started.installed()?.equals(BYTES)).toBe(true);
});

test('where the hub alone knows the hash it is asked, and the file is fetched only if that is an allowed one', async () => {
  const started = await startDownloading({ pinned: false });
  started.rules.allowed = [sha256(Buffer.from('another file'))];
  expect(await started.run()).toBe('download-not-allowed');
  expect(started.hub.requests.map(({ path: asked }) => asked)).toEqual([`/api/models/${REPOSITORY}/tree/main`]);
  // Now that it is known, nobody is asked any more.
  await expect(started.downloads.start('tiny')).rejects.toMatchObject({ code: 'download-not-allowed' });
  started.rules.allowed = [sha256(BYTES)];
  expect(await started.run()).toBeNull();
  expect(started.installed()?.equals(BYTES)).toBe(true);
});

test('one at a time; pausing the first lets the next begin; cancelling deletes what came', async () => {
  const started = await startDownloading();
  started.hub.serve = (_request, response, { bytes, etag }) => {
    response.writeHead(200, { 'Content-Length': bytes.length, ETag: etag });
    const timer = setInterval(() => response.write(bytes.subarray(0, 2_000)), 10);
    response.socket?.on('close', () => clearInterval(timer));
  };
  await started.downloads.start('tiny');
  await started.downloads.start('other');
  await expect.poll(() => partBytes(started)).toBeGreaterThan(4_000);
  expect(started.downloads.list()).toMatchObject([{ modelId: 'tiny', state: 'running' }, { modelId: 'other', state: 'queued' }]);
  await started.downloads.pause('tiny');
  expect(started.downloads.list()).toMatchObject([{ modelId: 'tiny', state: 'paused' }, { modelId: 'other', state: 'running' }]);
  await started.downloads.cancel('tiny');
  expect(existsSync(path.join(started.dir, 'tiny.part'))).toBe(false);
  await started.downloads.cancel('other');
  expect(started.downloads.list()).toEqual([]);
  expect(readdirSync(started.dir)).toEqual([]);
  expect(started.failed).toEqual(['cancelled tiny', 'cancelled other']);
  await expect.poll(() => started.hub.connections().open).toBe(0);
});

test('after a restart it is listed as paused, with what came; it goes on when asked to and not before', async () => {
  const started = await startDownloading();
  started.hub.serve = cutAfter(130_000);
  void started.downloads.start('tiny');
  await expect.poll(() => partBytes(started)).toBeGreaterThanOrEqual(130_000);
  await started.downloads.stopAll();
  const { made } = started.hub.connections();
  started.hub.serve = (_request, _response, _file, normally) => normally();
  const next = started.again();
  await expect.poll(() => next.list().length).toBe(1);
  expect(next.list()).toMatchObject([{ state: 'paused', totalBytes: BYTES.length }]);
  expect(next.list()[0]!.bytes).toBeGreaterThanOrEqual(130_000);
  expect(started.hub.connections().made).toBe(made);
  await next.start('tiny');
  await expect.poll(() => started.installed()).not.toBeNull();
  expect(started.installed()?.equals(BYTES)).toBe(true);
  expect(Number(/\d+/.exec(cdn(started).at(-1)?.headers.range ?? '')?.[0])).toBeGreaterThanOrEqual(130_000);
});

test('a part that was damaged meanwhile is found by the hash, and the next attempt starts afresh', async () => {
  const started = await startDownloading();
  started.hub.serve = cutAfter(130_000);
  void started.downloads.start('tiny');
  await expect.poll(() => partBytes(started)).toBeGreaterThanOrEqual(130_000);
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
    const started = await startDownloading({ pinned: false, files: names, role: 'embedder' });
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
