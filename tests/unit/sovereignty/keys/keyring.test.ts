// The keys of a library: every way opens the same key and no other; whatever is altered, wrong or hostile opens nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { KEY_FILE, KEY_FILE_STEPS, type KeyFile } from '../../../../main/sovereignty/keys/keyFile.ts';
import { noKeychain } from '../../../../main/sovereignty/keys/keychain.ts';
import { makeKeyring, openKeyring, type KeyringOptions } from '../../../../main/sovereignty/keys/keyring.ts';
import { attemptsInMemory, CHEAP, MemoryKeychain } from '../../../support/keyring.ts';
import { counted } from '../../../support/thoroughness.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const PASSPHRASE = 'correct horse battery staple';
const cheap = (change: Partial<KeyringOptions> = {}): KeyringOptions => ({ keychain: new MemoryKeychain(), attempts: attemptsInMemory(), cost: CHEAP, ...change });
const fileIn = (dir: string): string => path.join(dir, KEY_FILE);
const wrong = expect.objectContaining({ code: 'passphrase-wrong' });

async function made(options = cheap()): Promise<{ dir: string; key: string; recoveryCode: string; options: KeyringOptions }> {
  const dir = temporaryFolder();
  const { keyring, recoveryCode } = await makeKeyring(dir, { passphrase: PASSPHRASE, keychain: true }, options);
  const key = Buffer.from(keyring.key()!).toString('hex');
  keyring.lock();
  return { dir, key, recoveryCode, options };
}

async function keyBy(dir: string, secret: string | null, options: KeyringOptions): Promise<string> {
  const keyring = openKeyring(dir, options);
  if (secret === null) keyring.unlockByKeychain();
  else await keyring.unlock(secret);
  return Buffer.from(keyring.key()!).toString('hex');
}

test('the passphrase, the recovery code and the keychain open the same 32 bytes', async () => {
  const { dir, key, recoveryCode, options } = await made();
  expect(key).toMatch(/^[0-9a-f]{64}$/u);
  expect(recoveryCode).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/u);
  for (const secret of [PASSPHRASE, recoveryCode, recoveryCode.toLowerCase().replaceAll('-', ' '), null]) expect(await keyBy(dir, secret, options)).toBe(key);
  // Composed and decomposed, as two keyboards write the same letter.
  const keyring = openKeyring(dir, options);
  await keyring.unlock(PASSPHRASE);
  await keyring.setPassphrase('Mein schönes Geheimnis');
  expect(await keyBy(dir, 'Mein scho\u0308nes Geheimnis', options)).toBe(key);
});

test('neither the key nor any secret is in the file', async () => {
  const { dir, key, recoveryCode } = await made();
  const text = readFileSync(fileIn(dir), 'utf8');
  for (const secret of [key, Buffer.from(key, 'hex').toString('base64'), PASSPHRASE, recoveryCode, recoveryCode.replaceAll('-', '')]) expect(text).not.toContain(secret);
});

const WRONG = counted({ short: 60, normal: 1_000, full: 1_000 });

test(`${WRONG} wrong passphrases open nothing, with one and the same error`, async () => {
  let nowMs = 0;
  const { dir, key, options } = await made(cheap({ attempts: attemptsInMemory(() => (nowMs += 3_600_000)) }));
  const keyring = openKeyring(dir, options);
  const codes = new Set<string>();
  for (let at = 0; at < WRONG / 10; at += 1) {
    const tries = Array.from({ length: 10 }, (_, more) => keyring.unlock(`${PASSPHRASE}${at}-${more}`).then(() => 'opened', (error: { code: string }) => error.code));
    for (const code of await Promise.all(tries)) codes.add(code);
    expect(keyring.key()).toBeNull();
  }
  expect([...codes]).toEqual(['passphrase-wrong']);
  expect(await keyBy(dir, PASSPHRASE, options)).toBe(key);
});

test('locking overwrites the key where it lies', async () => {
  const { dir, options } = await made();
  const keyring = openKeyring(dir, options);
  await keyring.unlock(PASSPHRASE);
  const held = keyring.key()!;
  keyring.lock();
  expect([keyring.key(), held.every((byte) => byte === 0)]).toEqual([null, true]);
  await expect(keyring.setPassphrase('another passphrase')).rejects.toThrow(expect.objectContaining({ code: 'library-locked' }));
});

test('a change of the passphrase wraps the same key anew, and the old one opens nothing', async () => {
  const { dir, key, recoveryCode, options } = await made();
  const keyring = openKeyring(dir, options);
  await keyring.unlock(recoveryCode);
  await expect(keyring.prove('wrong')).rejects.toThrow(wrong);
  await expect(keyring.prove(null)).rejects.toThrow(wrong);
  await keyring.prove(recoveryCode);
  await keyring.setPassphrase('another passphrase');
  await expect(keyBy(dir, PASSPHRASE, options)).rejects.toThrow(wrong);
  for (const secret of ['another passphrase', recoveryCode, null]) expect(await keyBy(dir, secret, options)).toBe(key);
  const renewed = await keyring.renewRecoveryCode();
  await expect(keyBy(dir, recoveryCode, options)).rejects.toThrow(wrong);
  expect(await keyBy(dir, renewed, options)).toBe(key);
});

test('the keychain comes and goes; the last way stays', async () => {
  const keychain = new MemoryKeychain();
  const options = cheap({ keychain });
  const { dir, key } = await made(options);
  const keyring = openKeyring(dir, options);
  await keyring.unlock(PASSPHRASE);
  await keyring.removeKeychain(PASSPHRASE);
  expect(keyring.ways()).toEqual({ passphrase: true, keychain: false });
  expect(() => openKeyring(dir, options).unlockByKeychain()).toThrow(expect.objectContaining({ code: 'keychain-unavailable' }));
  await keyring.addKeychain();
  expect(await keyBy(dir, null, options)).toBe(key);
  // Another desktop, another machine: a plain error, and the passphrase works.
  keychain.change();
  expect(() => openKeyring(dir, options).unlockByKeychain()).toThrow(expect.objectContaining({ code: 'keychain-unavailable' }));
  expect(await keyBy(dir, PASSPHRASE, options)).toBe(key);

  const bare = temporaryFolder();
  const { keyring: only } = await makeKeyring(bare, { passphrase: null, keychain: true }, options);
  await only.prove(null);
  await expect(only.removeKeychain('anything')).rejects.toThrow(expect.objectContaining({ code: 'bad-request' }));
  await expect(makeKeyring(temporaryFolder(), { passphrase: null, keychain: false }, options)).rejects.toThrow(expect.objectContaining({ code: 'bad-request' }));
  await expect(makeKeyring(temporaryFolder(), { passphrase: null, keychain: true }, cheap({ keychain: noKeychain }))).rejects.toThrow(expect.objectContaining({ code: 'keychain-unavailable' }));
});

test('every byte of what wraps a key that is altered closes it: nothing opens, nothing else than an error', async () => {
  const { dir, options } = await made();
  const good = JSON.parse(readFileSync(fileIn(dir), 'utf8')) as KeyFile;
  const altered: { change: string; file: unknown }[] = [];
  for (const field of ['nonce', 'key'] as const) {
    const bytes = Buffer.from(good.passphrase![field], 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const flipped = Buffer.from(bytes);
      flipped[at]! ^= 1;
      altered.push({ change: `${field} ${at}`, file: { ...good, passphrase: { ...good.passphrase, [field]: flipped.toString('base64') } } });
    }
  }
  const salt = Buffer.alloc(16).toString('base64');
  altered.push({ change: 'salt', file: { ...good, passphrase: { ...good.passphrase, kdf: { ...good.passphrase!.kdf, salt } } } });
  altered.push({ change: 'cost', file: { ...good, passphrase: { ...good.passphrase, kdf: { ...good.passphrase!.kdf, cost: CHEAP * 2 } } } });
  altered.push({ change: 'id', file: { ...good, id: '00000000-0000-4000-8000-000000000000' } });
  altered.push({ change: 'way', file: { ...good, passphrase: good.recovery } });
  for (const { change, file } of altered) {
    writeFileSync(fileIn(dir), JSON.stringify(file));
    const keyring = openKeyring(dir, { ...options, attempts: attemptsInMemory() });
    await expect(keyring.unlock(PASSPHRASE), change).rejects.toThrow(wrong);
    expect(keyring.key(), change).toBeNull();
  }
});

test('a hostile key file is refused before scrypt sees its numbers', async () => {
  const { dir, options } = await made();
  const good = JSON.parse(readFileSync(fileIn(dir), 'utf8')) as KeyFile;
  const withKdf = (kdf: Record<string, unknown>): unknown => ({ ...good, passphrase: { ...good.passphrase, kdf: { ...good.passphrase!.kdf, ...kdf } } });
  const hostile: unknown[] = [
    ...[2 ** 30, 2 ** 19, 3 * 2 ** 14, 1, 0, -1, 1.5, '131072', null, Number.MAX_SAFE_INTEGER].map((cost) => withKdf({ cost })),
    ...[1, 9, 1_000_000].map((blockSize) => withKdf({ blockSize })),
    ...[0, 2, 1_000_000].map((parallelization) => withKdf({ parallelization })),
    withKdf({ salt: '' }),
    withKdf({ salt: 'A'.repeat(1_000_000) }),
    withKdf({ name: 'none' }),
    withKdf({ more: true }),
    { ...good, version: 2 },
    { ...good, cipher: 'none' },
    { ...good, recovery: null },
    { ...good, more: 'x'.repeat(100_000) },
    [],
    null,
    'text',
  ];
  for (const file of hostile) {
    writeFileSync(fileIn(dir), JSON.stringify(file));
    const startedMs = performance.now();
    expect(() => openKeyring(dir, options), JSON.stringify(file)?.slice(0, 300)).toThrow(expect.objectContaining({ code: 'keys-damaged' }));
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  }
  for (const text of ['', '{', '\0'.repeat(100), `{"version":1,"version":1}`, `${' '.repeat(70_000)}{}`]) {
    writeFileSync(fileIn(dir), text);
    expect(() => openKeyring(dir, options), text.slice(0, 40)).toThrow(expect.objectContaining({ code: 'keys-damaged' }));
  }
  expect(() => openKeyring(temporaryFolder(), options)).toThrow(expect.objectContaining({ code: 'keys-missing' }));
});

test.each(KEY_FILE_STEPS)('a failure after “%s” leaves the old way or the new one working', async (failing) => {
  const { dir, key, recoveryCode, options } = await made();
  let armed = false;
  const keyring = openKeyring(dir, {
    ...options,
    onStep: (step) => {
      if (armed && step === failing) throw new Error('pulled the plug');
    },
  });
  await keyring.unlock(PASSPHRASE);
  armed = true;
  await expect(keyring.setPassphrase('another passphrase')).rejects.toThrow('pulled the plug');
  const outcomes = await Promise.all([PASSPHRASE, 'another passphrase'].map((secret) => keyBy(dir, secret, { ...options, attempts: attemptsInMemory() }).catch(() => 'closed')));
  expect(outcomes.filter((outcome) => outcome === key)).toHaveLength(1);
  expect(outcomes.indexOf(key)).toBe(failing === 'renamed' || failing === 'folder synced' ? 1 : 0);
  expect(await keyBy(dir, recoveryCode, options)).toBe(key);
  // And it goes on from there.
  armed = false;
  await keyring.setPassphrase('a third passphrase');
  expect(await keyBy(dir, 'a third passphrase', options)).toBe(key);
});
