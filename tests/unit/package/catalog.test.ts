// The catalog that ships states the bytes that set-up checked on this machine, whichever source they came from.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { shippedCatalog } from '../../../scripts/package/stageResources.mjs';

test('sizes and hashes are those of the checked files; where none was checked, those of the catalog', () => {
  const root = mkdtempSync(join(tmpdir(), 'freehold-package-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (name: string, content: unknown) => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), JSON.stringify(content));
  };
  const model = (id: string) => ({ id, files: [{ path: 'onnx/m.onnx', bytes: 1, sha256: 'of the package' }], sources: [{ kind: 'hub' }, { kind: 'pypi' }] });
  write('resources/model-catalog.json', { models: [model('here'), model('elsewhere'), { ...model('small'), testsOnly: true }] });
  write('models/here/verified.json', { 'onnx/m.onnx': { bytes: 2, mtimeMs: 3, sha256: 'of the hub' } });

  expect(shippedCatalog(root, join(root, 'models'))).toEqual([
    { id: 'here', files: [{ path: 'onnx/m.onnx', bytes: 2, sha256: 'of the hub' }], sources: [{ kind: 'hub' }] },
    { id: 'elsewhere', files: [{ path: 'onnx/m.onnx', bytes: 1, sha256: 'of the package' }], sources: [{ kind: 'hub' }] },
    { id: 'small', testsOnly: true, files: [{ path: 'onnx/m.onnx', bytes: 1, sha256: 'of the package' }], sources: [{ kind: 'hub' }] },
  ]);
});
