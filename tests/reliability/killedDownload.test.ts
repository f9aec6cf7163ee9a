// kill -9 of a program that downloads, at moments drawn from a seed (FREEHOLD_SEED, printed). Whenever it is: the model is
// not there until it is whole, the next start goes on with what had arrived, and the end is the published file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sha256, startHubServer } from '../support/hubServer.ts';
import { setup } from '../support/host.ts';
import { seeded, sleep } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { counted } from '../support/thoroughness.ts';
import { tinyGguf } from '../support/tinyGguf.ts';

const ROUNDS = counted({ short: 4, normal: 20, full: 100 });
const MODELS = counted({ short: 1, normal: 4, full: 25 });
const BYTES = tinyGguf({ dataBytes: 12_000_000 });
/** A whole download takes about three seconds of this. */
const PIECE = 40_000;
const PIECE_MS = 10;
/** Starting the program takes about 0.3 s. */
const EARLIEST_MS = 300;
const LATEST_MS = 900;

const seed = Number(process.env['FREEHOLD_SEED'] ?? Date.now() % 1_000_000);
console.log(`FREEHOLD_SEED=${seed}`);

test(`${MODELS} downloads, each killed until it is done, ${ROUNDS} times at most`, async () => {
  const random = seeded(seed);
  const hub = await startHubServer();
  onTestFinished(() => hub.close());
  hub.put('maker/model', 'model.gguf', BYTES);
  hub.serve = (request, response, { bytes, etag }) => {
    let at = request.headers['if-range'] === etag ? Number(/\d+/.exec(request.headers.range ?? '0')?.[0] ?? 0) : 0;
    response.writeHead(at > 0 ? 206 : 200, { 'Content-Length': bytes.length - at, ETag: etag, ...(at > 0 ? { 'Content-Range': `bytes ${at}-${bytes.length - 1}/${bytes.length}` } : {}) });
    const timer = setInterval(() => {
      response.write(bytes.subarray(at, at + PIECE));
      at += PIECE;
      if (at >= bytes.length) response.end();
    }, PIECE_MS);
    response.on('close', () => clearInterval(timer));
  };
  let kills = 0;
  let resumed = 0;
  for (let model = 0; model < MODELS; model += 1) {
    const dir = temporaryFolder();
    const whole = path.join(dir, 'model', 'model.gguf');
    let done = false;
    for (let round = 0; !done; round += 1) {
      const before = hub.requests.length;
      const running = spawn(setup.nodeBinary, [path.join(import.meta.dirname, '..', 'support', 'downloadOnce.ts'), dir, 'model', hub.url('maker/model', 'model.gguf'), String(BYTES.length), sha256(BYTES), hub.host], { stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      running.stdout.on('data', (data: Buffer) => (said += data.toString()));
      const ended = once(running, 'exit');
      if (round < ROUNDS) {
        await Promise.race([sleep(EARLIEST_MS + random() * LATEST_MS), ended]);
        running.kill('SIGKILL');
        kills += 1;
      }
      await ended;
      if (hub.requests.slice(before).some(({ headers }) => headers.range !== undefined)) resumed += 1;
      done = existsSync(whole);
      if (done) expect(sha256(readFileSync(whole))).toBe(sha256(BYTES));
      else expect(readdirSync(dir).filter((name) => name !== 'model.part')).toEqual([]);
      if (round >= ROUNDS) expect(said).toBe('downloaded\n');
    }
    expect(readdirSync(dir)).toEqual(['model']);
  }
  console.log(`${kills} kills, ${resumed} starts went on where the last one was`);
  expect(resumed).toBeGreaterThan(0);
});
