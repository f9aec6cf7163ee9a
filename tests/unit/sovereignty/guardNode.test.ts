// The network of a Node program, shut: every way out that Node has is tried from inside a real one, with a listener as
// the witness. The gate opens to one address, for its own calls, and to no other.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

interface Told {
  readonly shut: Record<string, string>;
  readonly blocked: number;
  readonly open: Record<string, string>;
  readonly byName: string;
  readonly after: string;
  /** What any code of the program can reach of the guard. */
  readonly shared: string[];
}

const root = path.join(import.meta.dirname, '..', '..', '..');

test('every way out throws and is counted; the gate opens to one address alone', async () => {
  const requests: string[] = [];
  let connections = 0;
  const server = http.createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end('ok');
  });
  server.on('connection', () => (connections += 1));
  await once(server.listen(0), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;

  const child = spawn(process.execPath, [path.join(root, 'tests', 'support', 'guardedProbe.mjs'), String(port)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const told = await new Promise<Told>((resolve, reject) => {
    child.on('message', (message) => resolve(message as Told));
    child.on('exit', (code) => reject(new Error(`The program ended with ${code}`)));
  });

  const { 'undoing the guard': undone, ...shut } = told.shut;
  expect(Object.entries(shut).filter(([, outcome]) => outcome !== 'ERR_ACCESS_DENIED')).toEqual([]);
  expect(Object.keys(shut)).toHaveLength(26);
  expect(undone).toMatch(/Cannot redefine/);
  // `EventSource` is not in every Node.
  expect(told.blocked).toBeGreaterThanOrEqual(25);
  expect(told.open).toEqual({ there: 'done', 'another port': 'ERR_ACCESS_DENIED', 'another host': 'ERR_ACCESS_DENIED', 'a name': 'ERR_ACCESS_DENIED' });
  expect(told.shared).toEqual(['blocked', 'onBlocked', 'tryUnguarded']);
  expect(told.byName).toBe('done');
  expect(told.after).toBe('ERR_ACCESS_DENIED');
  expect(requests).toHaveLength(2);
  expect(connections).toBe(2);
});
