// Update files as a release makes them: by the real script, with a fresh key of the test's own, and one behind whose header
// stands whatever a test wants to say.
import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { frontOf, signedBytes, type UpdateKey } from '../../main/update/updateFile.ts';

const SCRIPT = path.resolve(import.meta.dirname, '..', '..', 'scripts', 'signUpdate.mjs');
const run = (...args: readonly string[]): string => execFileSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' });

export interface Signer {
  readonly file: string;
  readonly key: UpdateKey;
}

export function makeSigner(dir: string, name: string): Signer {
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, `${name}.pem`);
  return { file, key: JSON.parse(run('--new-key', file).trim().split('\n').at(-1)!) as UpdateKey };
}

export interface Wanted {
  readonly version?: string;
  readonly platform?: string;
  readonly arch?: string;
  readonly kind?: string;
  readonly payload?: Uint8Array;
  readonly notes?: string;
}

/** The update file's path, beside its package. */
export function signUpdate(dir: string, signer: Signer, wanted: Wanted = {}): string {
  const { version = '0.2.0', platform = process.platform, arch = process.arch, kind = 'AppImage', payload = Buffer.from(`#!/bin/sh\necho ${version}\n`), notes = '' } = wanted;
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, `package-${version}`);
  writeFileSync(file, payload);
  const notesFile = path.join(dir, 'notes.txt');
  writeFileSync(notesFile, notes);
  const out = path.join(dir, `Freehold-${version}-${platform}-${arch}-${kind}.freehold-update`);
  run('--key', signer.file, '--package', file, '--version', version, '--platform', platform, '--arch', arch, '--kind', kind, '--notes-en', notesFile, '--out', out);
  return out;
}

/** What the script would not make: any header, truly signed, before any payload. */
export function signHeader(file: string, signer: Signer, header: unknown, payload: Uint8Array = Buffer.from('new')): string {
  const headerBytes = Buffer.isBuffer(header) ? header : Buffer.from(JSON.stringify(header));
  writeFileSync(file, Buffer.concat([frontOf(headerBytes, sign(null, signedBytes(headerBytes), createPrivateKey(readFileSync(signer.file)))), payload]));
  return file;
}

export function headerFor(payload: Uint8Array, change: object = {}): object {
  return {
    format: 1,
    product: 'Freehold',
    version: '0.2.0',
    platform: process.platform,
    arch: process.arch,
    kind: 'AppImage',
    payloadBytes: payload.length,
    sha256: createHash('sha256').update(payload).digest('hex'),
    notes: { en: '', de: '' },
    madeAtMs: 1_700_000_000_000,
    ...change,
  };
}
