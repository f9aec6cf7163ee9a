// @ts-check
// Preloaded into a real parser worker: once the worker is confined, tries what hostile code would try there and tells the
// parent what came of each. In: the worker's own arguments. Out: one message with `probed`.
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { lookup } from 'node:dns/promises';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { Worker } from 'node:worker_threads';

const dir = String(process.env['TMPDIR']);
const port = Number(path.basename(dir));

/** @type {Record<string, () => unknown>} */
const attempts = {
  read: () => fs.readFileSync(path.join(dir, 'given.txt'), 'utf8'),
  write: () => fs.writeFileSync(path.join(dir, 'written.txt'), 'x'),
  remove: () => fs.rmSync(path.join(dir, 'given.txt')),
  link: () => fs.symlinkSync('/etc', path.join(dir, 'link')),
  spawn: () => childProcess.spawnSync(process.execPath, ['-e', '0']).error ?? 'ran',
  fork: () => childProcess.fork(path.join(dir, 'given.txt')),
  'native code': () => process.dlopen({ exports: {} }, path.join(dir, 'given.txt')),
  thread: () => new Worker('0', { eval: true, execArgv: [] }),
  connect: () => net.connect(port, '127.0.0.1'),
  tls: () => tls.connect(port, '127.0.0.1'),
  request: () => http.get(`http://127.0.0.1:${port}/`),
  fetch: () => fetch(`http://127.0.0.1:${port}/`),
  listen: () => net.createServer().listen(0, '127.0.0.1'),
  datagram: () => dgram.createSocket('udp4').send('x', port, '127.0.0.1'),
  lookup: () => dns.lookup('localhost', () => undefined),
  'lookup as imported': () => lookup('localhost'),
  resolver: () => new dns.Resolver().resolve4('localhost', () => undefined),
};

const timer = setInterval(async () => {
  if (process.permission.has('worker')) return;
  clearInterval(timer);
  /** @type {Record<string, string>} */
  const probed = { environment: Object.keys(process.env).sort().join(' ') };
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      const got = await attempt();
      probed[name] = typeof got === 'string' ? got : got instanceof Error ? codeOf(got) : 'done';
    } catch (error) {
      probed[name] = codeOf(error);
    }
  }
  process.send?.({ probed });
}, 10);

/** @param {any} error @returns {string} */
function codeOf(error) {
  return error.code ?? error.cause?.code ?? String(error);
}
