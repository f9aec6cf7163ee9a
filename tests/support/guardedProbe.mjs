// @ts-check
// Tries every way out to the port named with the network shut, before and while the gate is open to it, and tells the
// parent. In: the port. Out: one message. Invariant: what is tried was imported before the network was shut.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import http2 from 'node:http2';
import inspector from 'node:inspector';
import net from 'node:net';
import tls from 'node:tls';
import { Worker } from 'node:worker_threads';

import { WATCH } from '../../main/sovereignty/watchThread.ts';
import { guardWithGate } from '../../main/sovereignty/guardNode.ts';

const port = Number(process.argv[2]);
const { connect } = net.Socket.prototype;
const guard = guardWithGate();

/** @param {() => import('node:events').EventEmitter} start @param {string} event */
const until = (start, event) => new Promise((resolve, reject) => start().once(event, () => resolve('done')).once('error', reject));

/** @type {Record<string, () => unknown>} */
const attempts = {
  'net.connect': () => until(() => net.connect(port, '127.0.0.1'), 'connect'),
  'net.connect with options': () => until(() => net.connect({ port, host: '127.0.0.1' }), 'connect'),
  'a socket of its own': () => until(() => new net.Socket().connect(port, '127.0.0.1'), 'connect'),
  'a path of this machine': () => until(() => net.connect('/var/run/anything.sock'), 'connect'),
  'tls.connect': () => until(() => tls.connect(port, '127.0.0.1'), 'secureConnect'),
  'http.get': () => until(() => http.get(`http://127.0.0.1:${port}/`), 'response'),
  'https.get': () => until(() => https.get(`https://127.0.0.1:${port}/`), 'response'),
  'http with an agent that keeps': () => until(() => http.get({ port, host: '127.0.0.1', agent: new http.Agent({ keepAlive: true }) }), 'response'),
  http2: () => until(() => http2.connect(`http://127.0.0.1:${port}`), 'connect'),
  fetch: () => fetch(`http://127.0.0.1:${port}/`),
  WebSocket: () => new WebSocket(`ws://127.0.0.1:${port}/`),
  EventSource: () => ('EventSource' in globalThis ? new EventSource(`http://127.0.0.1:${port}/`) : Promise.reject(Object.assign(new Error(), { code: 'ERR_ACCESS_DENIED' }))),
  'net listen': () => until(() => net.createServer().listen(0, '127.0.0.1'), 'listening'),
  'http listen': () => until(() => http.createServer().listen(0, '127.0.0.1'), 'listening'),
  datagram: () => dgram.createSocket('udp4').send('x', port, '127.0.0.1'),
  'dns.lookup': () => dns.lookup('localhost', () => undefined),
  'dns.promises.lookup as imported': () => lookup('localhost'),
  'dns.resolve': () => dns.resolve('localhost', () => undefined),
  'a resolver': () => new dns.Resolver().resolve4('localhost', () => undefined),
  'a resolver of promises': () => new dns.promises.Resolver().resolve4('localhost'),
  inspector: () => inspector.open(0, '127.0.0.1'),
  binding: () => /** @type {any} */ (process).binding('tcp_wrap'),
  'a thread': () => until(() => new Worker(`require('node:net').connect(${port}, '127.0.0.1')`, { eval: true }), 'exit'),
  'a thread of a file': () => until(() => new Worker(new URL('guardedProbe.mjs', import.meta.url), { argv: [String(port)] }), 'exit'),
  'a thread by what made another': () => until(() => new /** @type {any} */ (Worker.prototype.constructor)(`require('node:net').connect(${port}, '127.0.0.1')`, { eval: true }), 'exit'),
  'a file in the name of the watch': () => until(() => new Worker(WATCH, { workerData: { parent: process.ppid, maxMemoryBytes: null } }), 'exit'),
  'undoing the guard': () => {
    Object.defineProperty(net.Socket.prototype, 'connect', { value: connect });
  },
};

/** @param {() => unknown} attempt @returns {Promise<string>} */
async function outcome(attempt) {
  try {
    await attempt();
    return 'done';
  } catch (error) {
    const { code, cause, message } = /** @type {any} */ (error);
    return code ?? cause?.code ?? message;
  }
}

/** What is asked to run beside the watch does not: neither by its arguments nor by its environment. */
const watch = new Worker(WATCH, { eval: true, workerData: { parent: process.ppid, maxMemoryBytes: null }, execArgv: ['--import', `data:text/javascript,import net from 'node:net'; net.connect(${port}, '127.0.0.1')`] });
watch.unref();

/** @type {Record<string, string>} */
const shut = {};
for (const [name, attempt] of Object.entries(attempts)) shut[name] = await outcome(attempt);
const blocked = guard.blocked();

const get = (/** @type {import('node:http').RequestOptions} */ options) => outcome(() => until(() => http.get({ agent: false, ...options }), 'response'));
const open = await guard.during(`127.0.0.1:${port}`, async () => ({
  there: await get({ host: '127.0.0.1', port }),
  'another port': await get({ host: '127.0.0.1', port: port + 1 }),
  'another host': await get({ host: '127.0.0.2', port }),
  'a name': await get({ host: 'localhost', port }),
}));
const byName = await guard.during(`localhost:${port}`, () => get({ host: 'localhost', port }));
const after = await get({ host: '127.0.0.1', port });
const shared = /** @type {Record<symbol, object>} */ (/** @type {unknown} */ (globalThis))[Symbol.for('freehold.networkGuard')];
process.send?.({ shut, blocked, open, byName, after, shared: Object.keys(shared ?? {}) });
process.disconnect?.();
