// The disk fills up in the middle of a download: told as that, what came is kept, and it goes on when there is room again.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createDownloads } from '../../main/models/download/downloads.ts';
import { createHubFacts } from '../../main/models/download/hubFacts.ts';
import { certificate, sha256, startHubServer } from '../support/hubServer.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { tinyGguf } from '../support/tinyGguf.ts';

const canMount = process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0;
const BYTES = tinyGguf({ dataBytes: 2_000_000 });

test.skipIf(!canMount)('disk full in the middle', async () => {
  const user = temporaryFolder();
  const disk = path.join(user, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
  onTestFinished(() => void execFileSync('umount', ['-l', disk]));
  const hub = await startHubServer();
  onTestFinished(() => hub.close());
  hub.put('maker/model', 'model.gguf', BYTES);
  let waits = false;
  let filled = false;
  hub.serve = (_request, response, { bytes, etag }) => {
    response.writeHead(200, { 'Content-Length': bytes.length, ETag: etag });
    let at = 0;
    const timer = setInterval(() => {
      waits = at > 400_000 && !filled;
      if (waits) return;
      response.write(bytes.subarray(at, at + 20_000));
      at += 20_000;
    }, 5);
    response.on('close', () => clearInterval(timer));
  };

  const ended: string[] = [];
  const downloads = createDownloads({
    offers: [{ id: 'model', role: 'llm', name: 'Model', description: '', licence: '', files: [{ path: 'model.gguf', url: hub.url('maker/model', 'model.gguf'), bytes: BYTES.length, sha256: sha256(BYTES) }] }],
    dir: disk,
    rules: { sealed: () => false, forcedSealed: false, policy: { models: null } },
    hub: createHubFacts(user),
    wayOut: () => ({ hosts: [hub.host], through: (_authority, work) => work(), onConnection: () => undefined, extraCa: certificate }),
    onChange: () => undefined,
    onDone: () => ended.push('done'),
    onFailed: (_offer, { code }) => ended.push(code),
    onCancelled: () => undefined,
    backOffMs: [1],
  });
  await downloads.start('model');
  await expect.poll(() => waits).toBe(true);
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(path.join(disk, 'filler'), Buffer.alloc(bavail * bsize - 100_000));
  filled = true;
  await vi.waitUntil(() => ended.length > 0, { timeout: 20_000 });
  expect(ended).toEqual(['disk-full']);
  const [failed] = downloads.list();
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'disk-full' } });
  expect(failed!.bytes).toBeGreaterThan(300_000);

  rmSync(path.join(disk, 'filler'));
  hub.serve = (_request, _response, _file, normally) => normally();
  await downloads.start('model');
  await vi.waitUntil(() => ended.length > 1, { timeout: 20_000 });
  expect(ended[1]).toBe('done');
  expect(hub.requests.at(-1)?.headers.range).toMatch(/^bytes=[3-9]\d{5}-$/);
  expect(sha256(readFileSync(path.join(disk, 'model', 'model.gguf')))).toBe(sha256(BYTES));
});
