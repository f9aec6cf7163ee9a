// kill -9 at moments drawn from a seed (FREEHOLD_SEED, printed): in the middle of changing a passphrase, and of encrypting
// and decrypting a library. Afterwards the old or the new works, never neither, and nothing is lost or left over.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { clearConversion } from '../../main/library/convertDatabase.ts';
import { lookAtDatabase } from '../../main/library/databaseFile.ts';
import { openDatabase, writeMeta } from '../../main/library/openDatabase.ts';
import { makeKeyring, openKeyring } from '../../main/sovereignty/keys/keyring.ts';
import { root, setup } from '../support/host.ts';
import { attemptsInMemory, CHEAP, MemoryKeychain } from '../support/keyring.ts';
import { seeded, sleep } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { counted } from '../support/thoroughness.ts';

const KILLS = counted({ short: 8, normal: 50, full: 150 });
const seed = Number(process.env['FREEHOLD_SEED'] ?? Date.now() % 1_000_000);
console.log(`FREEHOLD_SEED=${seed}`);

/** Runs it until it has said something, and a little longer. Out: how often it was done. */
async function killedAfter(args: readonly string[], delayMs: number): Promise<number> {
  const running = spawn(setup.nodeBinary, [path.join(root, 'tests', 'support', 'keysForever.ts'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  running.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(running.stdout, 'data');
  await sleep(delayMs);
  running.kill('SIGKILL');
  await once(running, 'close');
  return said.split('.').length - 1;
}

test(`changing the passphrase, killed ${KILLS} times: one of the two opens the same key`, async () => {
  const dir = temporaryFolder();
  const options = { keychain: new MemoryKeychain(), cost: CHEAP };
  const { keyring, recoveryCode } = await makeKeyring(dir, { passphrase: 'passphrase 0', keychain: false }, { ...options, attempts: attemptsInMemory() });
  const key = Buffer.from(keyring.key()!).toString('hex');
  const random = seeded(seed);
  let changes = 0;
  for (let at = 0; at < KILLS; at += 1) {
    changes += await killedAfter(['passphrase', dir], random() * 400);
    const opened: string[] = [];
    for (const secret of ['passphrase 0', 'passphrase 1']) {
      const again = openKeyring(dir, { ...options, attempts: attemptsInMemory() });
      await again.unlock(secret).then(() => opened.push(Buffer.from(again.key()!).toString('hex')), () => undefined);
    }
    expect(opened).toEqual([key]);
  }
  expect(changes).toBeGreaterThan(0);
  const byCode = openKeyring(dir, { ...options, attempts: attemptsInMemory() });
  await byCode.unlock(recoveryCode);
  expect(Buffer.from(byCode.key()!).toString('hex')).toBe(key);
});

test(`encrypting and decrypting, killed ${KILLS} times: one whole library, of one kind or the other`, async () => {
  const dir = temporaryFolder();
  const key = randomBytes(32);
  const rows = 4_000;
  const made = openDatabase(dir);
  made.transaction(() => {
    for (let at = 0; at < rows; at += 1) writeMeta(made, `row-${at}`, randomBytes(600).toString('hex'));
  })();
  made.close();
  const random = seeded(seed + 1);
  const kinds: string[] = [];
  let conversions = 0;
  for (let at = 0; at < KILLS; at += 1) {
    conversions += await killedAfter(['convert', dir, key.toString('hex')], random() * 400);
    const kind = lookAtDatabase(dir);
    const db = openDatabase(dir, kind === 'sealed' ? key : null);
    clearConversion(dir);
    expect(db.prepare("SELECT count(*) FROM meta WHERE key LIKE 'row-%' AND length(value) = 1200").pluck().get()).toBe(rows);
    expect(db.pragma('quick_check', { simple: true })).toBe('ok');
    db.close();
    expect(readdirSync(dir)).toEqual(['library.db']);
    kinds.push(kind);
  }
  expect(conversions).toBeGreaterThan(0);
  console.log(`${conversions} conversions, ${kinds.filter((kind) => kind === 'sealed').length} of ${KILLS} times encrypted when killed`);
});
