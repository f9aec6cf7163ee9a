// Languages for images: what comes along, what is added, and which files are no languages.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readCatalog } from '../../../main/models/catalog.ts';
import { createOcrLanguages } from '../../../main/models/ocrLanguages.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/** A header with its parts, of which the LSTM's is one or is missing, and some bytes. */
function languageFile({ parts = 24, lstm = 300n as bigint }: { parts?: number; lstm?: bigint } = {}): Buffer {
  const file = Buffer.alloc(4 + 24 * 8 + 200);
  file.writeInt32LE(parts, 0);
  for (let part = 0; part < 24; part += 1) file.writeBigInt64LE(part === 17 ? lstm : -1n, 4 + part * 8);
  return file;
}

function start() {
  const dir = temporaryFolder();
  const entry = (id: string) => ({ id: `tesseract-${id}`, role: 'ocr', name: id, description: id, licence: 'Apache-2.0', files: [{ path: `${id}.traineddata`, bytes: 1, sha256: '' }] });
  writeFileSync(path.join(dir, 'catalog.json'), JSON.stringify({ models: [entry('eng'), entry('deu'), entry('fra')] }));
  for (const id of ['eng', 'deu']) {
    mkdirSync(path.join(dir, 'models', `tesseract-${id}`), { recursive: true });
    writeFileSync(path.join(dir, 'models', `tesseract-${id}`, `${id}.traineddata`), languageFile());
  }
  const make = () => createOcrLanguages(readCatalog(path.join(dir, 'catalog.json'), [path.join(dir, 'models')]), path.join(dir, 'user'));
  const file = (name: string, content: Uint8Array): string => {
    writeFileSync(path.join(dir, name), content);
    return path.join(dir, name);
  };
  return { dir, make, file };
}

test('those that came along are listed; a fresh start reads the language of the system, and English', () => {
  const languages = start().make();
  expect(languages.list().map(({ id, origin }) => [id, origin])).toEqual([['eng', 'built-in'], ['deu', 'built-in']]);
  expect(['de-AT', 'en-GB', 'fr', 'pl-PL'].map(languages.defaultsFor)).toEqual([['deu', 'eng'], ['eng'], ['fra', 'eng'], ['eng']]);
  expect(languages.filesOf(['fra', 'deu', 'xyz']).map(({ id }) => id)).toEqual(['deu']);
});

test('a language that is added is kept as a copy, also for the next start', async () => {
  const { dir, make, file } = start();
  const content = languageFile();
  expect(await make().add(file('chi_sim.traineddata', content))).toEqual({ id: 'chi_sim', origin: 'added', sizeBytes: content.length });
  const [kept] = make().filesOf(['chi_sim']);
  expect(kept!.path.startsWith(path.join(dir, 'user'))).toBe(true);
  await make().add(file('deu.traineddata', content));
  expect(make().list().filter(({ id }) => id === 'deu')).toMatchObject([{ origin: 'added' }]);
});

test.each([
  ['another name', 'deu.gguf', languageFile()],
  ['a name that leads elsewhere', 'a b.traineddata', languageFile()],
  ['no header', 'bad.traineddata', Buffer.from('hello')],
  ['too many parts', 'bad.traineddata', languageFile({ parts: 5_000_000 })],
  ['no part for version 4', 'bad.traineddata', languageFile({ lstm: -1n })],
  ['a part beyond its end', 'bad.traineddata', languageFile({ lstm: 1_000_000n })],
  ['a part within its header', 'bad.traineddata', languageFile({ lstm: 8n })],
])('a file with %s is refused, and nothing of it stays', async (_what, name, content) => {
  const { dir, make, file } = start();
  await expect(make().add(file(name, content))).rejects.toMatchObject({ code: 'language-file-invalid' });
  const own = path.join(dir, 'user', 'ocr-languages');
  expect(existsSync(own) ? readdirSync(own) : []).toEqual([]);
});
