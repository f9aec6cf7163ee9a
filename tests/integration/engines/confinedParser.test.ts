// What a parser worker may do, tried from inside a real one: read, and nothing else. And what becomes of a file over
// which it takes too much memory.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PARSER_ARGUMENTS } from '../../../main/engines/parser/parserProgram.ts';
import { parserProtocol, type ParserProtocol } from '../../../main/engines/parser/protocol.ts';
import { engineEnvironment } from '../../../main/engines/supervisor/engineEnvironment.ts';
import { superviseEngine, type Engine } from '../../../main/engines/supervisor/superviseEngine.ts';
import { createParserWorker } from '../../../main/host/parserWorker.ts';
import { root } from '../../support/host.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const { signal } = new AbortController();
const parserEntry = path.join(root, 'build', 'engines', 'parser.js');

test('inside a parser worker a file can be read; writing, programs, threads, native code and the network are denied', async () => {
  const connections: string[] = [];
  const server = net.createServer((socket) => {
    connections.push(String(socket.remotePort));
    socket.destroy();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  // The name tells the port: the environment passes little else.
  const dir = path.join(temporaryFolder(), String((server.address() as AddressInfo).port));
  mkdirSync(dir);
  writeFileSync(path.join(dir, 'given.txt'), 'given');

  const probe = path.join(import.meta.dirname, '..', '..', 'support', 'confinedProbe.mjs');
  const child = spawn(process.execPath, [...PARSER_ARGUMENTS, '--import', probe, parserEntry], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced', env: engineEnvironment({ TMPDIR: dir }) });
  onTestFinished(() => void child.kill('SIGKILL'));
  const probed = await new Promise<Record<string, string>>((resolve, reject) => {
    child.on('message', (message: { probed?: Record<string, string> }) => message.probed !== undefined && resolve(message.probed));
    child.on('exit', (code) => reject(new Error(`The worker ended with ${code}`)));
  });

  const { environment, read, ...others } = probed;
  expect(environment!.split(' ').filter((name) => /token|key|secret|proxy|password|node_options/i.test(name))).toEqual([]);
  expect(read).toBe('given');
  expect(Object.keys(others)).toHaveLength(16);
  expect(Object.entries(others).filter(([, outcome]) => outcome !== 'ERR_ACCESS_DENIED' && outcome !== 'ERR_DLOPEN_DISABLED')).toEqual([]);
  expect(connections).toEqual([]);
  expect(readdirSync(dir)).toEqual(['given.txt']);
});

function start(entry: string): { engine: Engine<ParserProtocol>; parse: (name: string) => Promise<string>; processes: Set<number | null> } {
  const dir = temporaryFolder();
  const processes = new Set<number | null>();
  const engine: Engine<ParserProtocol> = superviseEngine({ name: 'parser', nodeBinary: process.execPath, nodeArguments: PARSER_ARGUMENTS, entry, host: {}, createHostService: () => ({}), engine: parserProtocol, backOffMs: [0] });
  onTestFinished(() => engine.stop());
  const worker = createParserWorker(engine);
  return {
    engine,
    processes,
    parse: async (name) => {
      const place = path.join(dir, name);
      if (!existsSync(place)) writeFileSync(place, `# ${name}\n\nText of ${name}.\n`);
      const result = await worker.parse({ path: place, name, kind: 'markdown' }, { signal });
      processes.add(engine.processId());
      return result.ok ? 'read' : result.reason;
    },
  };
}

const hostileEntry = path.join(root, 'tests', 'support', 'hostileParser.ts');

test('a file over which the parser takes too much memory, in buffers or in the heap, costs itself alone', async () => {
  const { parse, engine } = start(hostileEntry);
  const outcomes: string[] = [];
  for (const name of ['a.md', 'buffers.md', 'b.md', 'heap.md', 'c.md']) outcomes.push(await parse(name));
  expect(outcomes).toEqual(['read', 'too-much-memory', 'read', 'too-much-memory', 'read']);
  // A worker may carry what earlier files left, so each was tried in a second one.
  expect(engine.restarts()).toBe(4);
});

test('a worker that threw, holds much, or read many files gives way to another; no restart is counted but for a crash', async () => {
  const { parse, engine, processes } = start(hostileEntry);
  expect(await parse('a.md')).toBe('read');
  expect(await parse('b.md')).toBe('read');
  expect(processes.size).toBe(1);
  expect(await parse('throw.md')).toBe('parser-crashed');
  expect(engine.processId()).toBeNull();
  expect(await parse('keeps.md')).toBe('read');
  expect(engine.processId()).toBeNull();
  processes.clear();
  for (let at = 0; at < 501; at += 1) await parse('c.md');
  // Two workers, and none for a moment in between.
  expect(processes.size).toBe(3);
  expect(engine.restarts()).toBe(0);
});
