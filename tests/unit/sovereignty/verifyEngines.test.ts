// The check of the engines' files: what was packaged passes, anything else is refused by name, and a file that was
// proven is not read again until it changes.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../contract/errors.ts';
import { createEngineVerifier, engineManifest, type EngineManifest } from '../../../main/sovereignty/verifyEngines.ts';

const contents: Record<string, string> = { 'node/bin/node': 'node'.repeat(300_000), 'engines/library.js': 'export {};', 'engines/parser.js': 'export { };', 'engines/node_modules/a/a.node': 'native' };
const usedBy: Record<string, string[]> = { 'node/bin/node': ['library', 'parser'], 'engines/library.js': ['library'], 'engines/parser.js': ['parser'], 'engines/node_modules/a/a.node': ['library'] };

let dir: string;
let manifest: EngineManifest;
const at = (name: string): string => path.join(dir, name);

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'freehold engines ü-'));
  for (const [name, text] of Object.entries(contents)) {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  }
  const files = Object.entries(contents).map(([name, text]) => ({ path: name, bytes: text.length, sha256: createHash('sha256').update(text).digest('hex'), engines: usedBy[name]! }));
  manifest = engineManifest.parse({ files });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function refusal(work: Promise<void>): Promise<{ code: string; data: unknown }> {
  const error = await work.then(() => null, (thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error('nothing was refused');
  return { code: error.code, data: error.data };
}

/** Same size, other bytes. */
function flipByte(name: string, place = 0): void {
  const bytes = Buffer.from(contents[name]!);
  bytes[place]! ^= 1;
  writeFileSync(at(name), bytes);
}

test('files as they were packaged pass, again and again', async () => {
  const verify = createEngineVerifier(manifest, dir);
  await verify('library');
  await verify('library');
  await verify('parser');
});

test.each(Object.keys(contents))('one flipped byte in %s is refused, by name', async (name) => {
  const engine = usedBy[name]![0]!;
  flipByte(name, contents[name]!.length - 1);
  expect(await refusal(createEngineVerifier(manifest, dir)(engine))).toEqual({ code: 'engine-altered', data: { engine, file: name } });
});

test('a missing, a shortened and a lengthened file are refused', async () => {
  for (const change of [() => rmSync(at('engines/library.js')), () => writeFileSync(at('engines/library.js'), 'ex'), () => writeFileSync(at('engines/library.js'), `${contents['engines/library.js']};`)]) {
    change();
    expect((await refusal(createEngineVerifier(manifest, dir)('library'))).code).toBe('engine-altered');
  }
});

test('a change after the first start is seen at the next, even when the old time is put back', async () => {
  const verify = createEngineVerifier(manifest, dir);
  await verify('library');
  const { atime, mtime } = statSync(at('engines/node_modules/a/a.node'));
  flipByte('engines/node_modules/a/a.node');
  utimesSync(at('engines/node_modules/a/a.node'), atime, mtime);
  expect((await refusal(verify('library'))).data).toEqual({ engine: 'library', file: 'engines/node_modules/a/a.node' });
});

test('a file put in the place of a proven one is read', async () => {
  const verify = createEngineVerifier(manifest, dir);
  await verify('parser');
  writeFileSync(at('other.js'), 'export{  };');
  renameSync(at('other.js'), at('engines/parser.js'));
  expect((await refusal(verify('parser'))).data).toEqual({ engine: 'parser', file: 'engines/parser.js' });
});

test('an engine with damaged files does not keep the others from starting', async () => {
  flipByte('engines/parser.js');
  await createEngineVerifier(manifest, dir)('library');
});

test('an engine that the manifest does not know is refused', async () => {
  expect((await refusal(createEngineVerifier(manifest, dir)('llm'))).code).toBe('engine-altered');
});
