// Each engine program with its network shut: loaded behind the guard, and, where the system gives namespaces, in a network
// of its own that is empty. Real engines, asked and looked at from outside.
import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { emptyNetwork } from '../../../main/engines/supervisor/startedBy.ts';
import type { Host } from '../../../main/host/createHost.ts';
import { startHost } from '../../support/host.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const { signal } = new AbortController();
const SMALL_MODEL = 'smollm2-135m-instruct-q4_1';

async function answeringHost(): Promise<Host> {
  const dir = temporaryFolder();
  mkdirSync(path.join(dir, 'files'));
  writeFileSync(path.join(dir, 'files', 'boiler.md'), '# Boiler\n\nThe boiler was serviced on 4 May 2026 by a firm from Leeds.\n');
  const host = await startHost(path.join(dir, 'user'));
  onTestFinished(() => host.close());
  await host.openLibrary(path.join(dir, 'library'), { remember: false });
  await host.addPaths([{ path: path.join(dir, 'files'), kind: 'folder' }]);
  await host.engines.library.call('ingest.finished', {});
  await host.handlers['settings.set']({ modelId: SMALL_MODEL }, { signal });
  const statuses: string[] = [];
  await host.handlers['answer.ask']({ question: 'When was the boiler serviced?', conversationId: null, scope: null, general: false }, { signal, emit: (event) => event.type === 'answer' && statuses.push(event.answer.status) });
  expect(statuses).toEqual(['answered']);
  return host;
}

test('all three engines read, search and answer behind the guard; nothing was stopped, since nothing tried', async () => {
  const host = await answeringHost();
  for (const name of ['library', 'llm', 'parser'] as const) {
    const command = readFileSync(`/proc/${host.engines[name].processId()}/cmdline`, 'utf8').split('\0');
    expect(command.find((argument) => argument.startsWith('--import='))).toMatch(/engines\/guard\.js$/);
    expect(command).toContain('--disable-sigusr1');
    expect(readFileSync(`/proc/${host.engines[name].processId()}/limits`, 'utf8')).toMatch(/^Max core file size +0 +0 /mu);
  }
  const { engines } = await host.handlers['privacy.report']({}, { signal });
  expect(engines.map(({ name, blockedCalls }) => ({ name, blockedCalls }))).toEqual([
    { name: 'library', blockedCalls: 0 },
    { name: 'llm', blockedCalls: 0 },
    { name: 'parser', blockedCalls: 0 },
  ]);
});

test.skipIf(emptyNetwork() === null)('where the system gives them one, they are in networks of their own, with no way out', async () => {
  const host = await answeringHost();
  const { engines } = await host.handlers['privacy.report']({}, { signal });
  expect(engines.map(({ ownNetwork }) => ownNetwork)).toEqual([true, true, true]);
  for (const name of ['library', 'llm', 'parser'] as const) {
    const id = host.engines[name].processId()!;
    expect(readlinkSync(`/proc/${id}/ns/net`)).not.toBe(readlinkSync('/proc/self/ns/net'));
    // No address, and no route anywhere.
    expect(readFileSync(`/proc/${id}/net/route`, 'utf8').trim().split('\n')).toHaveLength(1);
    expect(readFileSync(`/proc/${id}/net/if_inet6`, 'utf8').trim()).toBe('');
  }
});
